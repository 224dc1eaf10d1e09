import { type Happening, type LogEvent, type Moment, momentOf, ownCopy } from '../logs/event.ts';
import { countFor, type Span, widened } from './span.ts';
import { isScriptAmongData } from './web-shell.ts';

/** What one address did, on all hosts together. */
export interface AddressTally {
  readonly address: string;
  readonly seen: Span;
  /** Failed logins. */
  readonly failures: number;
  /** Failed logins by the minute of the clock, in minutes since the epoch. */
  readonly failuresInMinute: ReadonlyMap<number, number>;
  readonly failuresOn: ReadonlyMap<string, Span>;
  readonly accountsTried: ReadonlySet<string>;
  readonly logins: number;
  readonly requests: number;
  /** POST requests that a web page refused (401, 403): failed logins, as far as an access log can tell. */
  readonly refusedPosts: number;
}

/** Successful logins of one account, from one address, on one host, by one method. */
export type LoginTally = Span & Readonly<Record<'host' | 'account' | 'address' | 'method', string>>;
/** Answers of a script that lies where only data should lie, to one address. */
type ScriptTally = Span & Readonly<Record<'host' | 'path' | 'address', string>>;
/** Accounts made on a host. */
type AddedTally = Span & Readonly<Record<'host' | 'account', string>>;

/**
 * The first pass over the logs: counts, first and last times. Its size grows with the number of different addresses,
 * accounts and hosts, not with the number of lines, and what it holds does not depend on the order of the lines.
 */
export interface Tally {
  readonly addresses: ReadonlyMap<string, AddressTally>;
  readonly logins: readonly LoginTally[];
  readonly scripts: readonly ScriptTally[];
  readonly added: readonly AddedTally[];
  /** How often a privilege was asked for and refused. */
  readonly refusedPrivileges: number;
  /** All events; null when there was none. */
  readonly seen: Span | null;
}

interface OpenAddress extends AddressTally {
  seen: Span;
  failures: number;
  readonly failuresInMinute: Map<number, number>;
  readonly failuresOn: Map<string, Span>;
  readonly accountsTried: Set<string>;
  logins: number;
  requests: number;
  refusedPosts: number;
}

const minuteMs = 60_000;

export function startTally(): { readonly observe: (event: LogEvent) => void; readonly result: () => Tally } {
  const addresses = new Map<string, OpenAddress>();
  const logins = new Map<string, LoginTally>();
  const scripts = new Map<string, ScriptTally>();
  const added = new Map<string, AddedTally>();
  let refusedPrivileges = 0;
  let seen: Span | null = null;

  const observe = (event: LogEvent): void => {
    const { what, host } = event;
    const moment = momentOf(event);
    seen = widened(seen, moment);
    if ('address' in what) tallyAddress(addressOf(addresses, what.address, moment), what, moment);
    if (what.kind === 'login') {
      countFor(logins, { host, account: what.account, address: what.address, method: what.method }, moment);
    } else if (what.kind === 'request' && isScriptAmongData(what)) {
      countFor(scripts, { host, path: what.path, address: what.address }, moment);
    } else if (what.kind === 'account_added') {
      countFor(added, { host, account: what.account }, moment);
    } else if (what.kind === 'privilege' && !what.allowed) {
      refusedPrivileges += 1;
    }
  };
  const result = (): Tally => ({
    addresses,
    logins: [...logins.values()],
    scripts: [...scripts.values()],
    added: [...added.values()],
    refusedPrivileges,
    seen,
  });
  return { observe, result };
}

/** The most failed logins of an address within any span of so many minutes of the clock. */
export function peakWithin(minutes: number, { failuresInMinute }: AddressTally): number {
  const counts = [...failuresInMinute].sort(([a], [b]) => a - b);
  let peak = 0;
  let sum = 0;
  let oldest = 0;
  for (const [minute, failures] of counts) {
    sum += failures;
    for (let [first, leaving] = counts[oldest] ?? [minute, 0]; first <= minute - minutes; ) {
      sum -= leaving;
      oldest += 1;
      [first, leaving] = counts[oldest] ?? [minute, 0];
    }
    peak = Math.max(peak, sum);
  }
  return peak;
}

function addressOf(addresses: Map<string, OpenAddress>, name: string, moment: Moment): OpenAddress {
  const known = addresses.get(name);
  if (known !== undefined) {
    known.seen = widened(known.seen, moment);
    return known;
  }
  const address = ownCopy(name);
  const fresh: OpenAddress = {
    address,
    seen: widened(null, moment),
    failures: 0,
    failuresInMinute: new Map(),
    failuresOn: new Map(),
    accountsTried: new Set(),
    logins: 0,
    requests: 0,
    refusedPosts: 0,
  };
  addresses.set(address, fresh);
  return fresh;
}

function tallyAddress(by: OpenAddress, what: Happening, moment: Moment): void {
  if (what.kind === 'login') {
    by.logins += 1;
  } else if (what.kind === 'request') {
    by.requests += 1;
    if (what.method === 'POST' && (what.status === 401 || what.status === 403)) by.refusedPosts += 1;
  } else if (what.kind === 'login_failed') {
    const minute = Math.floor(what.at / minuteMs);
    by.failures += what.times;
    by.failuresInMinute.set(minute, (by.failuresInMinute.get(minute) ?? 0) + what.times);
    by.failuresOn.set(moment.host, widened(by.failuresOn.get(moment.host), moment, what.times));
    if (!by.accountsTried.has(what.account)) by.accountsTried.add(ownCopy(what.account));
  }
}
