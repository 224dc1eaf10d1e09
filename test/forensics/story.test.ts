import fc from 'fast-check';
import type { Assessment, Findings } from '../../examples/host-tools/forensics/report.ts';
import { openRoom, type Room, type Told } from './incident-folder.ts';
import { accepted, added, failed, guesses, request, sudo } from './lines.ts';

let room: Room;
beforeEach(async () => {
  room = await openRoom();
});
afterEach(() => room.remove());

const mallory = '203.0.113.66';
const trent = '203.0.113.99';

async function analyse(told: Told): Promise<Findings> {
  await room.tell('INC-1', told);
  return room.call('forensics/forensic_analysis', { incident_id: 'INC-1' });
}
async function assess(told: Told): Promise<Assessment> {
  await room.tell('INC-1', told);
  return room.call('forensics/assess_severity', { incident_id: 'INC-1' });
}
const story = ({ timeline }: Findings) => timeline.map(({ at, host, kind }) => `${at.slice(11, 19)} ${host} ${kind}`);
const addresses = ({ indicators }: Findings) =>
  indicators.addresses.map(({ address, advice }) => `${address} ${advice}`);
const accounts = ({ indicators }: Findings) => indicators.accounts.map(({ account }) => account);
const taken = ({ hosts }: Findings | Assessment) =>
  hosts.filter(({ status }) => status === 'compromised').map(({ host, since }) => `${host} ${since}`);

describe('guessing', () => {
  test('is found with its address, its time and its first line; nobody got in', async () => {
    const findings = await analyse({ logs: { 'alpha/auth': guesses('10:00:00', mallory) } });
    expect(findings.hosts).toMatchObject([
      { host: 'alpha', status: 'targeted', since: null, evidence: { failed_logins: 20 } },
    ]);
    expect(findings.indicators.addresses).toMatchObject([
      {
        address: mallory,
        first_seen: '2026-03-04T10:00:00Z',
        last_seen: '2026-03-04T10:03:10Z',
        accounts_tried: 4,
        advice: 'block',
      },
    ]);
    expect(findings.timeline).toMatchObject([
      {
        at: '2026-03-04T10:00:00Z',
        host: 'alpha',
        kind: 'guessing',
        evidence: { file: 'logs/alpha/auth.log', line: 1 },
      },
    ]);
  });

  test.each([
    ['a person who mistypes', Array.from({ length: 9 }, (_, i) => failed(`10:00:0${i}`, 'bob', '203.0.113.5'))],
    ['a passer-by who tries a few names', guesses('10:00:00', '203.0.113.5', { count: 9 })],
    ['the same over a whole day', guesses('00:00:00', '203.0.113.5', { count: 40, everySeconds: 1_800 })],
  ])('is not %s', async (_, lines) => {
    const findings = await analyse({ logs: { 'alpha/auth': [...lines, accepted('19:00:00', 'bob', '203.0.113.5')] } });
    expect([findings.hosts, addresses(findings), story(findings)]).toEqual([[], [], []]);
  });

  test('is not the monitoring that is refused on purpose, unless it begins to try many accounts', async () => {
    const known = [{ network: '192.0.2.10/32', purpose: 'monitoring' }];
    const one = guesses('10:00:00', '192.0.2.10', { count: 300, everySeconds: 5, accounts: ['probe'] });
    expect((await analyse({ known, logs: { 'alpha/auth': one } })).hosts).toEqual([]);
    const many = guesses('10:00:00', '192.0.2.10', { count: 300, everySeconds: 5 });
    const findings = await analyse({ known, logs: { 'alpha/auth': many } });
    expect(findings.indicators.addresses).toMatchObject([
      { address: '192.0.2.10', known_as: 'monitoring', advice: 'watch' },
    ]);
  });

  test('counts what syslog summed up', async () => {
    const once = failed('10:05:00', 'root', mallory);
    const repeated = `${once.replace('Failed', 'message repeated 40 times: [ Failed')}]`;
    const findings = await analyse({ logs: { 'alpha/auth': [...guesses('10:00:00', mallory), repeated] } });
    expect(findings.hosts[0]?.evidence.failed_logins).toBe(60);
  });
});

