import type { Answer, RoomEvent } from '../../../domain/chat.ts';
import type { Json, JsonObject } from '../../../domain/json.ts';

/** How something outside a run ended. `lost`: the worker died under it. */
export type Outcome =
  | { readonly how: 'completed'; readonly value: Json }
  | { readonly how: 'failed'; readonly code: string; readonly message: string }
  | { readonly how: 'cancelled' }
  | { readonly how: 'lost' };

/** What can happen to a run. Times are milliseconds since 1970. */
export type Happening =
  | { readonly what: 'settled'; readonly id: string; readonly outcome: Outcome; readonly at: number }
  /** The timer that is due first, at its time; of several the one that was set first. */
  | { readonly what: 'time'; readonly at: number }
  | { readonly what: 'cancelled'; readonly at: number }
  /** Somebody answers an ASK, perhaps one that is not theirs to answer. */
  | { readonly what: 'answered'; readonly answer: Answer; readonly at: number }
  | { readonly what: 'heard'; readonly event: RoomEvent; readonly at: number };

/** Something a run has asked of the world and waits for: an activity or a child workflow. */
export interface Pending {
  readonly kind: 'activity' | 'child';
  /** Activity id, or what the child's id has behind that of the run. */
  readonly id: string;
  readonly type: string;
  readonly given: JsonObject;
  /** TIMEOUT of each try, and how many tries; null for a child. */
  readonly timeoutMs: number | null;
  readonly triesMax: number | null;
  readonly toldToStop: boolean;
}

/** All a run waits for. */
export interface Waiting {
  readonly pending: readonly Pending[];
  /** When its timers are due, in order. */
  readonly timers: readonly number[];
}

/** What a run says to an answer; null to everything else. */
export type Reply = 'counted' | 'refused' | null;

/** When all runs begin. */
export const beginMs = 1_700_000_000_000;
/** Of the plan of all runs. */
export const hash = 'hash of the plan';

/** Who starts all runs, and where. */
export const startedBy = { room: '#ops', requester: '@cy:test' };

export type Ending =
  | { readonly how: 'completed'; readonly output: Json }
  | { readonly how: 'failed'; readonly code: string; readonly step: string | null }
  | { readonly how: 'cancelled' };
