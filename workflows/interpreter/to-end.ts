import { CancellationScope, isCancellation } from '@temporalio/workflow';
import { LoomError } from '../../domain/errors.ts';
import type { Beginning } from '../../domain/journal.ts';
import type { Json } from '../../domain/json.ts';
import type { Plan, PlannedStep } from '../../dsl/plan.ts';
import { failureIn, failureOf } from '../failures.ts';
import { cleanUp } from './clean-up.ts';
import { millisecondsTo } from './deadline.ts';
import type { Frame } from './frame.ts';
import { HandOver } from './handover.ts';
import { timed } from './region.ts';
import { projection, Returned, workOut } from './run.ts';
import { runSteps } from './steps.ts';

/**
 * Runs the loop to its end, whatever that is.
 * @param limitAt when its LIMIT is over, in milliseconds since 1970
 * @param failure with what it had failed when it continued as new
 * @returns its output
 * @throws HandOver when it is to continue as new
 */
export async function runToEnd(
  frame: Frame,
  limitAt: number | undefined,
  failure: Beginning['failure'],
): Promise<Json> {
  const { handover } = frame.run;
  try {
    if (failure !== undefined) throw failureIn(failure);
    const output = await handover.unlessDue(finish(frame, limitAt));
    projection.ended('completed');
    return output;
  } catch (error) {
    if (error instanceof HandOver) throw error;
    const cancelled = failure?.cancelled ?? isCancellation(error);
    if (cancelled) handover.stay();
    const final = await CancellationScope.nonCancellable(() =>
      handover.unlessDue(cleanUp(frame, error), cancelled ? runCancelled : { ...failureOf(error), cancelled }),
    );
    if (cancelled) projection.ended('cancelled');
    else projection.ended('failed', failureOf(final).code);
    throw final;
  }
}

/** What the continuation of a run that was cancelled ends with. */
const runCancelled = {
  code: 'loop.run_cancelled',
  message: 'The run was cancelled before it was done.',
  hint: 'Start it again when it is wanted.',
  step: null,
  cancelled: true,
};

async function finish(frame: Frame, limitAt: number | undefined): Promise<Json> {
  const { plan } = frame.run;
  try {
    const { region } = frame;
    const work = (): Promise<void> => runSteps(frame, plan.steps);
    const over = (): void => region.stop(limitReached(plan));
    await region.run(() => (limitAt === undefined ? work() : timed(millisecondsTo(limitAt), over, work)));
  } catch (error) {
    if (error instanceof Returned) return error.value;
    throw error;
  }
  return plan.output === null ? namedResults(frame) : workOut(frame, plan.output);
}

function limitReached({ loop, limitMs = 0 }: Plan): LoomError {
  return new LoomError(
    'loop.limit_reached',
    `${loop} was not done within its LIMIT of ${limitMs / 1000} s.`,
    'Look at which step took so long, or raise the LIMIT.',
  );
}

function namedResults({ run, scope }: Frame): Json {
  return Object.fromEntries(
    visibleSteps(run.plan.steps).flatMap(({ name, path }) => (name === null ? [] : [[name, scope.get(path) ?? null]])),
  );
}

/** Names inside an IF are seen outside of it; those inside FOR, REPEAT and FIRST are not. */
function visibleSteps(steps: readonly PlannedStep[]): readonly PlannedStep[] {
  return steps.flatMap((step) => [
    step,
    ...(step.kind === 'if' ? visibleSteps(step.branches.flatMap((branch) => branch.steps)) : []),
  ]);
}
