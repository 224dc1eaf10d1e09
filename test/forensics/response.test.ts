import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readChain } from '../../examples/host-tools/compliance/chain.ts';
import type { Assessment, Findings } from '../../examples/host-tools/forensics/report.ts';
import { openRoom, type Room, type Told } from './incident-folder.ts';
import { accepted, guesses, request, sudo } from './lines.ts';

interface Isolated {
  readonly isolated: readonly { readonly host: string }[];
  readonly already_isolated: readonly string[];
  readonly inventory: string | null;
}
interface Fixed {
  readonly changes: readonly {
    readonly host: string | null;
    readonly what: string;
    readonly added: readonly string[];
  }[];
  readonly changes_total: number;
  readonly left_for_people: readonly string[];
  readonly folder: string | null;
}
interface Written {
  readonly path: string;
  readonly summary: string;
}

const mallory = '203.0.113.66';
const nftables = 'table inet filter {\n  chain input {\n    type filter hook input priority 0;\n  }\n}\n';
const told: Told = {
  known: [{ network: '192.0.2.64/26', purpose: 'office' }],
  logs: {
    'alpha/auth': [
      ...guesses('10:00:00', mallory),
      accepted('10:05:00', 'deploy', mallory),
      sudo('10:06:00', 'deploy', '/bin/sh'),
    ],
    'beta/auth': [...guesses('11:00:00', '192.0.2.70')],
    'beta/access': [request('12:00:00', mallory, 'GET /uploads/x.php?c=`|<b>')],
  },
  configuration: {
    alpha: { sshd: 'PermitRootLogin yes\n', nftables },
    beta: { nftables, nginx: 'server {\n    listen 80;\n}\n' },
  },
};

let room: Room;
let assessment: Assessment;
let findings: Findings;
beforeEach(async () => {
  room = await openRoom();
  await room.tell('INC-1', told);
  assessment = await room.call('forensics/assess_severity', { incident_id: 'INC-1' });
  findings = await room.call('forensics/forensic_analysis', { incident_id: 'INC-1' });
});
afterEach(() => room.remove());

const isolate = (key: string, of = assessment) =>
  room.call<Isolated>('forensics/isolate_affected_systems', { assessment: of }, key);
const fix = (key: string, of = findings) => room.call<Fixed>('forensics/apply_fixes', { findings: of }, key);
const write = (key: string, id = 'INC-1', of = findings) =>
  room.call<Written>('forensics/create_postmortem', { incident_id: id, findings: of }, key);
const read = (path: string) => readFile(join(room.home, path), 'utf8');
const records = async () =>
  [...readChain(await read('compliance/records.jsonl')).byKey.values()].map(({ key, event }) => `${key} ${event}`);
const groups = async (path: string) =>
  (JSON.parse(await read(path)) as { hosts: { name: string; group: string }[] }).hosts.map(
    ({ name, group }) => `${name} ${group}`,
  );

describe('isolation', () => {
  test('moves the hosts that were taken to the quarantine, in a copy, and keeps a record of each', async () => {
    const { isolated, inventory } = await isolate('run#contain');
    expect(isolated).toEqual([
      { host: 'alpha', from_group: 'production', to_group: 'quarantine' },
      { host: 'beta', from_group: 'production', to_group: 'quarantine' },
    ]);
    expect(await groups(inventory!)).toEqual(['alpha quarantine', 'beta quarantine', 'gamma production']);
    expect(await records()).toEqual(['run#contain/alpha host_isolated', 'run#contain/beta host_isolated']);
    const marks = { group: 'quarantine', group_before: 'production', isolated_for: 'INC-1' };
    const original = JSON.parse(await readFile(join(room.incidents, 'INC-1/inventory.json'), 'utf8'));
    const hosts = original.hosts.map((host: { name: string }) =>
      host.name === 'gamma' ? host : { ...host, ...marks },
    );
    expect(JSON.stringify(JSON.parse(await read(inventory!)))).toBe(JSON.stringify({ ...original, hosts }));
    expect(await readFile(join(room.incidents, 'INC-1/inventory.json'), 'utf8')).not.toContain('isolated_for');
  });

  test('answers a retry with the first answer, and another run with what is so already', async () => {
    const first = await isolate('run#contain');
    expect(await isolate('run#contain')).toEqual(first);
    expect(await isolate('other#contain')).toMatchObject({
      isolated: [],
      already_isolated: ['alpha', 'beta'],
      inventory: first.inventory,
    });
    expect(await records()).toHaveLength(2);
  });

  test('leaves alone what nobody took, and refuses hosts it does not know', async () => {
    const hosts = assessment.hosts.map((host) => ({ ...host, status: 'targeted' as const }));
    expect(await isolate('run#contain', { ...assessment, hosts })).toMatchObject({ isolated: [], inventory: null });
    const strange = assessment.hosts.map((host) => ({ ...host, host: 'nowhere' }));
    await expect(isolate('run#contain', { ...assessment, hosts: strange })).rejects.toMatchObject({
      code: 'tool.bad_input',
    });
  });
});

