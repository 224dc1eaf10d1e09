import type { AddressBook } from '../incident/address-book.ts';
import type { Happening, LogEvent, Moment } from '../logs/event.ts';
import { counted, shown, shownBytes, shownTime } from '../logs/shown.ts';
import type { Suspicion } from './suspicion.ts';
import { isScriptAmongData } from './web-shell.ts';

/** What an event was in the story of the incident. */
export const decisiveKinds = [
  'guessing',
  'break_in',
  'stolen_account',
  'lateral_movement',
  'login_to_check',
  'privilege',
  'new_account',
  'upload',
  'web_shell',
  'data_taken',
] as const;
export type DecisiveKind = (typeof decisiveKinds)[number];

export interface Decisive {
  readonly kind: DecisiveKind;
  /** One line for people. */
  readonly text: string;
}

/** An answer to a suspect at least this large counts as data taken. */
const largeAnswerBytes = 10_000_000;

type Of<Kind extends Happening['kind']> = Extract<Happening, { kind: Kind }>;

/** Whether an event belongs to the story that `suspicion` tells, and as what. */
export function decide(event: LogEvent, suspicion: Suspicion, book: AddressBook): Decisive | null {
  const { what, host } = event;
  switch (what.kind) {
    case 'login_failed':
      return startOfGuessing(event, what.address, suspicion);
    case 'login':
      return loginByIntruder(host, what, suspicion, book);
    case 'privilege':
      return privilegeOfIntruder(host, what, suspicion);
    case 'account_added':
      if (!isSince(suspicion.hosts.get(host), what.at)) return null;
      return { kind: 'new_account', text: `Account ${shown(what.account, 60)} was made` };
    case 'request':
      return suspicion.suspects.has(what.address) ? requestOfSuspect(what) : null;
  }
}

/** Of all the failures of a guesser on a host only the first is told, with the sum of them. */
function startOfGuessing(event: LogEvent, address: string, { guessers }: Suspicion): Decisive | null {
  const span = guessers.get(address)?.failuresOn.get(event.host);
  if (span === undefined || span.first.line !== event.line || span.first.file !== event.file) return null;
  const failures = counted(span.count, 'failure');
  return {
    kind: 'guessing',
    text: `${shown(address, 60)} began to guess passwords: ${failures} until ${shownTime(span.last.at)}`,
  };
}

function loginByIntruder(host: string, what: Of<'login'>, suspicion: Suspicion, book: AddressBook): Decisive | null {
  const { at, account, address, method } = what;
  const who = shown(account, 60);
  const where = shown(address, 60);
  const from = book.hostOf(address);
  const way = suspicion.intrusions.find(
    (each) => each.host === host && each.account === account && each.address === address && at >= each.at.at,
  );
  switch (way?.how) {
    case 'guessed_password':
      return { kind: 'break_in', text: `${where} got in as ${who} by ${method}, after guessing` };
    case 'stolen_account':
      return { kind: 'stolen_account', text: `${where} came in as ${who} by ${method}, an account already taken` };
    case 'from_compromised_host':
      return { kind: 'lateral_movement', text: `${who} came in from ${from} (${where}), a host already taken` };
  }
  if (from === null || from === host || !isSince(suspicion.hosts.get(from), at)) return null;
  return { kind: 'login_to_check', text: `${who} came in from ${from}, a host already taken, on a path used before` };
}

/** Accounts that web servers run under: whoever has a web shell is one of them. */
const webServerAccount = /^(?:www-data|apache2?|nginx|httpd?|wwwrun)$/;

function privilegeOfIntruder(host: string, what: Of<'privilege'>, suspicion: Suspicion): Decisive | null {
  const { at, account, target, command, allowed } = what;
  if (!isSince(suspicion.hosts.get(host), at)) return null;
  const throughShell = suspicion.intrusions.some(
    (each) => each.how === 'web_shell' && each.host === host && at >= each.at.at && webServerAccount.test(account),
  );
  if (!throughShell && !isSince(suspicion.accounts.get(account), at)) return null;
  const did = allowed ? 'ran' : 'was refused';
  return { kind: 'privilege', text: `${shown(account, 60)} ${did} as ${shown(target, 60)}: ${shown(command, 120)}` };
}

function requestOfSuspect(what: Of<'request'>): Decisive | null {
  const { address, method, path, query, status, bytes } = what;
  if (status < 200 || status > 299) return null;
  const who = shown(address, 60);
  const asked = shown(query === '' ? path : `${path}?${query}`, 120);
  if (bytes >= largeAnswerBytes) return { kind: 'data_taken', text: `${who} fetched ${asked} (${shownBytes(bytes)})` };
  if (isScriptAmongData(what)) return { kind: 'web_shell', text: `${who} used the web shell: ${asked}` };
  if (method === 'POST' || method === 'PUT') return { kind: 'upload', text: `${who} sent data: ${method} ${asked}` };
  return null;
}

function isSince(since: Moment | undefined, at: number): boolean {
  return since !== undefined && at >= since.at;
}
