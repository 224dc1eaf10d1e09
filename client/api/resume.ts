import { type Payload, RawValue } from '@temporalio/common';
import { LoomError } from '../../domain/errors.ts';
import type { RunStatus } from '../../domain/run.ts';
import { runIdFor } from '../../domain/run-ids.ts';
import type { Caller } from '../loom.ts';
import type { Doors } from './connection.ts';
import { planByHash } from './programs.ts';
import { runStatuses } from './run-view.ts';
import { findRun, startPlan } from './runs.ts';

/** A worker has to replay the run that ended before it can tell what it had done. */
const journalMs = 60_000;

/**
 * Starts a new run on the plan and the inputs of one that ended without its result, beginning with what that had done.
 * The same request again finds the same run.
 * @returns the workflow id of the new run
 * @throws LoomError `loop.not_resumable` for a run that goes on or is completed
 */
export async function resumeRun(doors: Doors, run: string, caller: Caller): Promise<string> {
  const before = await findRun(doors, run);
  const { status, memo, runId } = await doors.temporal.workflow.getHandle(before).describe();
  const { plan: hash, package: name, version } = memo ?? {};
  refuse(before, runStatuses[status.name] ?? 'running');
  if (typeof hash !== 'string') {
    throw new LoomError('loop.run_not_found', `${before} is a workflow, and no run of a loop.`, 'Type "runs".');
  }
  const [plan, inputs, journal] = await Promise.all([
    planByHash(doors, hash),
    inputsOf(doors, before, runId),
    journalOf(doors, before, runId),
  ]);
  const workflowId = runIdFor(caller.requestId);
  const found = { hash, plan, package: textOf(name), version: textOf(version) };
  // Both go on as they are: what a worker has encoded, a worker reads.
  const given = [inputs, journal].map((payload) => RawValue.fromPayload(payload));
  await startPlan(doors, workflowId, found, given, caller, { resumedFrom: before });
  return workflowId;
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function refuse(workflowId: string, status: RunStatus): void {
  if (status === 'running') {
    throw new LoomError(
      'loop.not_resumable',
      `${workflowId} still goes on.`,
      `Type "watch ${workflowId}" to follow it.`,
    );
  }
  if (status === 'completed') {
    throw new LoomError(
      'loop.not_resumable',
      `${workflowId} was completed: nothing is left to do.`,
      'Start a new run.',
    );
  }
}

/** The inputs of a run, as its first event has them. */
async function inputsOf({ connection, temporal }: Doors, workflowId: string, runId: string): Promise<Payload> {
  const { history } = await connection.workflowService.getWorkflowExecutionHistory({
    namespace: temporal.options.namespace,
    execution: { workflowId, runId },
    maximumPageSize: 1,
  });
  const [, inputs] = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
  if (inputs === undefined)
    throw new LoomError('loop.not_resumable', `${workflowId} has no inputs.`, 'Start a new run.');
  return inputs;
}

/** What a run had done, as it tells itself when asked; the run that goes on finds out what of it still holds. */
async function journalOf({ connection, temporal }: Doors, workflowId: string, runId: string): Promise<Payload> {
  const { queryResult } = await connection.withDeadline(Date.now() + journalMs, () =>
    connection.workflowService.queryWorkflow({
      namespace: temporal.options.namespace,
      execution: { workflowId, runId },
      query: { queryType: 'journal' },
    }),
  );
  const [journal] = queryResult?.payloads ?? [];
  if (journal === undefined) {
    const message = `${workflowId} does not tell what it had done.`;
    throw new LoomError('loop.not_resumable', message, 'Start a new run of the loop.');
  }
  return journal;
}
