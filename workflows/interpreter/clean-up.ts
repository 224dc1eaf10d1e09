import { LoomError } from '../../domain/errors.ts';
import type { NotUndone } from '../../domain/journal.ts';
import { failure, stepOf } from '../failures.ts';
import { stepsWithAddress } from './begin.ts';
import { undoChunk } from './chunks.ts';
import type { Frame } from './frame.ts';
import { resultIn } from './recall.ts';
import { Region } from './region.ts';
import { Returned } from './run.ts';
import { runSteps } from './steps.ts';
import { callTool, triesOfUndo } from './tool-call.ts';
import type { Undoable } from './undo.ts';

/** Undoes what was done and runs ON ERROR. @returns what the run ends with: the error, and what could not be undone */
export async function cleanUp(frame: Frame, error: unknown): Promise<unknown> {
  const { run, scope } = frame;
  await run.undo.undoAll(run.plan.steps, 0, undoOne);
  const { message } = LoomError.from(error);
  // ON ERROR may look at everything; what did not come to its end is null there.
  for (const { path } of stepsWithAddress(run.plan.steps)) {
    if (!scope.has(path)) scope.set(path, resultIn(run.notebook.get(path)));
  }
  scope.set('error', { step: stepOf(error), message });
  const failures = [...run.undo.notUndone, ...(await onError(frame))];
  return failures.length === 0 ? error : withFailures(error, failures);
}

/** Calls what a step has as its UNDO, with what the step saw. */
export function undoOne({ step, path, frame, chunk }: Undoable): Promise<void> {
  const { handover, notebook } = frame.run;
  handover.look();
  if (chunk !== undefined && step.kind === 'for') {
    return handover.during('child', () => undoChunk(frame, step, chunk));
  }
  return handover.during('activity', async () => {
    if (step.undo === undefined) return;
    const summary = `UNDO ${step.source}`;
    await callTool(frame, { step: path, path: `${path}.undo`, summary, tries: triesOfUndo, ...step.undo });
    const { value, memory } = notebook.get(path) ?? { value: null };
    notebook.settle(path, 'undone', value, memory);
  });
}

/** A failure of ON ERROR itself must not hide what it was to tell about. */
async function onError(frame: Frame): Promise<readonly NotUndone[]> {
  try {
    const region = new Region();
    await region.run(() => runSteps({ ...frame, region }, frame.run.plan.onError ?? []));
    return [];
  } catch (error) {
    return error instanceof Returned ? [] : [{ step: 'ON ERROR', message: LoomError.from(error).message }];
  }
}

function withFailures(error: unknown, failures: readonly NotUndone[]): Error {
  const told = failures.map(({ step, message }) => `${step}: ${message}`).join('; ');
  const { message } = LoomError.from(error);
  return failure(
    new LoomError(
      'loop.undo_failed',
      `${message} Not everything could be undone: ${told}`,
      'Undo these by hand, then look at why the run failed.',
    ),
    stepOf(error),
  );
}
