import type { RunStepRow } from '../../db/read/runs.ts';
import { limits } from '../../domain/limits.ts';
import type { Occurrence, StepCounts, StepStatus } from '../../domain/run.ts';
import { plannedPath } from '../../dsl/plan-path.ts';

/** What is known of a run's steps, by their address in the run, gathered for each line of the plan. */
export class Occurrences {
  readonly #byLine = new Map<string, Map<string, Occurrence>>();
  readonly #sizes = new Map<string, number>();

  /** @param truth statuses as the run itself tells them; they go before those of the rows */
  constructor(rows: readonly RunStepRow[], truth: Readonly<Record<string, StepStatus>> | null) {
    for (const row of rows) {
      this.#add(occurrenceOf(row, truth?.[row.path]));
      if (row.size !== null) this.#sizes.set(row.path, row.size);
    }
    for (const [path, status] of Object.entries(truth ?? {})) {
      if (this.at(path) === undefined) this.#add({ path, status, ...nothingKnown });
    }
  }

  #add(occurrence: Occurrence): void {
    const line = plannedPath(occurrence.path);
    const known = this.#byLine.get(line) ?? new Map<string, Occurrence>();
    known.set(occurrence.path, occurrence);
    this.#byLine.set(line, known);
  }

  /** What is known at one address. */
  at(path: string): Occurrence | undefined {
    return this.#byLine.get(plannedPath(path))?.get(path);
  }

  /** Each time a line ran; that it was skipped as a whole is told at the line's own path. */
  of(line: string): readonly Occurrence[] {
    return [...(this.#byLine.get(line)?.values() ?? [])];
  }

  /** The number of items of a FOR, all of them when it ran several times. */
  sizeOf(line: string): number | null {
    const sizes = this.of(line).flatMap(({ path }) => this.#sizes.get(path) ?? []);
    return sizes.length === 0 ? null : sizes.reduce((sum, size) => sum + size, 0);
  }
}

const nothingKnown = { attempts: 0, startedAt: null, endedAt: null, error: null } as const;

function occurrenceOf(row: RunStepRow, truth: StepStatus | undefined): Occurrence {
  return {
    path: row.path,
    status: truth ?? row.status,
    attempts: row.attempts,
    startedAt: row.startedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    error: row.error,
  };
}

const isDone = (status: StepStatus): boolean => ['completed', 'skipped', 'replaced'].includes(status);
const isAtWork = (status: StepStatus): boolean => status === 'running' || status === 'retrying';

/** Counts what is done, at work and failed. A cancelled one is none of these. */
export function countsOf(of: StepCounts['of'], statuses: readonly StepStatus[], total: number | null): StepCounts {
  const count = (fits: (status: StepStatus) => boolean): number => statuses.filter(fits).length;
  return { of, total, done: count(isDone), running: count(isAtWork), failed: count((status) => status === 'failed') };
}

/**
 * How the items of a FOR or the rounds of a REPEAT stand, from the lines inside them.
 * @param inside what is known of all lines of the body, of whatever depth
 */
export function itemStatuses(line: string, inside: readonly Occurrence[]): readonly StepStatus[] {
  const items = new Map<string, StepStatus[]>();
  for (const { path, status } of inside) {
    const item = itemOf(line, path);
    if (item !== null) items.set(item, [...(items.get(item) ?? []), status]);
  }
  return [...items.values()].map((statuses) => together(statuses));
}

/** `contain[3]` of `contain[3].cut`; null for what is no item of the line. */
function itemOf(line: string, path: string): string | null {
  const depth = line.split('[]').length;
  const parts = [...path.matchAll(/\[\d+\]/g)].slice(0, depth);
  const last = parts.at(-1);
  return parts.length < depth || last === undefined ? null : path.slice(0, last.index + last[0].length);
}

/** One status for several steps of an item, or for one line that ran several times. */
export function together(statuses: readonly StepStatus[]): StepStatus {
  if (statuses.includes('running')) return 'running';
  const order: readonly StepStatus[] = ['retrying', 'waiting', 'failed', 'cancelled', 'completed', 'replaced'];
  return order.find((status) => statuses.includes(status)) ?? 'skipped';
}

const byPosition = new Intl.Collator('en', { numeric: true });

/** The few that people want to look at: failed ones first, then those at work. */
export function worthShowing(occurrences: readonly Occurrence[]): readonly Occurrence[] {
  const inOrder = occurrences.toSorted((one, other) => byPosition.compare(one.path, other.path));
  const failed = inOrder.filter(({ status }) => status === 'failed');
  const atWork = inOrder.filter(({ status }) => isAtWork(status));
  return [...failed, ...atWork].slice(0, limits.occurrencesShownMax);
}
