import type { AddressBook } from '../incident/address-book.ts';
import { compareMoments, compareTexts, type Moment } from '../logs/event.ts';
import { counted, shown, shownBytes, shownTime } from '../logs/shown.ts';
import type { Examination } from './examine.ts';
import type { AccountIndicator, AddressIndicator, Findings } from './report.ts';
import { joined, type Span } from './span.ts';
import { type Intrusion, isStranger } from './suspicion.ts';
import { type AddressTally, peakWithin, type Tally } from './tally.ts';

/** From how many refused POST requests on an address is reported for guessing at a web login. */
const refusedPostsMin = 30;
const indicatorsMax = 30;
const shellsMax = 20;
const waysShownMax = 10;

/** The addresses, accounts and files by which the intruders can be recognised elsewhere, in order of time. */
export function indicatorsOf(examination: Examination): Findings['indicators'] {
  return {
    addresses: addressesOf(examination),
    accounts: accountsOf(examination),
    web_shells: shellsOf(examination.tally),
  };
}

/** Of very many addresses those are kept that got in, then those that tried most. */
function addressesOf(examination: Examination): AddressIndicator[] {
  const { tally, suspicion, book } = examination;
  const gotIn = new Set(suspicion.intrusions.map(({ address }) => address));
  const rank = ({ address }: AddressTally): number => (gotIn.has(address) ? 0 : 1);
  return [...tally.addresses.values()]
    .filter((each) => suspicion.suspects.has(each.address) || isGuessingOnTheWeb(each, book))
    .sort((a, b) => rank(a) - rank(b) || b.failures - a.failures || compareTexts(a.address, b.address))
    .slice(0, indicatorsMax)
    .map((each) => indicatorOf(each, examination))
    .sort((a, b) => compareTexts(a.first_seen, b.first_seen) || compareTexts(a.address, b.address));
}

function indicatorOf(tallied: AddressTally, { suspicion, trail, book }: Examination): AddressIndicator {
  const { address, seen, failures, accountsTried, failuresOn, refusedPosts } = tallied;
  const ways = suspicion.intrusions.filter((each) => each.address === address);
  const ours = book.hostOf(address);
  const purpose = book.purposeOf(address);
  const bytesTaken = trail.bytesTakenBy.get(address) ?? 0;
  return {
    address: shown(address, 100),
    first_seen: shownTime(seen.first.at),
    last_seen: shownTime(seen.last.at),
    failed_logins: failures,
    accounts_tried: accountsTried.size,
    hosts: [...new Set([...failuresOn.keys(), ...ways.map(({ host }) => host)])].sort(compareTexts),
    known_as: ours === null ? purpose : `our host ${ours}`,
    advice: suspicion.suspects.has(address) && isStranger(address, book) ? 'block' : 'watch',
    why: [
      ...(suspicion.guessers.has(address) ? [whyGuessing(tallied)] : []),
      ...(isGuessingOnTheWeb(tallied, book) ? [counted(refusedPosts, 'refused web login')] : []),
      ...ways.slice(0, waysShownMax).map(whyIntrusion),
      ...(bytesTaken > 0 ? [`fetched ${shownBytes(bytesTaken)} in large answers`] : []),
    ],
  };
}

function isGuessingOnTheWeb({ refusedPosts, address }: AddressTally, book: AddressBook): boolean {
  return refusedPosts >= refusedPostsMin && book.purposeOf(address) !== 'monitoring';
}

function whyGuessing(tallied: AddressTally): string {
  const { failures, accountsTried, failuresOn } = tallied;
  const accounts = counted(accountsTried.size, 'account');
  const hosts = counted(failuresOn.size, 'host');
  return `${counted(failures, 'failed login')} on ${accounts} of ${hosts}, up to ${peakWithin(1, tallied)} a minute`;
}

function whyIntrusion({ how, host, account }: Intrusion): string {
  const who = shown(account ?? '', 60);
  switch (how) {
    case 'guessed_password':
      return `guessed the password of ${who} on ${host}`;
    case 'stolen_account':
      return `logged in as ${who} on ${host} after that account was taken`;
    case 'from_compromised_host':
      return `logged in as ${who} on ${host} from a host that was taken`;
    case 'web_shell':
      return `used a web shell on ${host}`;
  }
}

function accountsOf({ suspicion, trail, tally }: Examination): AccountIndicator[] {
  return [...suspicion.accounts]
    .map(([account, since]): AccountIndicator => {
      const ways = suspicion.intrusions.filter((each) => each.account === account);
      const made = tally.added.filter(
        (each) => each.account === account && isWithin(suspicion.hosts.get(each.host), each.last),
      );
      const last = trail.accounts.get(account)?.last ?? since;
      return {
        account: shown(account, 100),
        first_seen: shownTime(since.at),
        last_seen: shownTime(last.at),
        hosts: [...new Set([...ways, ...made].map(({ host }) => host))].sort(compareTexts),
        why: [
          ...made.map(({ host }) => `made on ${host} after it was taken`),
          ...ways.slice(0, waysShownMax).map(whyAccount),
        ],
      };
    })
    .sort((a, b) => compareTexts(a.first_seen, b.first_seen) || compareTexts(a.account, b.account))
    .slice(0, indicatorsMax);
}

function whyAccount({ how, host, address }: Intrusion): string {
  const where = shown(address, 60);
  return how === 'guessed_password' ? `password guessed on ${host} by ${where}` : `used on ${host} from ${where}`;
}

const isWithin = (since: Moment | undefined, moment: Moment): boolean => since !== undefined && moment.at >= since.at;

function shellsOf({ scripts }: Tally): Findings['indicators']['web_shells'] {
  const byPlace = new Map<string, { readonly host: string; readonly path: string; readonly seen: Span }>();
  for (const { host, path, count, first, last } of scripts) {
    const key = JSON.stringify([host, path]);
    const known = byPlace.get(key)?.seen;
    byPlace.set(key, { host, path, seen: joined(known, { count, first, last }) });
  }
  return [...byPlace.values()]
    .sort((a, b) => compareMoments(a.seen.first, b.seen.first))
    .slice(0, shellsMax)
    .map(({ host, path, seen }) => ({
      path: shown(path),
      host,
      first_seen: shownTime(seen.first.at),
      last_seen: shownTime(seen.last.at),
      requests: seen.count,
    }));
}
