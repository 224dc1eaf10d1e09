import { CancellationScope, defineQuery, isCancellation, setHandler } from '@temporalio/workflow';
import { LoomError } from '../../domain/errors.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { StepStatus } from '../../domain/run.ts';
import { everyStep, type Plan, planFormat, planFormatsRead } from '../../dsl/plan.ts';
import { failure, stepOf } from '../failures.ts';
import { projection, Returned, type Run, within, workOut } from './run.ts';
import { runSteps } from './steps.ts';
import { callTool, triesOfUndo } from './tool-call.ts';
import { type UndoFailure, UndoLedger } from './undo.ts';

/** What the payload codec makes of a plan reference before the workflow sees it. */
export interface ResolvedPlan {
  readonly hash: string;
  readonly plan: Plan;
}

/** Status of every step by path, straight from the run. */
const progress = defineQuery<Readonly<Record<string, StepStatus>>>('progress');

/**
 * Runs any plan: each step starts as soon as everything it mentions is done. A run that fails or is cancelled undoes
 * what it did, in an order that respects what depends on what, and then runs its ON ERROR.
 * @param resolved the plan with its hash; travels as a reference and is swapped in by the payload codec
 * @param inputs by name, already checked against the plan's inputs by whoever starts the run
 * @returns the plan's output, or what RETURN gave
 * @throws ApplicationFailure whose type is the LoomError code and whose details are the hint and the step's path
 */
export async function interpret({ hash, plan }: ResolvedPlan, inputs: JsonObject): Promise<Json> {
  const run = begin(hash, plan, inputs);
  setHandler(progress, () => Object.fromEntries(run.statuses));
  if (!planFormatsRead.includes(plan.format)) {
    throw new LoomError(
      'loop.unknown_format',
      `This worker reads plans of formats up to ${planFormat}, and this one has format ${plan.format}.`,
      'Upgrade the workers, or run a version published for this one.',
    );
  }
  projection.started();
  try {
    const output = await finish(run);
    projection.ended('completed');
    return output;
  } catch (error) {
    const final = await CancellationScope.nonCancellable(() => cleanUp(run, error));
    projection.ended(isCancellation(final) ? 'cancelled' : 'failed');
    throw final;
  }
}

function begin(hash: string, plan: Plan, inputs: JsonObject): Run {
  const given = plan.inputs.map(
    ({ name, default: fallback = null }) =>
      [name, Object.hasOwn(inputs, name) ? (inputs[name] ?? fallback) : fallback] as const,
  );
  return {
    plan,
    hash,
    scope: new Map<string, Json>(given),
    statuses: new Map<string, StepStatus>(everyStep(plan.steps).map(({ path }) => [path, 'waiting'])),
    undo: new UndoLedger(),
    done: new Map(),
  };
}

async function finish(run: Run): Promise<Json> {
  const { plan } = run;
  try {
    if (plan.limitMs === undefined) await runSteps(run, plan.steps);
    else
      await within(
        plan.limitMs,
        () => limitReached(plan),
        () => runSteps(run, plan.steps),
      );
  } catch (error) {
    if (error instanceof Returned) return error.value;
    throw error;
  }
  return plan.output === null ? namedResults(run) : workOut(run, plan.output);
}

function limitReached({ loop, limitMs = 0 }: Plan): LoomError {
  return new LoomError(
    'loop.limit_reached',
    `${loop} was not done within its LIMIT of ${limitMs / 1000} s.`,
    'Look at which step took so long, or raise the LIMIT.',
  );
}

function namedResults({ plan, scope }: Run): Json {
  return Object.fromEntries(
    everyStep(plan.steps).flatMap(({ name, path }) => (name === null ? [] : [[name, scope.get(path) ?? null]])),
  );
}

/** Undoes what was done and runs ON ERROR. @returns what the run ends with: the error, and what could not be undone */
async function cleanUp(run: Run, error: unknown): Promise<unknown> {
  const notUndone = await run.undo.undoAll((step, undo) =>
    callTool(run, { path: `${step.path}.undo`, summary: `UNDO ${step.source}`, tries: triesOfUndo, ...undo }),
  );
  const { message } = LoomError.from(error);
  // ON ERROR may look at everything; what did not come to its end is null there.
  for (const { path } of everyStep(run.plan.steps)) if (!run.scope.has(path)) run.scope.set(path, null);
  run.scope.set('error', { step: stepOf(error), message });
  const failures = [...notUndone, ...(await onError(run))];
  return failures.length === 0 ? error : withFailures(error, failures);
}

/** A failure of ON ERROR itself must not hide what it was to tell about. */
async function onError(run: Run): Promise<UndoFailure[]> {
  try {
    await runSteps(run, run.plan.onError ?? []);
    return [];
  } catch (error) {
    return error instanceof Returned ? [] : [{ step: 'ON ERROR', message: LoomError.from(error).message }];
  }
}

function withFailures(error: unknown, failures: readonly UndoFailure[]): Error {
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
