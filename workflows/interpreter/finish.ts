import { LoomError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import type { Plan, PlannedStep } from '../../dsl/plan.ts';
import { before } from './deadline.ts';
import type { Frame } from './frame.ts';
import { Returned, workOut } from './run.ts';
import { runSteps } from './steps.ts';

/**
 * Runs the loop to its end.
 * @param limitAt when its LIMIT is over, in milliseconds since 1970
 * @returns its output
 */
export async function finish(frame: Frame, limitAt: number | undefined): Promise<Json> {
  const { plan } = frame.run;
  try {
    await before(
      limitAt ?? null,
      () => limitReached(plan),
      () => runSteps(frame, plan.steps),
    );
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
