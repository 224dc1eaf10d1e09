import type { AddressBook } from '../incident/address-book.ts';
import { compareMoments, earliest, type Moment } from '../logs/event.ts';
import { type AddressTally, type LoginTally, peakWithin, type Tally } from './tally.ts';

/**
 * From when on failures within an hour are guessing. An employee who mistypes fails a handful of times on one account
 * and then gets in; a passer-by tries a few names and goes on; somebody who guesses fails often on many accounts, or
 * very often on one, and hardly ever gets in.
 */
const guessingBounds = {
  accountsMin: 3,
  failuresPerHourMin: 10,
  failuresPerHourOnFewAccountsMin: 30,
  failuresPerLoginMin: 5,
} as const;

/** One way in: who got where, how, and the line that proves it. */
export interface Intrusion {
  readonly how: 'guessed_password' | 'stolen_account' | 'from_compromised_host' | 'web_shell';
  readonly host: string;
  /** Null when no login was needed. */
  readonly account: string | null;
  readonly address: string;
  readonly at: Moment;
}

export interface Suspicion {
  /** By address, in the order they were first seen. */
  readonly guessers: ReadonlyMap<string, AddressTally>;
  /** In order of time. */
  readonly intrusions: readonly Intrusion[];
  /** Since when each host was in other hands, and each account. */
  readonly hosts: ReadonlyMap<string, Moment>;
  readonly accounts: ReadonlyMap<string, Moment>;
  /** Every address that guessed or got in. */
  readonly suspects: ReadonlySet<string>;
}

/**
 * Who got in, and how far they came. Starts from guessed passwords and web shells; then follows logins that came from
 * a host already taken, or with an account already taken from a stranger's address, on paths nobody used before, until
 * nothing new is found.
 */
export function suspect(tally: Tally, book: AddressBook): Suspicion {
  const guessing = [...tally.addresses.values()].filter((each) => isGuessing(each, book)).sort(byFirstSeen);
  const guessers = new Map(guessing.map((each) => [each.address, each]));
  const hosts = new Map<string, Moment>();
  const accounts = new Map<string, Moment>();
  const intrusions: Intrusion[] = [];
  const add = (intrusion: Intrusion): void => {
    intrusions.push(intrusion);
    hosts.set(intrusion.host, earlier(hosts.get(intrusion.host), intrusion.at));
    if (intrusion.account !== null)
      accounts.set(intrusion.account, earlier(accounts.get(intrusion.account), intrusion.at));
  };

  for (const { host, address, first } of tally.scripts) {
    add({ how: 'web_shell', host, account: null, address, at: first });
  }
  let open = [...tally.logins].sort((a, b) => compareMoments(a.first, b.first));
  for (let before = -1; before !== intrusions.length; ) {
    before = intrusions.length;
    for (const { host, account, last } of tally.added) {
      const since = hosts.get(host);
      if (since !== undefined && last.at >= since.at) accounts.set(account, earlier(accounts.get(account), last));
    }
    open = open.filter((login) => {
      const how = howItGotIn(login, guessers, hosts, accounts, book);
      if (how !== null) add({ how, host: login.host, account: login.account, address: login.address, at: login.first });
      return how === null;
    });
  }

  const suspects = new Set([...guessing, ...intrusions].map(({ address }) => address));
  return { guessers, intrusions: intrusions.sort((a, b) => compareMoments(a.at, b.at)), hosts, accounts, suspects };
}

function howItGotIn(
  { host, account, address, method, first }: LoginTally,
  guessers: ReadonlyMap<string, AddressTally>,
  hosts: ReadonlyMap<string, Moment>,
  accounts: ReadonlyMap<string, Moment>,
  book: AddressBook,
): Intrusion['how'] | null {
  const guesser = guessers.get(address);
  if (guesser !== undefined && isPassword(method) && first.at >= firstFailure(guesser)) return 'guessed_password';
  const from = book.hostOf(address);
  const hostTaken = from === null || from === host ? undefined : hosts.get(from);
  if (hostTaken !== undefined && first.at >= hostTaken.at) return 'from_compromised_host';
  const accountTaken = isStranger(address, book) ? accounts.get(account) : undefined;
  return accountTaken !== undefined && first.at >= accountTaken.at ? 'stolen_account' : null;
}

function isGuessing(tallied: AddressTally, book: AddressBook): boolean {
  const { address, failures, accountsTried, logins } = tallied;
  // Monitoring fails for ever, on purpose, with one account. With more accounts it is no longer monitoring.
  if (accountsTried.size <= 1 && book.purposeOf(address) === 'monitoring') return false;
  const { accountsMin, failuresPerHourMin, failuresPerHourOnFewAccountsMin, failuresPerLoginMin } = guessingBounds;
  const bound = accountsTried.size >= accountsMin ? failuresPerHourMin : failuresPerHourOnFewAccountsMin;
  return failures >= bound && failures >= failuresPerLoginMin * logins && peakWithin(60, tallied) >= bound;
}

/** Whether an address is neither ours nor known. */
export function isStranger(address: string, book: AddressBook): boolean {
  return book.hostOf(address) === null && book.purposeOf(address) === null;
}

const isPassword = (method: string): boolean => method === 'password' || method.startsWith('keyboard-interactive');
const firstFailure = ({ failuresOn }: AddressTally): number =>
  Math.min(...[...failuresOn.values()].map(({ first }) => first.at));
const earlier = (known: Moment | undefined, moment: Moment): Moment =>
  known === undefined ? moment : earliest(known, moment);
const byFirstSeen = (a: AddressTally, b: AddressTally): number => compareMoments(a.seen.first, b.seen.first);