describe('an intrusion', () => {
  const breakIn = [...guesses('10:00:00', mallory), accepted('10:05:00', 'deploy', mallory)];

  test('is the password login of the one who guessed; the answer follows the logs', async () => {
    const before = await analyse({ logs: { 'alpha/auth': breakIn } });
    expect([taken(before), accounts(before)]).toEqual([['alpha 2026-03-04T10:05:00Z'], ['deploy']]);

    const later = await analyse({
      logs: { 'alpha/auth': [...breakIn.slice(0, -1), accepted('10:07:30', 'git', mallory)] },
    });
    expect([taken(later), accounts(later)]).toEqual([['alpha 2026-03-04T10:07:30Z'], ['git']]);

    const elsewhere = await analyse({
      logs: { 'alpha/auth': breakIn.slice(0, -1), 'beta/auth': [accepted('10:05:00', 'git', mallory)] },
    });
    expect(taken(elsewhere)).toEqual(['beta 2026-03-04T10:05:00Z']);

    const never = await analyse({ logs: { 'alpha/auth': breakIn.slice(0, -1) } });
    expect([taken(never), accounts(never)]).toEqual([[], []]);
  });

  test('is not the login of somebody else at the same time, nor one from before the guessing', async () => {
    const logs = { 'alpha/auth': [...breakIn.slice(0, -1), accepted('10:05:00', 'deploy', '203.0.113.5')] };
    expect(taken(await analyse({ logs }))).toEqual([]);
    const early = { 'alpha/auth': [accepted('09:00:00', 'deploy', mallory), ...breakIn.slice(0, -1)] };
    expect(taken(await analyse({ logs: early }))).toEqual([]);
  });

  test('is told with the privileges that were used, only from then on and only by that account', async () => {
    const logs = {
      'alpha/auth': [
        sudo('09:00:00', 'deploy', '/bin/before'),
        ...breakIn,
        sudo('10:06:00', 'deploy', '/bin/after'),
        sudo('10:07:00', 'alice', '/bin/other'),
      ],
    };
    const findings = await analyse({ logs });
    expect(story(findings)).toEqual(['10:00:00 alpha guessing', '10:05:00 alpha break_in', '10:06:00 alpha privilege']);
    expect(findings.timeline.at(-1)).toMatchObject({ text: 'deploy ran as root: /bin/after', evidence: { line: 23 } });
    expect(findings.last_activity).toBe('2026-03-04T10:06:00Z');
  });

  test('is followed from host to host, to new accounts and to new addresses', async () => {
    const findings = await analyse({
      logs: {
        'alpha/auth': [...breakIn, added('10:06:00', 'ghost'), accepted('10:20:00', 'ghost', trent)],
        'beta/auth': [accepted('10:10:00', 'deploy', '198.51.100.1', 'publickey')],
        'gamma/auth': [
          accepted('10:15:00', 'root', '198.51.100.2', 'publickey'),
          accepted('10:30:00', 'root', '203.0.113.3'),
        ],
      },
    });
    expect(story(findings)).toEqual([
      '10:00:00 alpha guessing',
      '10:05:00 alpha break_in',
      '10:06:00 alpha new_account',
      '10:10:00 beta lateral_movement',
      '10:15:00 gamma lateral_movement',
      '10:20:00 alpha stolen_account',
      '10:30:00 gamma stolen_account',
    ]);
    expect(accounts(findings)).toEqual(['deploy', 'ghost', 'root']);
    expect(addresses(findings)).toEqual([
      `${mallory} block`,
      '198.51.100.1 watch',
      '198.51.100.2 watch',
      `${trent} block`,
      '203.0.113.3 block',
    ]);
  });

  test('does not spread by logins from before it, on paths that were used before, or of known addresses', async () => {
    const known = [{ network: '192.0.2.64/26', purpose: 'office' }];
    const findings = await analyse({
      known,
      logs: {
        'alpha/auth': [...breakIn, accepted('11:00:00', 'deploy', '192.0.2.70', 'publickey')],
        'beta/auth': [accepted('09:00:00', 'backup', '198.51.100.1'), accepted('12:00:00', 'backup', '198.51.100.1')],
        'gamma/auth': [accepted('09:30:00', 'deploy', '198.51.100.1')],
      },
    });
    expect(taken(findings)).toEqual(['alpha 2026-03-04T10:05:00Z']);
    expect(story(findings)).toEqual([
      '10:00:00 alpha guessing',
      '10:05:00 alpha break_in',
      '12:00:00 beta login_to_check',
    ]);
  });

  test('through a web shell needs no login: a script that answers from a folder for data', async () => {
    const shell = [
      request('10:00:00', trent, 'POST /portal/avatar', 201),
      request('10:01:00', trent, 'GET /uploads/a.php?c=id'),
      request('10:02:00', trent, 'GET /uploads/dump.gz', 200, 50_000_000),
      request('10:03:00', '203.0.113.4', 'GET /uploads/b.php', 404),
      request('10:04:00', '203.0.113.5', 'GET /uploads/photo.png', 200, 90_000_000),
    ];
    const findings = await analyse({
      logs: { 'beta/access': shell, 'beta/auth': [sudo('10:05:00', 'www-data', '/bin/sh')] },
    });
    expect(story(findings)).toEqual([
      '10:00:00 beta upload',
      '10:01:00 beta web_shell',
      '10:02:00 beta data_taken',
      '10:05:00 beta privilege',
    ]);
    expect(findings.indicators.web_shells).toMatchObject([{ host: 'beta', path: '/uploads/a.php', requests: 1 }]);
    expect(findings.hosts).toMatchObject([{ host: 'beta', how: 'web_shell', evidence: { bytes_taken: 50_000_000 } }]);
  });
});

