import { CancellationScope } from '@temporalio/workflow';
import type { PlannedStep } from '../../dsl/plan.ts';
import { doneIn, type Frame } from './frame.ts';
import { timed } from './region.ts';

/** Runs the steps of a block: each starts when those it comes after are done, unless all of them are to stop. */
export async function runBlock(
  frame: Frame,
  steps: readonly PlannedStep[],
  perform: (step: PlannedStep) => Promise<void>,
): Promise<void> {
  const all = beginAll(frame, steps, perform);
  await Promise.allSettled(all);
  await Promise.all(all);
  frame.region.check();
}

/** Begins each step when those it comes after are done. @returns when each of them is done */
export function beginAll(
  frame: Frame,
  steps: readonly PlannedStep[],
  perform: (step: PlannedStep) => Promise<void>,
): readonly Promise<void>[] {
  return steps.map((step) => {
    const before = step.after.map((path) => doneIn(frame, path));
    const done = Promise.all(before).then(() => {
      frame.region.check();
      return perform(step);
    });
    frame.done.set(step.path, done);
    return done;
  });
}

/**
 * Does something within a time of its own.
 * @throws what `late` makes when the time is over first, whatever comes of the work then
 */
export async function within<T>(ms: number, late: () => Error, work: () => Promise<T>): Promise<T> {
  const scope = new CancellationScope();
  let error: Error | null = null;
  const stop = (): void => {
    error = late();
    scope.cancel();
  };
  return timed(ms, stop, async () => {
    try {
      const result = await scope.run(work);
      if (error === null) return result;
    } catch (thrown) {
      throw error ?? thrown;
    }
    throw error;
  });
}

/** Waits for something of the run's own, such as an answer, until what surrounds it is cancelled. */
export function unlessCancelled<T>(something: Promise<T>): Promise<T> {
  return Promise.race([something, CancellationScope.current().cancelRequested as Promise<never>]);
}
