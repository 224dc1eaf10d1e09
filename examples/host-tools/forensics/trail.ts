import type { AddressBook } from '../incident/address-book.ts';
import { compareMoments, type LogEvent, type Moment, momentOf } from '../logs/event.ts';
import { shown } from '../logs/shown.ts';
import { type Decisive, type DecisiveKind, decide, decisiveKinds } from './decisive.ts';
import { type Span, widened } from './span.ts';
import type { Suspicion } from './suspicion.ts';

interface TrailEntry extends Decisive {
  readonly moment: Moment;
  /** The log line, safe to show. */
  readonly line: string;
}

/** What intruders did on one host. */
interface HostTrail {
  logins: number;
  privileges: number;
  shellRequests: number;
  bytesTaken: number;
}

/** The second pass over the logs: the events that tell the story. */
export interface Trail {
  /** The earliest of each kind, at most `entriesPerKindMax`, in order of time. */
  readonly entries: readonly TrailEntry[];
  /** From the first to the last thing an intruder did; null when nobody got in. */
  readonly activity: Span | null;
  /** How many there were, shown or not. */
  readonly total: number;
  readonly hosts: ReadonlyMap<string, Readonly<HostTrail>>;
  /** Bytes of large answers by address. */
  readonly bytesTakenBy: ReadonlyMap<string, number>;
  /** What was done with accounts that were taken. */
  readonly accounts: ReadonlyMap<string, Span>;
}

export const entriesPerKindMax = 10;

export function startTrail(
  suspicion: Suspicion,
  book: AddressBook,
): { readonly observe: (event: LogEvent) => void; readonly result: () => Trail } {
  const kept = new Map<DecisiveKind, TrailEntry[]>(decisiveKinds.map((kind) => [kind, []]));
  const hosts = new Map<string, HostTrail>();
  const bytesTakenBy = new Map<string, number>();
  const accounts = new Map<string, Span>();
  let total = 0;
  let activity: Span | null = null;

  const observe = (event: LogEvent): void => {
    const decisive = decide(event, suspicion, book);
    if (decisive === null) return;
    total += 1;
    const moment = momentOf(event);
    keepEarliest(kept.get(decisive.kind) ?? [], { ...decisive, moment, line: shown(event.text, 160) });
    if (decisive.kind === 'guessing' || decisive.kind === 'login_to_check') return;
    activity = widened(activity, moment);
    const host = hosts.get(event.host) ?? { logins: 0, privileges: 0, shellRequests: 0, bytesTaken: 0 };
    hosts.set(event.host, host);
    countOn(host, event, decisive.kind);
    const { what } = event;
    if ('account' in what && suspicion.accounts.has(what.account)) {
      accounts.set(what.account, widened(accounts.get(what.account), moment));
    }
    if (what.kind === 'request' && decisive.kind === 'data_taken') {
      bytesTakenBy.set(what.address, (bytesTakenBy.get(what.address) ?? 0) + what.bytes);
    }
  };
  const result = (): Trail => ({
    entries: [...kept.values()].flat().sort((a, b) => compareMoments(a.moment, b.moment)),
    activity,
    total,
    hosts,
    bytesTakenBy,
    accounts,
  });
  return { observe, result };
}

/** Inserts in order and drops the last beyond the bound: the same few are kept in whatever order they come. */
function keepEarliest(entries: TrailEntry[], entry: TrailEntry): void {
  const at = entries.findIndex((each) => compareMoments(entry.moment, each.moment) < 0);
  entries.splice(at < 0 ? entries.length : at, 0, entry);
  if (entries.length > entriesPerKindMax) entries.pop();
}

function countOn(host: HostTrail, { what }: LogEvent, kind: DecisiveKind): void {
  if (what.kind === 'login') host.logins += 1;
  else if (what.kind === 'privilege') host.privileges += 1;
  else if (what.kind === 'request' && kind === 'web_shell') host.shellRequests += 1;
  else if (what.kind === 'request' && kind === 'data_taken') host.bytesTaken += what.bytes;
}
