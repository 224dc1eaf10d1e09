import { defaultPayloadConverter, type Payload, toPayloads } from '@temporalio/common';
import type { coresdk, temporal } from '@temporalio/proto';
import type { Json } from '../../../domain/json.ts';
import type { Ending, Outcome, Pending, Reply } from '../model/happenings.ts';

type Command = coresdk.workflow_commands.IWorkflowCommand;
type Asked = Pick<Pending, 'kind' | 'id' | 'type'>;

const heartbeatTimeout = 4;
const retryStates = { nonRetryable: 2, cancelRequested: 7 };

/** Search attributes as the server hands them over. */
export function keywords(values: Readonly<Record<string, string>>): Record<string, Payload> {
  const type = new TextEncoder().encode('Keyword');
  const payload = (value: string): Payload => {
    const plain = defaultPayloadConverter.toPayload([value]);
    return { ...plain, metadata: { ...plain.metadata, type } };
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, payload(value)]));
}

export const payloadsOf = (value: unknown): Payload[] => [defaultPayloadConverter.toPayload(value)];

/** A refusal may come at once or, where only counting finds it out, after the update was let in. */
export function replyOf({ rejected, completed }: coresdk.workflow_commands.IUpdateResponse, before: Reply): Reply {
  if (rejected) return 'refused';
  return completed ? 'counted' : before;
}

export function firstOf(payloads: readonly temporal.api.common.v1.IPayload[] | null | undefined): unknown {
  return defaultPayloadConverter.fromPayload(payloads?.[0] as Payload);
}

export function millisecondsOf(
  duration: { seconds?: unknown; nanos?: number | null } | null | undefined,
): number | null {
  return duration ? Number(duration.seconds ?? 0) * 1000 + Math.round((duration.nanos ?? 0) / 1_000_000) : null;
}

export function resultOf(
  asked: Asked,
  outcome: Outcome,
): { completed: object } | { cancelled: object } | { failed: object } {
  if (outcome.how === 'completed') return { completed: { result: defaultPayloadConverter.toPayload(outcome.value) } };
  const failure = failureOf(asked, outcome);
  return outcome.how === 'cancelled' ? { cancelled: { failure } } : { failed: { failure } };
}

type Failure = temporal.api.failure.v1.IFailure;

/** What core makes of an activity or child that did not succeed. */
export function failureOf({ kind, id, type }: Asked, outcome: Exclude<Outcome, { how: 'completed' }>): Failure {
  const cause: Record<typeof outcome.how, () => Failure> = {
    cancelled: () => ({ message: 'cancelled', canceledFailureInfo: {} }),
    lost: () => ({ message: 'heartbeat', timeoutFailureInfo: { timeoutType: heartbeatTimeout } }),
    failed: () => {
      const { code, message } = outcome as Extract<Outcome, { how: 'failed' }>;
      const details = { payloads: toPayloads(defaultPayloadConverter, 'Try something else.', 'its own step') ?? [] };
      return { message, applicationFailureInfo: { type: code, nonRetryable: true, details } };
    },
  };
  const retryState = outcome.how === 'cancelled' ? retryStates.cancelRequested : retryStates.nonRetryable;
  const around =
    kind === 'child'
      ? {
          childWorkflowExecutionFailureInfo: {
            workflowType: { name: type },
            workflowExecution: { workflowId: id },
            retryState,
          },
        }
      : { activityFailureInfo: { activityId: id, activityType: { name: type }, retryState } };
  return { message: `${kind} did not succeed`, cause: cause[outcome.how](), ...around };
}

export function endingOf(command: Command): Ending {
  const { completeWorkflowExecution, failWorkflowExecution, cancelWorkflowExecution } = command;
  if (completeWorkflowExecution) {
    const output: Json = defaultPayloadConverter.fromPayload(completeWorkflowExecution.result as Payload);
    return { how: 'completed', output };
  }
  if (cancelWorkflowExecution) return { how: 'cancelled' };
  const info = failWorkflowExecution?.failure?.applicationFailureInfo;
  if (!info) throw new Error(`Nobody expected this command: ${JSON.stringify(command)}`);
  const step = info.details?.payloads?.[1];
  return {
    how: 'failed',
    code: info.type ?? '',
    step: step ? (defaultPayloadConverter.fromPayload(step as Payload) as string | null) : null,
  };
}
