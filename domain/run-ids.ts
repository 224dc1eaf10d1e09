/**
 * Workflow ids of runs. The run a person starts has two parts, `loop/r-7f3k2m`; a loop it calls adds a part for the step
 * that does, `loop/r-7f3k2m/notify`, and so does a part of a FOR with many items, `loop/r-7f3k2m/contain[chunk 2]`.
 */
const partsOfRun = 2;

/** The id of a run somebody asked for. What stands between slashes is one part, so those of a request are escaped. */
export function runIdFor(requestId: string): string {
  return `loop/${requestId.replaceAll('%', '%25').replaceAll('/', '%2F')}`;
}

/** The run a person started, of whatever ran inside it. */
export function runOf(workflowId: string): string {
  return workflowId.split('/').slice(0, partsOfRun).join('/');
}

const isChunk = (part: string): boolean => /\[chunk \d+\]$/.test(part);

/** Whose steps a workflow does: its own, but those of a part of a FOR belong to the run that has the FOR. */
export function stepsOwner(workflowId: string): string {
  const parts = workflowId.split('/');
  while (isChunk(parts.at(-1) ?? '')) parts.pop();
  return parts.join('/');
}

/** Where a step stands, seen from the run a person started: `ok`, or `notify/ok` in a loop it calls. */
export function pathFromRun(workflowId: string, path: string): string {
  const inside = workflowId.split('/').slice(partsOfRun);
  return [...inside.filter((part) => !isChunk(part)), path].join('/');
}
