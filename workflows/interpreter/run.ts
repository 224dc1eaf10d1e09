import { proxySinks, uuid4 } from '@temporalio/workflow';
import { LoomError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import type { StepStatus } from '../../domain/run.ts';
import { evaluate } from '../../dsl/evaluate.ts';
import type { Expression, Plan, PlannedStep } from '../../dsl/plan.ts';
import type { RunSinks } from '../sinks.ts';
import type { Asks } from './asks.ts';
import type { RunFacts } from './facts.ts';
import { type Frame, pathIn } from './frame.ts';
import type { Handover } from './handover.ts';
import type { Origins } from './lineage.ts';
import type { Mailbox } from './mailbox.ts';
import type { Notebook } from './notebook.ts';
import type { UndoLedger } from './undo.ts';

export const { run: projection } = proxySinks<RunSinks>();

/** What all steps of one run share. */
export interface Run {
  readonly plan: Plan;
  readonly hash: string;
  readonly facts: RunFacts;
  /** By runtime path. */
  readonly statuses: Map<string, StepStatus>;
  readonly notebook: Notebook;
  readonly origins: Origins;
  readonly undo: UndoLedger;
  readonly asks: Asks;
  readonly mailbox: Mailbox;
  readonly handover: Handover;
}

/** Runs the steps of a block in a frame, as `runSteps` of `steps.ts` does. */
export type RunSteps = (frame: Frame, steps: readonly PlannedStep[]) => Promise<void>;

/** Thrown by RETURN, to leave all blocks at once. */
export class Returned {
  readonly value: Json;
  /** Of the step that returned. */
  readonly path: string;
  constructor(value: Json, path: string) {
    this.value = value;
    this.path = path;
  }
}

/** Time and dice of a workflow come from its history, so they are the same on each replay. */
export function workOut({ scope }: Pick<Frame, 'scope'>, expression: Expression): Json {
  return evaluate(expression, scope, { now: Date.now(), uuid: uuid4 });
}

/** @throws LoomError `loop.expression_failed` when the value is no number of milliseconds */
export function millisecondsOf(frame: Frame, expression: Expression): number {
  const value = workOut(frame, expression);
  if (typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER) return Math.ceil(value);
  return unfit(value, 'a duration', 'Write a duration such as 30s, 10m, 2h or 14d.');
}

/** Null counts as false: it is what a skipped step gives. @throws LoomError `loop.expression_failed` for other values */
export function holds(frame: Frame, test: Expression): boolean {
  const value = workOut(frame, test);
  if (value === null || typeof value === 'boolean') return value === true;
  return unfit(value, 'true or false', 'Compare it with something, as in "level == \\"high\\"".');
}

export function unfit(value: Json, wanted: string, hint: string): never {
  const shown = JSON.stringify(value).slice(0, 60);
  throw new LoomError('loop.expression_failed', `${shown} stands where ${wanted} is needed.`, hint);
}

/** A value as people read it. */
export const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Notes where a step stands. A step whose activity tells the card by itself is only noted in the run. */
export function mark(frame: Frame, step: PlannedStep, status: StepStatus, error: string | null = null): void {
  const path = pathIn(frame, step);
  frame.run.statuses.set(path, status);
  const toldByActivity = step.kind === 'call' && (status === 'running' || status === 'completed');
  if (!toldByActivity) projection.step(path, status, error);
}
