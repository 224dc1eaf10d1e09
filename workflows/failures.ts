import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  ContinueAsNew,
  isCancellation,
  TemporalFailure,
  TimeoutFailure,
  type WorkflowInterceptors,
} from '@temporalio/workflow';
import { isErrorCode, LoomError } from '../domain/errors.ts';
import type { RunFailure } from '../domain/run.ts';

/**
 * What Temporal can carry of a LoomError: the code as type, the hint and the step's path as details. `LoomError.from`
 * finds it again at the other end. Never retried by Temporal as a whole run: retries belong to steps.
 */
export function failure(error: LoomError, step: string | null = null): ApplicationFailure {
  return ApplicationFailure.create({
    type: error.code,
    message: error.message,
    details: [error.hint, step],
    nonRetryable: true,
    cause: error.cause instanceof Error ? error.cause : error,
  });
}

/** The failure of a run because one of its steps failed; the step's own code and hint, and its place. */
export function stepFailure(step: { readonly path: string }, error: unknown): ApplicationFailure {
  return failure(stepError(error), step.path);
}

/** The path of the step a failure belongs to, as `stepFailure` wrote it; null for other errors. */
export function stepOf(error: unknown): string | null {
  const step: unknown = error instanceof ApplicationFailure ? error.details?.[1] : null;
  return typeof step === 'string' ? step : null;
}

/** Whether an error says no more than that what surrounds us was told to stop. */
export function stopped(error: unknown): boolean {
  return isCancellation(error) && CancellationScope.current().consideredCancelled;
}

/** A failure as the journal keeps it. */
export function failureOf(error: unknown): RunFailure {
  const { code, message, hint } = stepError(error);
  return { code, message, hint, step: stepOf(error) };
}

/** The failure the journal keeps, to be thrown again. */
export function failureIn({ code, message, hint, step }: RunFailure): ApplicationFailure {
  return failure(new LoomError(isErrorCode(code) ? code : 'internal.unexpected', message, hint), step);
}

/** What a step failed with, in words: a timeout of Temporal's says nothing but that it was one. */
export function stepError(error: unknown): LoomError {
  if (!(error instanceof ActivityFailure && error.cause instanceof TimeoutFailure)) return LoomError.from(error);
  return new LoomError(
    'loop.timed_out',
    `"${error.activityType}" was not done in time (${error.cause.timeoutType}).`,
    'Raise its TIMEOUT, or give it an ELSE.',
    { cause: error },
  );
}

/**
 * A plain Error in workflow code does not fail the workflow: Temporal tries the task again for ever. Here every error
 * that is not Temporal's own becomes a failure with a code, so a run ends and says why.
 */
async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TemporalFailure || error instanceof ContinueAsNew || isCancellation(error)) throw error;
    throw failure(LoomError.from(error));
  }
}

/** The same for what says at once whether an update is let in: without it the code and the hint are lost. */
function validated(work: () => void): void {
  try {
    work();
  } catch (error) {
    throw error instanceof TemporalFailure ? error : failure(LoomError.from(error));
  }
}

/** Wired into every worker by `workers/options.ts`, in tests too. */
export function interceptors(): WorkflowInterceptors {
  return {
    inbound: [
      {
        execute: (input, next) => translated(() => next(input)),
        handleUpdate: (input, next) => translated(() => next(input)),
        validateUpdate: (input, next) => validated(() => next(input)),
        handleSignal: (input, next) => translated(() => next(input)),
      },
    ],
  };
}
