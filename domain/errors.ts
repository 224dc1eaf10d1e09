import { codes } from './error-codes.ts';

export type ErrorCode = keyof typeof codes;

/** Whether trying the same thing again may help. */
export function isRetryable(code: ErrorCode): boolean {
  return codes[code].retry;
}

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(codes, code);
}

/**
 * The one error of HoloLoom, written for the person who reads it.
 * @param code from the table in `error-codes.ts`; compare this, never the class: Temporal drops classes
 * @param message what happened, with the values that matter
 * @param hint what to do now, starting with a verb
 */
export class LoomError extends Error {
  override readonly name = 'LoomError';
  readonly code: ErrorCode;
  readonly hint: string;

  constructor(code: ErrorCode, message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.hint = hint;
  }

  /**
   * Finds the LoomError inside anything thrown, also after Temporal wrapped it: a failure that carries one of our
   * codes as its `type` and the hint as its first detail. Anything else becomes `internal.unexpected`.
   */
  static from(error: unknown): LoomError {
    for (let link = error, depth = 0; isErrorLike(link) && depth < 16; link = link.cause, depth += 1) {
      if (link instanceof LoomError) return link;
      const { type, details } = link;
      if (typeof type === 'string' && isErrorCode(type)) {
        const hint = Array.isArray(details) && typeof details[0] === 'string' ? details[0] : codes[type].hint;
        return new LoomError(type, link.message, hint, { cause: error });
      }
    }
    const message = isErrorLike(error) ? innermost(error).message : String(error);
    return new LoomError('internal.unexpected', message, codes['internal.unexpected'].hint, { cause: error });
  }
}

interface ErrorLike {
  readonly message: string;
  readonly cause?: unknown;
  readonly type?: unknown;
  readonly details?: unknown;
}

/** What really happened: those around it only say that something did ("Activity task failed"). */
function innermost(error: ErrorLike): ErrorLike {
  let link = error;
  for (let depth = 0; isErrorLike(link.cause) && depth < 16; depth += 1) link = link.cause;
  return link;
}

/** Also true for errors of another realm, such as those of Node's own modules inside a test, which are no `Error` of ours. */
function isErrorLike(value: unknown): value is ErrorLike {
  return typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string';
}
