import {
  ActivityCancellationType,
  ActivityFailure,
  ApplicationFailure,
  proxyActivities,
  TimeoutFailure,
  workflowInfo,
} from '@temporalio/workflow';
import type { ToolCall } from '../../activities/tool.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { type Expression, type PlannedCall, plannedTool } from '../../dsl/plan.ts';
import type { Frame } from './frame.ts';
import { workOut } from './run.ts';

/** A worker that died is not the step's fault: such tries do not count against its retries, up to this many times. */
const lostWorkersMax = 10;
const toolTimeoutMs = 10 * 60_000;
/** The tool activity beats every second, so a dead worker is noticed within this. */
const heartbeatTimeout = '10 seconds';

export interface Tries {
  readonly triesMax: number;
  readonly everyMs: number;
  readonly backoff: number;
}

export const triesDefault: Tries = { triesMax: 3, everyMs: 1_000, backoff: 2 };
/** An UNDO is worth more patience than what it undoes. */
export const triesOfUndo: Tries = { triesMax: 10, everyMs: 1_000, backoff: 2 };

export interface Call extends PlannedCall {
  /** Address of the step. */
  readonly step: string;
  /** Activity id: the address of the step, or of its undo. */
  readonly path: string;
  /** Shown in Temporal's web UI. */
  readonly summary: string;
  readonly tries: Tries;
  readonly timeoutMs?: number;
}

/** Calls a tool as an activity of its name. */
export async function callTool(frame: Frame, { path, summary, tries, timeoutMs, ...call }: Call): Promise<Json> {
  const { run } = frame;
  const name = plannedTool(run.plan, call.tool)?.name ?? call.tool;
  const origin = run.origins.of(call.step);
  const given: ToolCall = {
    plan: run.hash,
    tool: call.tool,
    arguments: evaluateAll(frame, call.arguments),
    ...(origin === workflowInfo().workflowId ? {} : { origin }),
  };
  let earlierTries = 0;
  for (let lost = 0; ; lost += 1) {
    const activities = proxyActivities({
      activityId: path,
      summary,
      startToCloseTimeout: timeoutMs ?? toolTimeoutMs,
      heartbeatTimeout,
      retry: { maximumAttempts: tries.triesMax, initialInterval: tries.everyMs, backoffCoefficient: tries.backoff },
      // Nothing may still be writing when the run says it has ended.
      cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    });
    try {
      // An activity's name is data here, so its type can only be asserted: the activity parses what it returns.
      const result: unknown = await activities[name]?.(earlierTries === 0 ? given : { ...given, earlierTries });
      return result as Json;
    } catch (error) {
      if (!isLostWorker(error) || lost === lostWorkersMax) throw error;
      earlierTries += tries.triesMax;
    }
  }
}

function isLostWorker(error: unknown): boolean {
  if (!(error instanceof ActivityFailure)) return false;
  const { cause } = error;
  if (cause instanceof TimeoutFailure) return cause.timeoutType === 'HEARTBEAT';
  // What a worker that is told to stop says of a tool it could not wait for.
  return cause instanceof ApplicationFailure && cause.type === 'WorkerShutdown';
}

export function evaluateAll(frame: Frame, fields: readonly (readonly [string, Expression])[]): JsonObject {
  return Object.fromEntries(fields.map(([name, expression]) => [name, workOut(frame, expression)]));
}
