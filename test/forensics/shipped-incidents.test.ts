import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Assessment, Findings } from '../../examples/host-tools/forensics/report.ts';
import { readSettings } from '../../examples/host-tools/settings.ts';
import { inc42 } from '../../examples/incident-generator/inc-42.ts';
import { inc43 } from '../../examples/incident-generator/inc-43.ts';
import { openRoom, type Room } from './incident-folder.ts';

const incidents = join(__dirname, '../../examples/incidents');
let room: Room;
beforeAll(async () => {
  room = await openRoom(incidents);
});
afterAll(() => room.remove());

test('ship with the package and are found when nothing else is set', () => {
  expect(readSettings({})).toEqual({ incidents, home: join(process.cwd(), '.hololoom') });
  expect(readSettings({ HOLOLOOM_INCIDENTS: '/a', HOLOLOOM_HOME: '/b' })).toEqual({ incidents: '/a', home: '/b' });
});

test.each([
  ['INC-42', inc42()],
  ['INC-43', inc43()],
])('%s: its logs are those the generator writes', (id, logs) => {
  for (const [file, text] of logs) expect(readFileSync(join(incidents, id, file), 'utf8') === text).toBe(true);
});

describe('INC-42', () => {
  let assessment: Assessment;
  let findings: Findings;
  beforeAll(async () => {
    assessment = await room.call('forensics/assess_severity', { incident_id: 'INC-42' });
    findings = await room.call('forensics/forensic_analysis', { incident_id: 'INC-42' });
  });

  test('is critical, for its reasons, on these hosts', () => {
    expect(assessment).toMatchObject({ level: 'critical', score: 100 });
    expect(assessment.reasons.map(({ reason }) => reason)).toEqual([
      'Passwords guessed by 203.0.113.77, up to 13 a minute',
      'Guessed on 3 hosts',
      'Strangers logged in as deploy, sysupd',
      '9 privileged commands by accounts that were taken',
      'Several hosts taken: web-2, db-1',
      'A web shell answered 26 requests',
      '855 MB went to suspects',
    ]);
    const none = {
      failed_logins: 0,
      intruder_logins: 0,
      privileged_commands: 0,
      web_shell_requests: 0,
      bytes_taken: 0,
    };
    expect(assessment.hosts.map(({ role: _, ...host }) => host)).toEqual([
      { host: 'web-1', status: 'targeted', since: null, how: null, evidence: { ...none, failed_logins: 131 } },
      {
        host: 'web-2',
        status: 'compromised',
        since: '2026-01-01T00:31:47Z',
        how: 'guessed_password',
        evidence: {
          failed_logins: 186,
          intruder_logins: 2,
          privileged_commands: 7,
          web_shell_requests: 26,
          bytes_taken: 854_589_451,
        },
      },
      {
        host: 'db-1',
        status: 'compromised',
        since: '2026-01-01T01:05:11Z',
        how: 'from_compromised_host',
        evidence: { ...none, intruder_logins: 1, privileged_commands: 2 },
      },
      { host: 'mail-1', status: 'targeted', since: null, how: null, evidence: { ...none, failed_logins: 74 } },
    ]);
  });

  test('names the addresses and accounts, and none of the decoys', () => {
    expect(findings.indicators.addresses).toMatchObject([
      {
        address: '203.0.113.77',
        first_seen: '2025-12-31T23:12:07Z',
        last_seen: '2026-01-01T00:42:20Z',
        failed_logins: 391,
        hosts: ['mail-1', 'web-1', 'web-2'],
        advice: 'block',
      },
      {
        address: '2001:db8:66::9',
        first_seen: '2026-01-01T00:52:30Z',
        last_seen: '2026-01-01T01:40:25Z',
        failed_logins: 0,
        hosts: ['web-2'],
        advice: 'block',
      },
      { address: '198.51.100.21', known_as: 'our host web-2', hosts: ['db-1'], advice: 'watch' },
    ]);
    expect(findings.indicators.accounts).toMatchObject([
      {
        account: 'deploy',
        first_seen: '2026-01-01T00:31:47Z',
        last_seen: '2026-01-01T01:12:33Z',
        hosts: ['db-1', 'web-2'],
      },
      { account: 'sysupd', first_seen: '2026-01-01T00:36:14Z', last_seen: '2026-01-01T01:23:30Z', hosts: ['web-2'] },
    ]);
    expect(findings.indicators.web_shells).toEqual([
      {
        path: '/uploads/thumb.php',
        host: 'web-2',
        first_seen: '2026-01-01T00:41:55Z',
        last_seen: '2026-01-01T01:40:25Z',
        requests: 26,
      },
    ]);
  });

  test('has a timeline in which every entry shows the very line it cites', () => {
    for (const { evidence } of findings.timeline) {
      const line = readFileSync(join(incidents, 'INC-42', evidence.file), 'utf8').split('\n')[evidence.line - 1] ?? '';
      expect(line.startsWith(evidence.text.replace(/…$/, ''))).toBe(true);
    }
    const turns = findings.timeline.filter(({ kind }) => kind !== 'web_shell' && kind !== 'privilege');
    expect(turns.map(({ at, host, kind }) => `${at} ${host} ${kind}`)).toEqual([
      '2025-12-31T23:12:07Z web-1 guessing',
      '2025-12-31T23:20:44Z mail-1 guessing',
      '2025-12-31T23:31:15Z web-2 guessing',
      '2026-01-01T00:31:47Z web-2 break_in',
      '2026-01-01T00:36:14Z web-2 new_account',
      '2026-01-01T01:05:11Z db-1 lateral_movement',
      '2026-01-01T01:14:20Z web-2 data_taken',
      '2026-01-01T01:21:05Z web-2 stolen_account',
      '2026-01-01T01:31:10Z web-2 data_taken',
    ]);
  });

  test('was read whole, but for the twelve lines that no program wrote whole', () => {
    expect(findings.read).toMatchObject({ files: 7, lines: 4056, malformed: 12 });
  });
});

test('INC-43 is a false alarm', async () => {
  expect(await room.call('forensics/assess_severity', { incident_id: 'INC-43' })).toEqual({
    incident_id: 'INC-43',
    level: 'low',
    score: 0,
    reasons: [{ points: 0, reason: '106 failed logins from 20 addresses, none at the rate of guessing' }],
    hosts: [],
  });
});
