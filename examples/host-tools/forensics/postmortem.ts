import type { Fix } from '../fixes/plan.ts';
import { counted, shownBytes } from '../logs/shown.ts';
import { followUps } from './follow-ups.ts';
import { bullets, code, plain, table } from './markdown.ts';
import type { Findings } from './report.ts';

/** What this response sets out to do, as the findings ask for it. */
export interface PlannedResponse {
  readonly isolate: readonly string[];
  readonly fixes: readonly Fix[];
  readonly left: readonly string[];
}

/**
 * The review of an incident, in Markdown. Blameless: it asks how systems and settings let this happen; account names
 * stand for credentials, not for people. Made of the findings alone, so the same findings give the same text.
 */
export function writePostmortem(findings: Findings, response: PlannedResponse): string {
  const { incident_id, title, read } = findings;
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['Summary', [plain(summaryOf(findings))]],
    ['Impact', impactOf(findings)],
    ['Timeline (UTC)', timelineOf(findings)],
    ['Indicators', indicatorsOf(findings)],
    ['What is being done', actionsOf(response)],
    ['Follow-ups', bullets(followUps(findings, response.left).map(plain), 'None.')],
    [
      'How this was found',
      [
        `${counted(read.lines, 'line')} of ${counted(read.files, 'log')} were read; ${read.malformed} of them were malformed and skipped` +
          `${read.malformed_in.length === 0 ? '' : ` (${read.malformed_in.map((each) => `${code(each.file)}: ${each.lines}`).join(', ')})`}.`,
        `The logs reach from ${read.first ?? 'nowhere'} to ${read.last ?? 'nowhere'}. Lines are cited as file:line inside the incident's folder.`,
      ],
    ],
  ];
  const head = [
    `# Postmortem ${plain(incident_id)}: ${plain(title)}`,
    '',
    `Reported ${findings.reported_at}. This review asks how systems and settings let this happen, not who did what: account`,
    'names stand for credentials, not for people.',
  ];
  return `${[...head, ...sections.flatMap(([name, lines]) => ['', `## ${name}`, '', ...lines])].join('\n')}\n`;
}

/** One or two sentences: what was taken, when, how it began. */
export function summaryOf({ hosts, indicators, last_activity }: Findings): string {
  const taken = hosts.filter(({ status }) => status === 'compromised').sort(bySince);
  const targeted = hosts.length - taken.length;
  const [first] = taken;
  if (first === undefined) {
    return targeted === 0
      ? 'The logs show no guessing and no break-in; nothing has to be undone.'
      : `Passwords were guessed on ${counted(targeted, 'host')}; nobody got in.`;
  }
  const began = {
    guessed_password: 'a guessed password',
    stolen_account: 'a stolen account',
    from_compromised_host: 'a login from another host',
    web_shell: 'a web shell',
  }[first.how ?? 'guessed_password'];
  const accounts = indicators.accounts.map(({ account }) => account);
  const withAccounts = accounts.length === 0 ? '' : ` Accounts in other hands: ${accounts.join(', ')}.`;
  const bytes = taken.reduce((sum, { evidence }) => sum + evidence.bytes_taken, 0);
  const withBytes = bytes === 0 ? '' : ` ${shownBytes(bytes)} went to suspects.`;
  return (
    `${counted(taken.length, 'host')} taken (${taken.map(({ host }) => host).join(', ')}) between ${first.since} and ${last_activity}, ` +
    `beginning with ${began} on ${first.host}.${withAccounts}${withBytes}`
  );
}

function impactOf({ hosts }: Findings): readonly string[] {
  if (hosts.length === 0) return ['No host was touched.'];
  return table(
    [
      'Host',
      'Role',
      'Status',
      'Since',
      'Failed logins',
      'Intruder logins',
      'Privileged commands',
      'Web shell requests',
      'Data taken',
    ],
    hosts.map(({ host, role, status, since, evidence }) => [
      code(host),
      plain(role),
      status,
      since ?? '',
      String(evidence.failed_logins),
      String(evidence.intruder_logins),
      String(evidence.privileged_commands),
      String(evidence.web_shell_requests),
      evidence.bytes_taken === 0 ? '' : shownBytes(evidence.bytes_taken),
    ]),
  );
}

function timelineOf({ timeline, timeline_total }: Findings): readonly string[] {
  const entries = timeline.flatMap(({ at, host, text, evidence }) => [
    `- **${at}** ${code(host)}: ${plain(text)}`,
    `  - ${code(`${evidence.file}:${evidence.line}`)} ${code(evidence.text)}`,
  ]);
  const hidden = timeline_total - timeline.length;
  if (entries.length === 0) return ['Nothing decisive is in the logs.'];
  return hidden === 0 ? entries : [...entries, '', `${counted(hidden, 'more event')} of the same kinds left out.`];
}

function indicatorsOf({ indicators: { addresses, accounts, web_shells } }: Findings): readonly string[] {
  const rows = [
    ...addresses.map((each) => ({
      kind: 'address',
      name: each.address,
      why: each.known_as === null ? each.why : [...each.why, `known as ${each.known_as}`],
      ...seen(each),
    })),
    ...accounts.map((each) => ({ kind: 'account', name: each.account, why: each.why, ...seen(each) })),
    ...web_shells.map((each) => ({
      kind: 'file',
      name: each.path,
      why: [`web shell on ${each.host}, ${counted(each.requests, 'request')}`],
      ...seen(each),
    })),
  ];
  if (rows.length === 0) return ['None.'];
  return table(
    ['Kind', 'Indicator', 'First seen', 'Last seen', 'Why'],
    rows.map(({ kind, name, first, last, why }) => [kind, code(name), first, last, plain(why.join('; '))]),
  );
}

function actionsOf({ isolate, fixes }: PlannedResponse): readonly string[] {
  const isolations = isolate.map((host) => `Host ${code(host)} moves to the quarantine group`);
  const changes = fixes.map(
    ({ host, file, what }) => `${host === null ? '' : `${code(host)}: `}${plain(what)} (${code(file)})`,
  );
  const none = 'The findings ask for no change.';
  const note =
    'Asked for by these findings; what was carried out is on record, with its time, in `compliance/records.jsonl`.';
  return isolations.length + changes.length === 0 ? [none] : [note, '', ...bullets([...isolations, ...changes], none)];
}

const seen = (each: { readonly first_seen: string; readonly last_seen: string }): { first: string; last: string } => ({
  first: each.first_seen,
  last: each.last_seen,
});
const bySince = (a: { readonly since: string | null }, b: { readonly since: string | null }): number =>
  (a.since ?? '') < (b.since ?? '') ? -1 : 1;
