import type { RoomEvent } from './chat.ts';
import type { Json, JsonObject } from './json.ts';
import type { RunFailure, StepStatus } from './run.ts';

/**
 * What a run has done so far, by runtime path, in the order in which it was done: what it carries when it continues as
 * new, what a resumed run begins with, and what a chunk of a FOR hands back to the run that started it.
 */
export interface Journal {
  readonly entries: Readonly<Record<string, JournalEntry>>;
  /** Absent when it was written before runs knew of it. */
  readonly lineage?: Lineage;
}

/**
 * Which runs went before: a step that is tried again by a run that resumes another must look like the same step to the
 * services it calls, and one that was undone and is done anew must not.
 */
export interface Lineage {
  /** Workflow id of the run that was started first. */
  readonly first: string;
  /** Those that resumed it, oldest first, each with the addresses of what it does anew. */
  readonly resumed: readonly { readonly run: string; readonly anew: readonly string[] }[];
}

export interface JournalEntry {
  /**
   * `begun`: at work when this was written; `undone`: done, and then undone because the run failed; `failed`: failed for
   * good where that alone does not end what it stands in (an item of KEEP GOING, a branch of a FIRST).
   */
  readonly status: 'begun' | 'completed' | 'skipped' | 'replaced' | 'failed' | 'undone';
  /** The result; of what failed the failure. */
  readonly value: Json;
  /** What it has to remember to go on, or to be undone: a deadline, the items of a FOR, the votes of an ASK. */
  readonly memory?: JsonObject;
}

/** With what a run begins that is not the first of its kind; absent for a fresh one. */
export interface Beginning {
  readonly journal: Journal;
  /** When its LIMIT is over, in milliseconds since 1970. */
  readonly limitAt?: number;
  /** Events nobody has taken yet, oldest first, and the ids of those heard lately. */
  readonly mail?: { readonly events: readonly RoomEvent[]; readonly ids: readonly string[] };
  /** It has failed already, and is to go on with cleaning up. */
  readonly failure?: RunFailure & { readonly cancelled: boolean };
  /** Where the steps stand that its failure stopped, by runtime path: the journal knows only what was done. */
  readonly stopped?: Readonly<Record<string, StepStatus>>;
  /** What could not be undone so far. */
  readonly notUndone?: readonly NotUndone[];
  /** It is a part of a FOR of another run. */
  readonly chunk?: Chunk;
  /** Continue as new at this many events of history, instead of when Temporal suggests it. */
  readonly eventsMax?: number;
}

/** An UNDO that failed for good: what it was to undo, and why it did not. */
export interface NotUndone {
  readonly step: string;
  readonly message: string;
}

/** Some items of a FOR, run by a workflow of their own on the same plan. */
export interface Chunk {
  /** Planned path of the FOR, and where the blocks around it stand. */
  readonly path: string;
  readonly positions: readonly number[];
  /** Position of the first item. */
  readonly from: number;
  readonly items: readonly Json[];
  /** The values of the names its body mentions. */
  readonly scope: JsonObject;
  /** How many successes are still wanted, or null for all items, and how many items may fail. */
  readonly first: number | null;
  readonly failuresMax: number | null;
  /** Undo what the journal says was done, and nothing else. */
  readonly undo?: true;
}

/** What the workflow of a chunk gives back; it does not fail, so that what it did can still be undone. */
export interface ChunkReport {
  /** Results in the order of the items; null for those that have none. */
  readonly outcomes: readonly (ItemOutcome | null)[];
  readonly failure: (RunFailure & { readonly cancelled: boolean }) | null;
  /** What there is to undo. */
  readonly journal: Journal;
  readonly notUndone: readonly NotUndone[];
}

/** How one item of a FOR ended. */
export type ItemOutcome = { readonly value: Json } | { readonly error: string };
