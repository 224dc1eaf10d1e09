import { setTimeout as sleep } from 'node:timers/promises';
import type { Info } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import type { ActivityInterceptorsFactory, InjectedSinks } from '@temporalio/worker';
import type { Sinks, WorkflowInfo } from '@temporalio/workflow';
import type { Logger } from 'pino';
import { activityFailure } from '../activities/failure.ts';
import type { Database } from '../db/connection.ts';
import { projectRun, projectStep, type RunProjection, type StepProjection } from '../db/runs.ts';
import { isRetryable, LoomError } from '../domain/errors.ts';
import type { RunNews, StepStatus } from '../domain/run.ts';
import { stepsOwner } from '../domain/run-ids.ts';
import { searchAttributes } from '../domain/search-attributes.ts';

/** Whether Temporal will try again after this failure. */
function willRetry(info: Info, error: LoomError): boolean {
  const triesMax = info.retryPolicy?.maximumAttempts ?? 0;
  return isRetryable(error.code) && (triesMax === 0 || info.attempt < triesMax);
}

/** Tries a step had under workers that died; see ToolCall. */
function earlierTries(args: readonly unknown[]): number {
  const call = args[0];
  return typeof call === 'object' && call !== null && 'earlierTries' in call ? Number(call.earlierTries) : 0;
}

/** What an activity is to a step of a run: all of it, how it begins (a question then waits for its answer), or nothing. */
export type StepRole = 'whole' | 'beginning' | 'none';

/**
 * Wraps every activity: its errors become failures Temporal can carry, and when it serves a step of a run, each try's
 * start and end is written to `run_steps`. A projection that cannot be written is logged and never fails the step.
 */
export const activityInterceptors =
  (db: Database, log: Logger, roleOf: (activityType: string) => StepRole): ActivityInterceptorsFactory =>
  ({ info, cancellationSignal }) => ({
    inbound: {
      async execute(input, next) {
        const attempts = info.attempt + earlierTries(input.args);
        const startedAt = new Date();
        const role = roleOf(info.activityType);
        const tell = async (news: Partial<StepProjection> & { status: StepStatus }): Promise<void> => {
          const workflowId = info.workflowExecution?.workflowId;
          if (workflowId === undefined || role === 'none') return;
          const owner = stepsOwner(workflowId);
          const step = {
            workflowId: owner,
            path: info.activityId,
            attempts,
            startedAt,
            endedAt: null,
            error: null,
            ...news,
          };
          await projectStep(db, step).catch((error: unknown) => {
            log.warn({ error, step }, 'a step was not projected yet');
            void projectLater(db, step, log);
          });
        };
        await tell({ status: 'running' });
        try {
          const result = await next(input);
          if (role === 'whole') await tell({ status: 'completed', endedAt: new Date() });
          return result;
        } catch (thrown) {
          const failure = activityFailure(thrown, cancellationSignal.aborted);
          const error = LoomError.from(failure);
          const cancelled = failure instanceof CancelledFailure;
          const status = cancelled ? 'cancelled' : willRetry(info, error) ? 'retrying' : 'failed';
          const endedAt = status === 'retrying' ? null : new Date();
          await tell({ status, endedAt, error: cancelled ? null : error.message });
          throw failure;
        }
      },
    },
  });

const laterMs = [1_000, 2_000, 5_000, 10_000, 30_000];

/** A database that was away for a moment must not leave a hole in the card; the step itself does not wait for it. */
async function projectLater(db: Database, step: StepProjection, log: Logger): Promise<void> {
  for (const waitMs of laterMs) {
    await sleep(waitMs, undefined, { ref: false });
    try {
      return await projectStep(db, step);
    } catch (error) {
      log.warn({ error, step }, 'a step was not projected yet');
    }
  }
}

/** The worker's end of `workflows/sinks.ts`. */
export function runSinks(db: Database): InjectedSinks<Sinks & { run: { [Word in keyof RunNews]: RunNews[Word] } }> {
  const once = { callDuringReplay: false };
  const ended = (status: StepStatus): boolean => !['waiting', 'running', 'retrying'].includes(status);
  // A part of a FOR tells of its steps; how the run stands is for the run itself to tell.
  const project = async (info: WorkflowInfo, now: Pick<RunProjection, 'status' | 'endedAt' | 'failure'>) => {
    if (stepsOwner(info.workflowId) === info.workflowId) await projectRun(db, { ...traitsOf(info), ...now });
  };
  return {
    run: {
      started: { ...once, fn: (info) => project(info, { status: 'running', endedAt: null, failure: null }) },
      ended: {
        ...once,
        fn: (info, status, failure) => project(info, { status, endedAt: new Date(), failure: failure ?? null }),
      },
      step: {
        ...once,
        fn: ({ workflowId }, path, status, error, size) =>
          projectStep(db, {
            workflowId: stepsOwner(workflowId),
            path,
            status,
            attempts: 0,
            startedAt: status === 'running' || status === 'completed' ? new Date() : null,
            endedAt: ended(status) ? new Date() : null,
            error,
            size,
          }),
      },
    },
  };
}

/** What whoever started a run wrote on it. */
function traitsOf({ workflowId, startTime, parent, memo, searchAttributes: attributes }: WorkflowInfo) {
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  const uses = memo?.uses;
  return {
    workflowId,
    startedAt: startTime,
    package: text(memo?.package),
    version: text(memo?.version),
    room: text(attributes[searchAttributes.room]?.[0]),
    requester: text(attributes[searchAttributes.requester]?.[0]),
    parent: parent === undefined ? null : stepsOwner(parent.workflowId),
    uses: Array.isArray(uses) ? uses.filter((name) => typeof name === 'string') : [],
  };
}
