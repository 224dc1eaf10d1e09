/** What one log line says happened. `at` is milliseconds since the epoch, UTC. */
export type Happening = { readonly at: number } & (
  | { readonly kind: 'login_failed'; readonly account: string; readonly address: string; readonly times: number }
  | { readonly kind: 'login'; readonly account: string; readonly address: string; readonly method: string }
  | {
      readonly kind: 'privilege';
      readonly account: string;
      readonly target: string;
      readonly command: string;
      readonly allowed: boolean;
    }
  | { readonly kind: 'account_added'; readonly account: string }
  | {
      readonly kind: 'request';
      readonly address: string;
      readonly method: string;
      /** Percent-decoded where that is possible, without the query. */
      readonly path: string;
      readonly query: string;
      readonly status: number;
      readonly bytes: number;
    }
);

/** The answer of a line parser: `unrelated` lines are well formed and of no use here. */
export type Reading = Happening | 'unrelated' | 'malformed';

/** A happening with the line that proves it. */
export interface LogEvent {
  readonly what: Happening;
  readonly host: string;
  /** Inside the incident's folder. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly text: string;
}

/** A point in time, and the place of the log line that proves it; not the line itself, so that many fit in memory. */
export interface Moment {
  readonly at: number;
  readonly host: string;
  readonly file: string;
  readonly line: number;
}

export function momentOf({ what, host, file, line }: LogEvent): Moment {
  return { at: what.at, host, file, line };
}

/**
 * A copy of a text cut out of a larger one. Engines keep the larger text alive as long as the cut; whoever keeps parts
 * of log lines takes such copies, or the whole file stays in memory.
 */
export function ownCopy(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

/** Order by time, then place: total, so the order in which files are read never shows in a result. */
export function compareMoments(a: Moment, b: Moment): number {
  return a.at - b.at || compareTexts(a.file, b.file) || a.line - b.line;
}

export const earliest = (a: Moment, b: Moment): Moment => (compareMoments(a, b) <= 0 ? a : b);
export const latest = (a: Moment, b: Moment): Moment => (compareMoments(a, b) >= 0 ? a : b);

/** By code units: the same on every machine, whatever its locale. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