describe('fixes', () => {
  test('change what the findings ask for, in copies, and never cut off what is known', async () => {
    const { changes, left_for_people, folder } = await fix('run#remediate');
    expect(changes.map(({ host, what }) => `${host}: ${what}`)).toEqual([
      'alpha: PermitRootLogin is "no" now',
      'alpha: PasswordAuthentication is "no" now',
      'alpha: 1 address blocked',
      'beta: 1 address blocked',
      'beta: Scripts in /uploads/ are refused',
      'null: Account deploy is locked until its credentials are changed',
    ]);
    expect(changes[2]?.added).toEqual([`ip saddr ${mallory} drop comment "INC-1"`]);
    expect(left_for_people).toEqual([
      'beta: its sshd_config was not saved with the incident; allow logins by key only there',
      `gamma: no firewall rules to change; block ${mallory} there`,
      'beta: save a copy of the web shell /uploads/x.php, then remove it',
    ]);
    expect(await read(`${folder}/config/alpha/sshd`)).toBe('PermitRootLogin no\nPasswordAuthentication no\n');
    expect(await readFile(join(room.incidents, 'INC-1/config/alpha/sshd'), 'utf8')).toBe('PermitRootLogin yes\n');
    expect(await records()).toHaveLength(changes.length);
  });

  test('do not block our own or known addresses, even when the findings say so', async () => {
    const [indicator] = findings.indicators.addresses;
    const addresses = ['198.51.100.1', '192.0.2.70', 'host.example.com', '203.0.113.1; flush ruleset'].map(
      (address) => ({
        ...indicator!,
        address,
        advice: 'block' as const,
      }),
    );
    const { changes } = await fix('run#remediate', { ...findings, indicators: { ...findings.indicators, addresses } });
    expect(changes.filter(({ what }) => what.includes('blocked'))).toEqual([]);
  });

  test('are made once for a key, and find nothing to do the next time', async () => {
    const first = await fix('run#remediate');
    expect(await fix('run#remediate')).toEqual(first);
    expect(await fix('other#remediate')).toMatchObject({ changes: [], changes_total: 0, folder: first.folder });
    expect(await records()).toHaveLength(first.changes_total);
  });

  test('and isolation keep each other, when they run at the same time', async () => {
    await Promise.all([isolate('run#contain'), fix('run#remediate'), write('run#document')]);
    const versions = await readdir(join(room.home, 'incidents/INC-1/versions'));
    expect(versions.sort()).toEqual(['0001', '0002']);
    const newest = 'incidents/INC-1/versions/0002';
    expect(await groups(`${newest}/inventory.json`)).toEqual([
      'alpha quarantine',
      'beta quarantine',
      'gamma production',
    ]);
    expect(await read(`${newest}/inventory.json`)).toContain('"state": "locked"');
    expect(await read(`${newest}/config/alpha/nftables`)).toContain(mallory);
    expect(readChain(await read('compliance/records.jsonl'))).toMatchObject({ brokenAt: null, last: { sequence: 9 } });
  });
});

describe('a postmortem', () => {
  test('tells what happened with its evidence, and what follows', async () => {
    const { path, summary } = await write('run#document');
    const text = await read(path);
    expect(summary).toBe(
      '2 hosts taken (alpha, beta) between 2026-03-04T10:05:00Z and 2026-03-04T12:00:00Z, beginning with a guessed password on alpha. Accounts in other hands: deploy.',
    );
    for (const name of [
      'Summary',
      'Impact',
      'Timeline (UTC)',
      'Indicators',
      'What is being done',
      'Follow-ups',
      'How this was found',
    ]) {
      expect(text).toContain(`\n## ${name}\n\n`);
    }
    for (const { at, evidence } of findings.timeline) {
      expect(text).toContain(`- **${at}** `);
      expect(text).toContain(`  - \`${evidence.file}:${evidence.line}\` `);
    }
    expect(text).toContain(summary);
    expect(text).toContain('beta: save a copy of the web shell /uploads/x.php');
  });

  test('shows what an attacker wrote as text, never as markup', async () => {
    const text = await read((await write('run#document')).path);
    expect(text).toContain('/uploads/x.php?c=\\`|\\<b\\>');
    expect(text).toContain(
      '``203.0.113.66 - - [04/Mar/2026:12:00:00 +0000] "GET /uploads/x.php?c=`|<b> HTTP/1.1" 200 512 "-" "curl/8"``',
    );
  });

  test('is one file for equal findings, whoever asks and however often; other findings make another', async () => {
    const first = await write('run#document');
    expect(await write('run#document')).toEqual(first);
    expect(await write('other#document')).toEqual(first);
    const other = await write('third#document', 'INC-1', { ...findings, title: 'Another' });
    expect(other.path).not.toBe(first.path);
    expect(await records()).toEqual([
      'run#document postmortem_written',
      'other#document postmortem_written',
      'third#document postmortem_written',
    ]);
  });

  test('is refused for findings of another incident', async () => {
    await room.tell('INC-2', told);
    await expect(write('run#document', 'INC-2')).rejects.toMatchObject({
      code: 'tool.bad_input',
      message: 'The findings are those of INC-1, not of INC-2.',
    });
  });
});