describe('the severity', () => {
  const quiet = { 'alpha/auth': [failed('09:00:00', 'bob', '203.0.113.5')] };
  const guessed = { 'alpha/auth': guesses('10:00:00', mallory) };
  const broken = { 'alpha/auth': [...guessed['alpha/auth'], accepted('10:05:00', 'deploy', mallory)] };
  const root = { 'alpha/auth': [...broken['alpha/auth'], sudo('10:06:00', 'deploy', '/bin/sh')] };
  const spread = { ...root, 'beta/auth': [accepted('10:10:00', 'deploy', '198.51.100.1')] };

  test('rises with every step an intruder takes', async () => {
    const scores: number[] = [];
    const levels: string[] = [];
    for (const logs of [quiet, guessed, broken, root, spread]) {
      const { score, level } = await assess({ logs });
      scores.push(score);
      levels.push(level);
    }
    expect(scores).toEqual([...scores].sort((a, b) => a - b));
    expect(new Set(scores).size).toBe(scores.length);
    expect(levels).toEqual(['low', 'low', 'high', 'high', 'critical']);
  });

  test('rises with the rate of guessing', async () => {
    const at = async (everySeconds: number) =>
      (await assess({ logs: { 'alpha/auth': guesses('10:00:00', mallory, { count: 60, everySeconds }) } })).reasons[0];
    expect(await at(20)).toEqual({ points: 15, reason: `Passwords guessed by ${mallory}, up to 3 a minute` });
    expect(await at(5)).toEqual({ points: 20, reason: `Passwords guessed by ${mallory}, up to 12 a minute` });
    expect(await at(1)).toEqual({ points: 25, reason: `Passwords guessed by ${mallory}, up to 60 a minute` });
  });

  test('is the sum of its reasons', async () => {
    const { score, reasons } = await assess({ logs: spread });
    expect(score).toBe(reasons.reduce((sum, { points }) => sum + points, 0));
  });
});

describe('whatever the logs hold', () => {
  /** More than are shown, at the same times on both hosts. */
  const commands = Array.from({ length: 12 }, (_, index) =>
    sudo(`10:1${index % 6}:0${index % 10}`, 'deploy', `/bin/${index}`),
  );
  const logs = {
    'alpha/auth': [...guesses('10:00:00', mallory), accepted('10:05:00', 'deploy', mallory), ...commands],
    'beta/auth': [
      accepted('10:10:00', 'deploy', '198.51.100.1', 'publickey'),
      ...guesses('09:00:00', trent),
      ...commands,
    ],
    'gamma/access': [
      request('10:20:00', mallory, 'GET /uploads/x.php'),
      request('10:21:00', trent, 'GET /uploads/x.php'),
    ],
  };

  test('the order of the files changes nothing', async () => {
    const told = await analyse({ logs });
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(Object.entries(logs), { minLength: 3 }), async (shuffled) => {
        expect(await analyse({ logs: Object.fromEntries(shuffled) })).toEqual(told);
      }),
      { numRuns: 6 },
    );
  });

  test('malformed lines are counted and change nothing else', async () => {
    const withoutLines = (findings: Findings) => ({
      ...findings,
      read: null,
      timeline: findings.timeline.map(({ evidence, ...entry }) => ({ ...entry, text: evidence.text })),
    });
    const told = withoutLines(await analyse({ logs }));
    const noise = fc.array(
      fc.tuple(
        fc.nat(),
        fc.string({ unit: 'binary', minLength: 1 }).map((text) => `~${text.replace(/[\r\n]/g, '')}`),
      ),
      {
        maxLength: 30,
      },
    );
    await fc.assert(
      fc.asyncProperty(noise, async (strewn) => {
        const noisy = [...logs['alpha/auth']];
        for (const [at, line] of strewn) noisy.splice(at % (noisy.length + 1), 0, line);
        const findings = await analyse({ logs: { ...logs, 'alpha/auth': noisy } });
        expect(findings.read.malformed).toBe(strewn.length);
        expect(withoutLines(findings)).toEqual(told);
      }),
      { numRuns: 20 },
    );
  });

  test('what comes out stays small and shows nothing unseen, also when the logs are hostile', async () => {
    const nasty = '\u001b[2J\u202e`|<img src=x>"\\'.repeat(30);
    const many = Array.from({ length: 40 }, (_, index) => `203.0.113.${index}`).flatMap((address, index) => [
      ...guesses('10:00:00', address, { accounts: [nasty, 'a', 'b', 'c'] }),
      accepted('10:05:00', `${index}${nasty}`, address),
      sudo('10:06:00', `${index}${nasty.replaceAll(' ', '')}`, nasty.repeat(4)),
    ]);
    const web = Array.from({ length: 100 }, (_, index) =>
      request('10:07:00', '203.0.113.1', `GET /uploads/${'\\\\'.repeat(300)}${index}.php?${'%22'.repeat(99)}`),
    );
    const findings = await analyse({ logs: { 'alpha/auth': many, 'beta/auth': many, 'gamma/access': web } });
    const text = JSON.stringify(findings);
    expect(findings.indicators.addresses).toHaveLength(30);
    expect(Buffer.byteLength(text)).toBeLessThan(60 * 1024);
    expect(text).not.toMatch(/[\p{Cc}\p{Cf}]|\\u001b/u);
  });
});
