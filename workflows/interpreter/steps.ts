import { isCancellation } from '@temporalio/workflow';
import { LoomError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import type { RunFailure } from '../../domain/run.ts';
import { everyStep, type PlannedStep, stepsInside } from '../../dsl/plan.ts';
import { mayUndo } from '../../dsl/plan-order.ts';
import { plannedPath } from '../../dsl/plan-path.ts';
import { failureIn, stepError, stepFailure, stepOf } from '../failures.ts';
import { runBlock, within } from './block.ts';
import { deadlineOf, millisecondsTo } from './deadline.ts';
import { type Frame, frameOf, pathIn } from './frame.ts';
import { performKind, workOf } from './kinds.ts';
import { isSettled, lastingMemory, recall, type SettledEntry } from './recall.ts';
import { timed } from './region.ts';
import { holds, mark, projection, Returned, workOut } from './run.ts';

/** Runs the steps of one block and what is inside them. */
export function runSteps(frame: Frame, steps: readonly PlannedStep[]): Promise<void> {
  return runBlock(frame, steps, (step) => perform(frame, step));
}

export async function perform(frame: Frame, step: PlannedStep): Promise<void> {
  const { handover, notebook } = frame.run;
  const path = pathIn(frame, step);
  const entry = notebook.get(path);
  if (isSettled(entry)) return again(frame, step, entry);
  handover.look();
  const work = workOf(step);
  let underWay = false;
  try {
    if (entry === undefined && step.when !== undefined && !holds(frame, step.when)) return skip(frame, step);
    if (work !== null && handover.draining) await handover.held();
    mark(frame, step, 'running');
    if (work !== null) handover.begins(work);
    underWay = work !== null;
    settle(frame, step, 'completed', await withTimeout(frame, step, path));
    mark(frame, step, 'completed');
  } catch (error) {
    failed(frame, step, path, error);
  } finally {
    if (work !== null && underWay) handover.ends(work);
  }
}

/** Comes to a step that was done before the run continued as new, or was resumed. */
function again(frame: Frame, step: PlannedStep, { status, value }: SettledEntry): void {
  recall(frame, step);
  const path = pathIn(frame, step);
  // A resumed run has a card of its own, which has not heard of it.
  projection.step(path, frame.run.statuses.get(path) ?? 'completed', null);
  if (status === 'failed') throw failureIn(value as unknown as RunFailure);
}

function settle(frame: Frame, step: PlannedStep, status: 'completed' | 'skipped' | 'replaced', value: Json): void {
  const { notebook, undo } = frame.run;
  const path = pathIn(frame, step);
  frame.scope.set(step.path, value);
  notebook.settle(path, status, value, lastingMemory(step, notebook.memoryOf(path)));
  if (status === 'completed' && step.undo !== undefined) undo.add({ step, path, frame });
  const loops = step.kind === 'for' || step.kind === 'repeat';
  if (loops && !mayUndo(step)) notebook.forgetInside(path);
}

/** Steps that do not run give null, those inside them as well. */
export function skip(frame: Frame, step: PlannedStep): void {
  mark(frame, step, 'skipped');
  settle(frame, step, 'skipped', null);
  skipInside(frame, step);
}

/** What is inside a FOR or a REPEAT has no address before an item or a round gives it one. */
export function skipInside(frame: Frame, step: PlannedStep): void {
  if (step.kind !== 'if' && step.kind !== 'race') return;
  // Branches may give the same name: the one that ran has set it.
  for (const inner of stepsInside(step)) if (!frame.scope.has(inner.path)) skip(frame, inner);
}

/** Notes how a step failed. @throws what ends the block it stands in, unless an ELSE stands for the step */
function failed(frame: Frame, step: PlannedStep, path: string, error: unknown): void {
  const { region } = frame;
  const reason = step.kind === 'if' && region.stopped ? region.reason : error;
  const culprit = reason instanceof Returned ? reason.path : stepsInside(step).length > 0 ? stepOf(reason) : null;
  // An IF stops with the lines around it; those it holds have told of themselves.
  const { length } = frame.positions;
  const inside =
    culprit !== null && everyStep([step]).some((each) => pathIn(frame, each) === plannedPath(culprit, length));
  if (isCancellation(reason) || (step.kind === 'if' && region.stopped && !inside)) {
    mark(frame, step, 'cancelled');
    throw error;
  }
  if (reason instanceof Returned) {
    mark(frame, step, 'completed');
    region.stop(reason);
    throw error;
  }
  const { message } = stepError(reason);
  if (step.otherwise !== undefined) {
    replace(frame, step, step.otherwise, path, message);
    return;
  }
  // What failed inside has told why itself.
  mark(frame, step, 'failed', culprit === null || culprit === path ? message : null);
  throw stop(frame, culprit === null ? stepFailure({ path }, reason) : reason);
}

function stop(frame: Frame, error: unknown): unknown {
  frame.region.stop(error);
  return error;
}

function replace(
  frame: Frame,
  step: PlannedStep,
  otherwise: NonNullable<PlannedStep['otherwise']>,
  path: string,
  message: string,
): void {
  try {
    settle(frame, step, 'replaced', workOut(frame, otherwise));
    mark(frame, step, 'replaced', message);
  } catch (error) {
    mark(frame, step, 'failed', stepError(error).message);
    throw stop(frame, stepFailure({ path }, error));
  }
  // Lines that come after those inside it find null where these came to no end.
  for (const inner of everyStep(stepsInside(step))) {
    if (!inner.path.includes('[]') && !frame.scope.has(inner.path)) frame.scope.set(inner.path, null);
  }
}

/** Steps inside this one stop with it, and so does its TIMEOUT. An IF is nothing of its own but for a TIMEOUT. */
function withTimeout(frame: Frame, step: PlannedStep, path: string): Promise<Json> {
  const { kind, timeoutMs } = step;
  const holdsOthers =
    kind === 'for' || kind === 'repeat' || kind === 'race' || (kind === 'if' && timeoutMs !== undefined);
  const inner = holdsOthers ? frameOf(frame, step) : frame;
  const work = (): Promise<Json> => performKind(inner, step, { runSteps, perform, skipInside });
  if (timeoutMs === undefined || kind === 'call') return holdsOthers ? inner.region.run(work) : work();
  const began = Date.now();
  const deadline = deadlineOf(frame, path, 'timeoutAt', timeoutMs) ?? began;
  const late = (): Error => {
    const words = `This was not done within ${(deadline - began) / 1000} s.`;
    return stepFailure({ path }, new LoomError('loop.timed_out', words, 'Raise its TIMEOUT, or give it an ELSE.'));
  };
  const ms = millisecondsTo(deadline);
  if (holdsOthers) return inner.region.run(() => timed(ms, () => inner.region.stop(late()), work));
  return within(ms, () => (step.otherwise === undefined ? (stop(frame, late()) as Error) : late()), work);
}
