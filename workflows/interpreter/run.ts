import { CancellationScope, isCancellation, proxySinks, uuid4 } from '@temporalio/workflow';
import { LoomError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import type { StepStatus } from '../../domain/run.ts';
import { evaluate } from '../../dsl/evaluate.ts';
import type { Expression, Plan, PlannedStep } from '../../dsl/plan.ts';
import type { RunSinks } from '../sinks.ts';
import type { UndoLedger } from './undo.ts';

export const { run: projection } = proxySinks<RunSinks>();

/** What all steps of one run share. */
export interface Run {
  readonly plan: Plan;
  readonly hash: string;
  /** Inputs, and results by path. */
  readonly scope: Map<string, Json>;
  readonly statuses: Map<string, StepStatus>;
  readonly undo: UndoLedger;
  /** Settles when a step is done or skipped; steps of a block that has not begun are not in it yet. */
  readonly done: Map<string, Promise<void>>;
}

/** Thrown by RETURN, to leave all blocks at once. */
export class Returned {
  readonly value: Json;
  constructor(value: Json) {
    this.value = value;
  }
}

/** Time and dice of a workflow come from its history, so they are the same on each replay. */
export function workOut(run: Run, expression: Expression): Json {
  return evaluate(expression, run.scope, { now: Date.now(), uuid: uuid4 });
}

/** @throws LoomError `loop.expression_failed` when the value is no number of milliseconds */
export function millisecondsOf(run: Run, expression: Expression): number {
  const value = workOut(run, expression);
  if (typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER) return Math.ceil(value);
  throw new LoomError(
    'loop.expression_failed',
    `${JSON.stringify(value)} stands where a duration is needed.`,
    'Write a duration such as 30s, 10m, 2h or 14d.',
  );
}

/** Null counts as false: it is what a skipped step gives. @throws LoomError `loop.expression_failed` for other values */
export function holds(run: Run, test: Expression): boolean {
  const value = workOut(run, test);
  if (value === null || typeof value === 'boolean') return value === true;
  throw new LoomError(
    'loop.expression_failed',
    `${JSON.stringify(value)?.slice(0, 60)} stands where true or false is needed.`,
    'Compare it with something, as in "level == \\"high\\"".',
  );
}

/** Notes where a step stands. A step whose activity tells the card by itself is only noted in the run. */
export function mark(run: Run, step: PlannedStep, status: StepStatus, error: string | null = null): void {
  run.statuses.set(step.path, status);
  const toldByActivity = step.kind === 'call' && (status === 'running' || status === 'completed');
  if (!toldByActivity) projection.step(step.path, status, error);
}

/**
 * Runs the steps of a block: each starts when those it comes after are done. The first failure decides: what still runs
 * is told to stop, and is waited for, before it is thrown.
 */
export async function runBlock(
  run: Run,
  steps: readonly PlannedStep[],
  perform: (step: PlannedStep) => Promise<void>,
): Promise<void> {
  await CancellationScope.cancellable(async () => {
    const all = steps.map((step) => {
      const before = step.after.map((path) => run.done.get(path));
      const done = Promise.all(before).then(() => perform(step));
      run.done.set(step.path, done);
      return done;
    });
    try {
      await Promise.all(all);
    } catch (error) {
      CancellationScope.current().cancel();
      await Promise.allSettled(all);
      throw error;
    }
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
