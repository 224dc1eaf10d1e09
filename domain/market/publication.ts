import { type ErrorCode, LoomError } from '../errors.ts';
import type { Bundle } from './bundle.ts';
import type { Closure } from './closure.ts';
import type { Signed } from './signature.ts';

/** A release as its publisher signed it. */
export interface SignedRelease extends Signed {
  /** Canonical JSON (artifact.ts): the signature is over these bytes. */
  readonly artifact: string;
}

/** A release from before packages were signed, signed by whom its name belongs to. */
export interface Adoption extends Signed {
  readonly adopt: { readonly package: string; readonly version: string };
  readonly publisher: string;
}

/** What is handed in: a signed release, or what could not be made one, to hear everything that is wrong with it. */
export type Publication = SignedRelease | Adoption | { readonly bundle: Bundle; readonly publisher: string };

export interface PublishReceipt {
  readonly package: string;
  readonly version: string;
  readonly sha256: string;
  /** False when exactly this was published before. */
  readonly created: boolean;
}

export interface ImportRequest {
  readonly closure: Closure;
  /** An older version of its root than the one that is here is wanted. */
  readonly older: boolean;
}

export interface ImportReceipt {
  /** `created` is false for what was here already. */
  readonly releases: readonly { readonly package: string; readonly version: string; readonly created: boolean }[];
  /** Keys that are trusted from now on. */
  readonly keys: readonly { readonly publisher: string; readonly keyId: string }[];
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
