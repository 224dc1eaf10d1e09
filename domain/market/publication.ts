import { type ErrorCode, LoomError } from '../errors.ts';
import type { Bundle } from './bundle.ts';
import type { Signed } from './signature.ts';

/** A release as its publisher signed it. */
export interface SignedRelease extends Signed {
  /** Canonical JSON (artifact.ts): the signature is over these bytes. */
  readonly artifact: string;
}

/** What is handed in: a signed release, or what could not be made one, to hear everything that is wrong with it. */
export type Publication = SignedRelease | { readonly bundle: Bundle; readonly publisher: string };

export interface PublishReceipt {
  readonly package: string;
  readonly version: string;
  readonly sha256: string;
  /** False when exactly this was published before. */
  readonly created: boolean;
}

/** An error as a value: of several things that were asked for at once, one may fail. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
}

export function refusalOf({ code, message, hint }: LoomError): Refusal {
  return { code, message, hint };
}

export function errorOf({ code, message, hint }: Refusal): LoomError {
  return new LoomError(code, message, hint);
}

/** One error that tells all of them; of a single one that one. */
export function together(what: string, errors: readonly LoomError[]): LoomError {
  const [first, ...more] = errors;
  if (first !== undefined && more.length === 0) return first;
  const told = errors.map(({ code, message, hint }, index) =>
    // What is wrong with a program says its hints itself, at their places.
    [`${index + 1}. ${code}`, message, ...(code === 'loop.has_problems' ? [] : [`→ ${hint}`])].join('\n'),
  );
  return new LoomError(
    'market.not_publishable',
    [`${what} cannot be published, for ${errors.length} reasons:`, ...told].join('\n\n'),
    'Correct all of them and publish again.',
  );
}
