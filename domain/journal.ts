import type { Json } from './json.ts';
import type { StepStatus } from './run.ts';

/**
 * What a run has done so far, by runtime path: what it carries when it continues as new, what a resumed run begins
 * with, and what a chunk of a FOR hands back to the run that started it.
 */
export interface Journal {
  readonly entries: Readonly<Record<string, JournalEntry>>;
}

export interface JournalEntry {
  readonly status: Extract<StepStatus, 'completed' | 'skipped' | 'replaced'> | 'begun';
  /** The result; of a step that has only begun what it must remember (a deadline, the items of a FOR, votes). */
  readonly value: Json;
}
