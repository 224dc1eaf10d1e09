import { ApplicationFailure, CancelledFailure, TemporalFailure } from '@temporalio/common';
import { isRetryable, LoomError } from '../domain/errors.ts';

/**
 * What Temporal can carry of an error thrown by an activity: type = code, details = hint, retried only when the table
 * of codes says that may help. Temporal's own failures pass as they are.
 * @param cancelled whether the activity was told to stop; an AbortError of the tool's own is an error like any other
 */
export function activityFailure(thrown: unknown, cancelled = false): Error {
  if (thrown instanceof TemporalFailure) return thrown;
  if (cancelled && thrown instanceof Error && thrown.name === 'AbortError') {
    return new CancelledFailure('cancelled', [], thrown);
  }
  const error = LoomError.from(thrown);
  return ApplicationFailure.create({
    type: error.code,
    message: error.message,
    details: [error.hint],
    nonRetryable: !isRetryable(error.code),
    // What we know by a code says all there is to say; of anything else the log needs the stack.
    ...(thrown instanceof LoomError ? {} : { cause: error.cause instanceof Error ? error.cause : error }),
  });
}

/** A failure that Temporal tries again, but not before this long. */
export function retryAfter(error: LoomError, waitMs: number): ApplicationFailure {
  return ApplicationFailure.create({
    type: error.code,
    message: error.message,
    details: [error.hint],
    nextRetryDelay: waitMs,
  });
}
