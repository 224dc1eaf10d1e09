import { earliest, latest, type Moment } from '../logs/event.ts';

/** Something that happened once or more, with the places of its first and last time. */
export interface Span {
  readonly count: number;
  readonly first: Moment;
  readonly last: Moment;
}

/** The span with one more moment, at which it happened `times` times. */
export function widened(span: Span | null | undefined, moment: Moment, times = 1): Span {
  if (span === null || span === undefined) return { count: times, first: moment, last: moment };
  return { count: span.count + times, first: earliest(span.first, moment), last: latest(span.last, moment) };
}

/** Two spans as one. */
export function joined(span: Span | undefined, other: Span): Span {
  if (span === undefined) return other;
  return {
    count: span.count + other.count,
    first: earliest(span.first, other.first),
    last: latest(span.last, other.last),
  };
}

/** Counts a moment for `identity`, an object of texts, in a table keyed by what those texts are. */
export function countFor<Identity extends Readonly<Record<string, string>>>(
  table: Map<string, Identity & Span>,
  identity: Identity,
  moment: Moment,
): void {
  const key = JSON.stringify(identity);
  const known = table.get(key);
  // Reading the key back gives texts of our own, which keep no log file in memory (see ownCopy).
  const own = known ?? (JSON.parse(key) as Identity);
  table.set(key, { ...own, ...widened(known, moment) });
}
