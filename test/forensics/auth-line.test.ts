import fc from 'fast-check';
import { parseAuthLine } from '../../examples/host-tools/logs/auth-line.ts';

const clock = { offsetMinutes: 0, near: Date.parse('2026-03-04T12:00:00Z') };
const at = Date.parse('2026-03-04T10:00:00Z');
const read = (program: string, message: string) => parseAuthLine(`Mar  4 10:00:00 web-2 ${program}: ${message}`, clock);

test.each([
  [
    'Failed password for root from 203.0.113.7 port 4022 ssh2',
    { kind: 'login_failed', at, account: 'root', address: '203.0.113.7', times: 1 },
  ],
  [
    'Failed keyboard-interactive/pam for invalid user a b from 2001:DB8:0:0:0:0:0:7 port 4022 ssh2',
    { kind: 'login_failed', at, account: 'a b', address: '2001:db8::7', times: 1 },
  ],
  [
    'message repeated 3 times: [ Failed password for git from ::ffff:203.0.113.7 port 4022 ssh2]',
    { kind: 'login_failed', at, account: 'git', address: '203.0.113.7', times: 3 },
  ],
  [
    'Accepted publickey for deploy from 203.0.113.7 port 4022 ssh2: ED25519 SHA256:abc',
    { kind: 'login', at, account: 'deploy', address: '203.0.113.7', method: 'publickey' },
  ],
  ['Failed none for invalid user x from 203.0.113.7 port 4022 ssh2', 'unrelated'],
  ['Invalid user x from 203.0.113.7 port 4022', 'unrelated'],
  ['Connection closed by authenticating user root 203.0.113.7 port 4022 [preauth]', 'unrelated'],
  ['Failed password for root from 203.0', 'malformed'],
  ['Accepted password for', 'malformed'],
])('reads what sshd says: %s', (message, expected) => {
  expect(read('sshd[4711]', message)).toEqual(expected);
  expect(read('sshd-session[4711]', message)).toEqual(expected);
});

test('is not told whom to blame by an account name that looks like a log line', () => {
  const message =
    'Failed password for invalid user root from 192.0.2.10 port 22 ssh2 from 203.0.113.145 port 5122 ssh2';
  expect(read('sshd[1]', message)).toMatchObject({ address: '203.0.113.145' });
});

test.each([
  [
    'sudo',
    '  deploy : TTY=pts/0 ; PWD=/srv ; USER=root ; COMMAND=/bin/sh -c echo ; COMMAND=x',
    {
      kind: 'privilege',
      at,
      account: 'deploy',
      target: 'root',
      command: '/bin/sh -c echo ; COMMAND=x',
      allowed: true,
    },
  ],
  [
    'sudo',
    'bob : user NOT in sudoers ; TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/id',
    { kind: 'privilege', at, account: 'bob', target: 'root', command: '/usr/bin/id', allowed: false },
  ],
  [
    'sudo',
    'bob : 3 incorrect password attempts ; TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/id',
    { kind: 'privilege', at, account: 'bob', target: 'root', command: '/usr/bin/id', allowed: false },
  ],
  ['sudo', 'pam_unix(sudo:session): session opened for user root', 'unrelated'],
  ['sudo', 'COMMAND=/bin/sh', 'malformed'],
  [
    'su[9]',
    '(to root) bob on pts/0',
    { kind: 'privilege', at, account: 'bob', target: 'root', command: 'su', allowed: true },
  ],
  [
    'su[9]',
    'FAILED SU (to root) bob on pts/0',
    { kind: 'privilege', at, account: 'bob', target: 'root', command: 'su', allowed: false },
  ],
  ['useradd[9]', 'new user: name=sysupd, UID=998, GID=998', { kind: 'account_added', at, account: 'sysupd' }],
  ['useradd[9]', 'new group: name=sysupd, GID=998', 'unrelated'],
  ['CRON[9]', 'pam_unix(cron:session): session opened', 'unrelated'],
])('reads what %s says: %s', (program, message, expected) => {
  expect(read(program, message)).toEqual(expected);
});

test('reads modern times too, and takes lines without a sound header for malformed', () => {
  const line = '2026-03-04T11:00:00.000000+01:00 mail-1 sshd[1]: Failed password for a from 203.0.113.7 port 1 ssh2';
  expect(parseAuthLine(line, clock)).toMatchObject({ at, account: 'a' });
  for (const broken of ['', '-- MARK --', 'Mar  4 10:00:00', 'Mar 40 10:00:00 h sshd[1]: x', '\0\0\0', line.slice(9)]) {
    expect(parseAuthLine(broken, clock)).toBe('malformed');
  }
});

test('answers every text, however strange, and quickly', () => {
  const pieces = fc.constantFrom(
    'Failed password for ',
    'Accepted ',
    ' from ',
    ' port ',
    ' : ',
    ' ; ',
    'TTY=',
    'USER=root',
    'COMMAND=',
    'message repeated 2 times: [ ',
    ']',
    '9',
  );
  const message = fc.array(fc.oneof(pieces, fc.string({ unit: 'binary' })), { maxLength: 30 });
  const program = fc.constantFrom('sshd[1]', 'sudo', 'su[1]', 'useradd[1]');
  fc.assert(
    fc.property(program, message, (name, parts) => {
      const reading = read(name, parts.join(''));
      expect(typeof reading === 'string' || reading.at === at).toBe(true);
    }),
    { numRuns: 2_000 },
  );
  const started = performance.now();
  for (const piece of [' from ', ' ; TTY= ; PWD=', ' : ', 'a']) {
    for (const name of ['sshd[1]', 'sudo', 'su[1]']) {
      read(name, `Failed password for ${piece.repeat(16_000 / piece.length)}`);
      read(name, `a : ${piece.repeat(16_000 / piece.length)}COMMAND=`);
    }
  }
  expect(performance.now() - started).toBeLessThan(500);
});
