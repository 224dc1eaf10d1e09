import { CancelledFailure, executeChild, ParentClosePolicy, workflowInfo } from '@temporalio/workflow';
import type { Beginning, Chunk, ChunkReport, ItemOutcome, Journal } from '../../domain/journal.ts';
import type { Json } from '../../domain/json.ts';
import { limits } from '../../domain/limits.ts';
import { namesIn } from '../../dsl/plan-names.ts';
import { mayUndo } from '../../dsl/plan-order.ts';
import { failureIn } from '../failures.ts';
import { planReference } from '../plan-reference.ts';
import type { Batch, ForStep } from './for.ts';
import { type Frame, pathIn } from './frame.ts';
import { lineageInside } from './lineage.ts';

const size = limits.itemsPerRunMax;

/** The address of a chunk of a FOR in the journal; the id of the workflow that runs it ends in it. */
export const chunkPath = (path: string, chunk: number): string => `${path}[chunk ${chunk}]`;

/** Runs a FOR of many items as child workflows, each with its share of them, so that no history grows too long. */
export async function inChunks(frame: Frame, step: ForStep, batch: Batch): Promise<readonly (ItemOutcome | null)[]> {
  const { items, first, failuresMax } = batch;
  const outcomes: (ItemOutcome | null)[] = [];
  const count = (kind: 'value' | 'error'): number => outcomes.filter((each) => each !== null && kind in each).length;
  // One chunk after the other: MAX bounds the items at work in all of them together.
  for (let chunk = 0; chunk * size < items.length; chunk += 1) {
    const left = first === null ? null : first - count('value');
    if (left === 0) break;
    frame.region.check();
    const share = { items: items.slice(chunk * size, (chunk + 1) * size), from: chunk * size };
    const mayFail = failuresMax === null ? null : failuresMax - count('error');
    outcomes.push(...(await runChunk(frame, step, chunk, { ...share, first: left, failuresMax: mayFail })));
  }
  return outcomes;
}

async function runChunk(
  frame: Frame,
  step: ForStep,
  chunk: number,
  batch: Batch,
): Promise<readonly (ItemOutcome | null)[]> {
  const { handover, notebook, undo } = frame.run;
  const path = pathIn(frame, step);
  const address = chunkPath(path, chunk);
  const known = notebook.get(address);
  if (known?.status === 'completed') return known.value as unknown as readonly (ItemOutcome | null)[];
  handover.look();
  return handover.during('child', async () => {
    const journal = journalIn(known?.memory) ?? { entries: {} };
    const { outcomes, failure, journal: done } = await chunkRun(frame, step, address, { ...batch, journal });
    const memory = { journal: done as unknown as Json };
    notebook.settle(address, failure === null ? 'completed' : 'failed', outcomes as unknown as Json, memory);
    if (mayUndo(step)) undo.add({ step, path, frame, chunk });
    if (failure === null) return outcomes;
    throw failure.cancelled ? new CancelledFailure(failure.message) : failureIn(failure);
  });
}

/** Undoes what a chunk did. @returns nothing; what could not be undone is noted in the ledger */
export async function undoChunk(frame: Frame, step: ForStep, chunk: number): Promise<void> {
  const { notebook, undo } = frame.run;
  const path = pathIn(frame, step);
  const address = chunkPath(path, chunk);
  const { value = null, memory } = notebook.get(address) ?? {};
  const items = notebook.memoryOf(path).items as readonly Json[];
  const batch = { items: items.slice(chunk * size, (chunk + 1) * size), from: chunk * size };
  const journal = journalIn(memory) ?? { entries: {} };
  const report = await chunkRun(frame, step, address, {
    ...batch,
    first: null,
    failuresMax: null,
    journal,
    undo: true,
  });
  notebook.settle(address, 'undone', value, { journal: report.journal as unknown as Json });
  undo.report(report.notUndone);
}

/** Runs or undoes one chunk as a child workflow, on the same plan. */
async function chunkRun(
  frame: Frame,
  step: ForStep,
  name: string,
  { journal, undo, ...batch }: Batch & { readonly journal: Journal; readonly undo?: true },
): Promise<ChunkReport> {
  const { workflowId, typedSearchAttributes, memo } = workflowInfo();
  const { plan, hash, handover, notebook } = frame.run;
  const mentioned = [...namesIn(step.body)].filter((name) => frame.scope.has(name));
  const chunk: Chunk = {
    ...batch,
    path: step.path,
    positions: frame.positions,
    scope: Object.fromEntries(mentioned.map((name) => [name, frame.scope.get(name) ?? null])),
    ...(undo === undefined ? {} : { undo }),
  };
  const begin: Beginning = {
    journal: { ...journal, lineage: lineageInside(notebook.lineage, name) },
    chunk,
    ...(handover.eventsMax === null ? {} : { eventsMax: handover.eventsMax }),
  };
  const report: unknown = await executeChild(plan.loop, {
    args: [planReference(hash), {}, begin],
    workflowId: `${workflowId}/${name}`,
    typedSearchAttributes: typedSearchAttributes.updateCopy([]),
    memo: { ...memo },
    staticSummary: step.source,
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
  });
  return report as ChunkReport;
}

function journalIn(memory: { readonly journal?: Json } | undefined): Journal | undefined {
  return memory?.journal as unknown as Journal | undefined;
}
