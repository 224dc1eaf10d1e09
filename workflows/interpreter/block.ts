import { CancellationScope, isCancellation } from '@temporalio/workflow';
import type { PlannedStep } from '../../dsl/plan.ts';
import { doneIn, type Frame } from './frame.ts';

/**
 * Runs the steps of a block: each starts when those it comes after are done. The first failure decides: what still runs
 * is told to stop, and is waited for, before it is thrown.
 */
export async function runBlock(
  frame: Frame,
  steps: readonly PlannedStep[],
  perform: (step: PlannedStep) => Promise<void>,
): Promise<void> {
  await CancellationScope.cancellable(async () => {
    const all = beginAll(frame, steps, perform);
    try {
      await Promise.all(all);
    } catch (error) {
      CancellationScope.current().cancel();
      await Promise.allSettled(all);
      throw error;
    }
  });
}

/** Begins each step when those it comes after are done. @returns when each of them is done */
export function beginAll(
  frame: Frame,
  steps: readonly PlannedStep[],
  perform: (step: PlannedStep) => Promise<void>,
): readonly Promise<void>[] {
  return steps.map((step) => {
    const before = step.after.map((path) => doneIn(frame, path));
    const done = Promise.all(before).then(() => perform(step));
    frame.done.set(step.path, done);
    return done;
  });
}

/**
 * Does something within a time of its own.
 * @throws what `late` makes when the time is over; a cancellation from outside stays one
 */
export async function within<T>(ms: number, late: () => Error, work: () => Promise<T>): Promise<T> {
  const scope = new CancellationScope({ cancellable: true, timeout: ms });
  const outside = CancellationScope.current();
  try {
    return await scope.run(work);
  } catch (error) {
    // The scope is cancelled by its timer or from outside, and only in the second case is what surrounds it.
    throw isCancellation(error) && scope.consideredCancelled && !outside.consideredCancelled ? late() : error;
  }
}

/** Waits for something of the run's own, such as an answer, until what surrounds it is cancelled. */
export function unlessCancelled<T>(something: Promise<T>): Promise<T> {
  return Promise.race([something, CancellationScope.current().cancelRequested as Promise<never>]);
}
