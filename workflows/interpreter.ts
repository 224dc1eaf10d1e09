import {
  ActivityCancellationType,
  ActivityFailure,
  CancellationScope,
  defineQuery,
  executeChild,
  isCancellation,
  ParentClosePolicy,
  proxyActivities,
  proxySinks,
  setHandler,
  TimeoutFailure,
  workflowInfo,
} from '@temporalio/workflow';
import type { ToolCall } from '../activities/tool.ts';
import { LoomError } from '../domain/errors.ts';
import type { Json, JsonObject } from '../domain/json.ts';
import type { StepStatus } from '../domain/run.ts';
import { evaluate } from '../dsl/evaluate.ts';
import { type Expression, type Plan, type PlannedStep, planFormat, planReference } from '../dsl/plan.ts';
import { stepFailure } from './failures.ts';
import type { RunSinks } from './sinks.ts';

/** What the payload codec makes of a plan reference before the workflow sees it. */
export interface ResolvedPlan {
  readonly hash: string;
  readonly plan: Plan;
}

/** Status of every step by path, straight from the run. */
export const progress = defineQuery<Readonly<Record<string, StepStatus>>>('progress');

/** A worker that died is not the step's fault: such tries do not count against its retries, up to this many times. */
const lostWorkersMax = 10;
const toolTimeout = '10 minutes';
/** The tool activity beats every second, so a dead worker is noticed within this. */
const heartbeatTimeout = '10 seconds';
const retryDefault = { maximumAttempts: 3, initialInterval: '1 second', backoffCoefficient: 2 } as const;

const { run: projection } = proxySinks<RunSinks>();

/**
 * Runs any plan: each step starts as soon as everything it mentions is done.
 * @param resolved the plan with its hash; travels as a reference and is swapped in by the payload codec
 * @param inputs by name, already checked against the plan's inputs by whoever starts the run
 * @returns the plan's output
 * @throws ApplicationFailure whose type is the LoomError code and whose details are the hint and the step's path
 */
export async function interpret({ hash, plan }: ResolvedPlan, inputs: JsonObject): Promise<Json> {
  const statuses = new Map<string, StepStatus>(plan.steps.map((step) => [step.path, 'waiting']));
  setHandler(progress, () => Object.fromEntries(statuses));
  if (plan.format !== planFormat) {
    throw new LoomError(
      'loop.unknown_format',
      `This worker reads plans of format ${planFormat}, and this one has format ${plan.format}.`,
      'Upgrade the workers, or run a version published for this one.',
    );
  }
  projection.started();
  try {
    const output = await runSteps(plan, hash, inputs, statuses);
    projection.ended('completed');
    return output;
  } catch (error) {
    projection.ended(isCancellation(error) ? 'cancelled' : 'failed');
    throw error;
  }
}

async function runSteps(
  plan: Plan,
  hash: string,
  inputs: JsonObject,
  statuses: Map<string, StepStatus>,
): Promise<Json> {
  const scope = new Map<string, Json>();
  for (const { name, default: fallback = null } of plan.inputs) scope.set(name, inputs[name] ?? fallback);

  const perform = async (step: PlannedStep): Promise<void> => {
    statuses.set(step.path, 'running');
    try {
      scope.set(step.path, await performStep(step, plan, hash, scope));
      statuses.set(step.path, 'completed');
      if (step.kind !== 'call') projection.step(step.path, 'completed', null);
    } catch (error) {
      const status = isCancellation(error) ? 'cancelled' : 'failed';
      statuses.set(step.path, status);
      projection.step(step.path, status, status === 'failed' ? LoomError.from(error).message : null);
      throw isCancellation(error) ? error : stepFailure(step, error);
    }
  };

  await CancellationScope.cancellable(async () => {
    const done = new Map<string, Promise<void>>();
    for (const step of plan.steps) {
      const before = step.after.map((path) => done.get(path));
      done.set(
        step.path,
        Promise.all(before).then(() => perform(step)),
      );
    }
    try {
      await Promise.all(done.values());
    } catch (error) {
      // The first failure decides; what still runs is told to stop, and is waited for, before the run ends.
      CancellationScope.current().cancel();
      await Promise.allSettled(done.values());
      throw error;
    }
  });
  return plan.output === null ? namedResults(plan, scope) : evaluate(plan.output, scope);
}

function namedResults(plan: Plan, scope: ReadonlyMap<string, Json>): Json {
  return Object.fromEntries(
    plan.steps.flatMap(({ name, path }) => (name === null ? [] : [[name, scope.get(path) ?? null]])),
  );
}

async function performStep(
  step: PlannedStep,
  plan: Plan,
  hash: string,
  scope: ReadonlyMap<string, Json>,
): Promise<Json> {
  switch (step.kind) {
    case 'value':
      return evaluate(step.value, scope);
    case 'call':
      return callTool(step, { plan: hash, tool: step.tool, arguments: evaluateAll(step.arguments, scope) }, plan);
    case 'loop': {
      const { workflowId, typedSearchAttributes, memo } = workflowInfo();
      projection.step(step.path, 'running', null);
      return executeChild(step.loop, {
        args: [planReference(step.planHash), evaluateAll(step.arguments, scope)],
        workflowId: `${workflowId}/${step.path}`,
        typedSearchAttributes,
        memo: { ...memo, plan: step.planHash },
        staticSummary: step.source,
        parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
      });
    }
  }
}

async function callTool(step: PlannedStep & { kind: 'call' }, call: ToolCall, plan: Plan): Promise<Json> {
  const name = plan.tools[step.tool]?.name ?? step.tool;
  let earlierTries = 0;
  for (let lost = 0; ; lost += 1) {
    const activities = proxyActivities({
      activityId: step.path,
      summary: step.source,
      startToCloseTimeout: toolTimeout,
      heartbeatTimeout,
      retry: retryDefault,
      // Nothing may still be writing when the run says it has ended.
      cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    });
    try {
      // An activity's name is data here, so its type can only be asserted: the activity parses what it returns.
      const result: unknown = await activities[name]?.(earlierTries === 0 ? call : { ...call, earlierTries });
      return result as Json;
    } catch (error) {
      if (!isLostWorker(error) || lost === lostWorkersMax) throw error;
      earlierTries += retryDefault.maximumAttempts;
    }
  }
}

function isLostWorker(error: unknown): boolean {
  return (
    error instanceof ActivityFailure && error.cause instanceof TimeoutFailure && error.cause.timeoutType === 'HEARTBEAT'
  );
}

function evaluateAll(fields: readonly (readonly [string, Expression])[], scope: ReadonlyMap<string, Json>): JsonObject {
  return Object.fromEntries(fields.map(([name, expression]) => [name, evaluate(expression, scope)]));
}
