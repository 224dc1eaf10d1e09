import {
  cron,
  customers,
  doorRattlers,
  failedPassword,
  keySession,
  monitoringOfLogins,
  monitoringOfPages,
  passersBy,
  type Span,
  sudo,
} from './everyday.ts';
import { access, type Entry, logText, syslog, type Writer } from './log.ts';
import { type Dice, rollDice } from './random.ts';

/**
 * New Year's night. One address guesses passwords on three hosts, gets in as the service account `deploy` on web-2,
 * becomes root, makes an account, leaves a web shell, moves on to db-1 with a key it found, and fetches a dump of the
 * orders through the web server, from a second address.
 */
const night: Span = { from: Date.parse('2025-12-31T17:00:00Z'), to: Date.parse('2026-01-01T06:00:00Z') };
const guesser = '203.0.113.77';
const fetcher = '2001:db8:66::9';
const at = (time: string): number => Date.parse(time);

const bastion: Writer = { host: 'bastion-1', offsetMinutes: 60, times: 'classic' };
const web1: Writer = { host: 'web-1', offsetMinutes: 60, times: 'classic' };
const web2: Writer = { host: 'web-2', offsetMinutes: 60, times: 'classic' };
/** Its clock is in UTC, an hour behind the others in the text of its log. */
const db: Writer = { host: 'db-1', offsetMinutes: 0, times: 'classic' };
const mail: Writer = { host: 'mail-1', offsetMinutes: 60, times: 'rfc3339' };

const triedNames = ['root', 'admin', 'deploy', 'postgres', 'www-data', 'jenkins', 'ansible', 'backup', 'nagios', 'git'];

export function inc42(): ReadonlyMap<string, string> {
  const dice = rollDice(42);
  return new Map([
    ['logs/bastion-1/auth.log', logText(onBastion(dice), ['Dec 31 23:5'], dice)],
    ['logs/web-1/auth.log', logText(onWeb1(dice), [brokenLogin, ''], dice)],
    ['logs/web-1/access.log', logText(pagesOfWeb1(dice), brokenRequests, dice)],
    [
      'logs/web-2/auth.log',
      logText(onWeb2(dice), [brokenLogin, 'web-2 sshd[28001]: Received disconnect from 203.0.113.77 port'], dice),
    ],
    ['logs/web-2/access.log', logText(pagesOfWeb2(dice), brokenRequests, dice)],
    ['logs/db-1/auth.log', logText(onDb(dice), ['-- MARK --'], dice)],
    ['logs/mail-1/auth.log', logText(onMail(dice), ['2026-13-01T00:00:00+01:00 mail-1 sshd[1]: Failed'], dice)],
  ]);
}

const brokenLogin = 'Jan  1 00:40:02 web sshd[4711]: Failed password for invalid user ad';
const brokenRequests = [
  '198.51.100.140 - - [31/Dec/2025:23:59',
  'PHP Warning:  Undefined array key "page" in /srv/www/portal/index.php on line 31',
  '198.51.100.151 - - [32/Dec/2025:10:00:00 +0100] "GET / HTTP/2.0" 200 5214 "-" "-"',
];

function onBastion(dice: Dice): Entry[] {
  const people = ['alice', 'bob', 'carol'].flatMap((account, index) =>
    [0, 3, 7].flatMap((hours) =>
      keySession(
        bastion,
        night.from + (hours * 60 + index * 11) * 60_000,
        { account, address: `192.0.2.${70 + index}` },
        dice,
      ),
    ),
  );
  // Only keys are taken here: whoever guesses is shown the door before a password is asked for.
  const knocks = Array.from({ length: 90 }, (_, index) => {
    const name = dice.oneOf(triedNames);
    const text = `Connection closed by authenticating user ${name} ${guesser} port ${dice.between(30_000, 61_000)} [preauth]`;
    return syslog(bastion, at('2025-12-31T23:12:31Z') + index * 51_000, `sshd[${5_000 + index}]`, text);
  });
  return [...people, ...knocks, ...cron(bastion, night, dice), ...passersBy(bastion, night, 12, dice)];
}

function onWeb1(dice: Dice): Entry[] {
  return [
    ...guesses(web1, at('2025-12-31T23:12:07Z'), 131, 33_000, dice),
    ...release(web1, at('2025-12-31T17:20:00Z'), dice),
    // Bob, at home, forgot which key he needs, and mistypes his password seven times.
    ...Array.from({ length: 7 }, (_, index) =>
      failedPassword(web1, at('2025-12-31T20:03:10Z') + index * 9_000, 'bob', '203.0.113.140', dice),
    ),
    ...keySession(web1, at('2025-12-31T20:05:40Z'), { account: 'bob', address: '203.0.113.140' }, dice),
    syslog(
      web1,
      at('2025-12-31T20:07:01Z'),
      'sudo',
      '     bob : user NOT in sudoers ; TTY=pts/1 ; PWD=/home/bob ; USER=root ; COMMAND=/usr/bin/apt update',
    ),
    // Somebody calls himself like a log line, to put the blame on the monitoring.
    failedPassword(
      web1,
      at('2025-12-31T21:44:19Z'),
      'invalid user root from 192.0.2.10 port 22 ssh2',
      '203.0.113.145',
      dice,
    ),
    ...monitoringOfLogins(web1, night, 600_000, dice),
    ...cron(web1, night, dice),
    ...passersBy(web1, night, 45, dice),
  ];
}

function onWeb2(dice: Dice): Entry[] {
  const run = (time: string, account: string, command: string): Entry => sudo(web2, at(time), account, 'root', command);
  return [
    ...guesses(web2, at('2025-12-31T23:31:15Z'), 186, 19_500, dice),
    syslog(
      web2,
      at('2026-01-01T00:31:47Z'),
      'sshd[28114]',
      `Accepted password for deploy from ${guesser} port 51874 ssh2`,
    ),
    run('2026-01-01T00:33:02Z', 'deploy', '/usr/bin/id'),
    run('2026-01-01T00:33:40Z', 'deploy', '/usr/bin/cat /etc/shadow'),
    run('2026-01-01T00:36:14Z', 'deploy', '/usr/sbin/useradd -r -s /bin/bash -G sudo sysupd'),
    syslog(
      web2,
      at('2026-01-01T00:36:14Z'),
      'useradd[28220]',
      'new user: name=sysupd, UID=998, GID=998, home=/home/sysupd, shell=/bin/bash, from=/dev/pts/1',
    ),
    run(
      '2026-01-01T00:41:09Z',
      'deploy',
      '/usr/bin/install -m 644 -o www-data /tmp/.t /srv/www/portal/uploads/thumb.php',
    ),
    run('2026-01-01T01:12:33Z', 'deploy', '/usr/bin/mv /home/deploy/q4-orders.sql.gz /srv/www/portal/uploads/'),
    syslog(
      web2,
      at('2026-01-01T01:21:05Z'),
      'sshd[29377]',
      `Accepted password for sysupd from ${fetcher} port 50022 ssh2`,
    ),
    run('2026-01-01T01:22:48Z', 'sysupd', '/usr/bin/journalctl --vacuum-time=1s'),
    run('2026-01-01T01:23:30Z', 'sysupd', '/usr/bin/truncate -s 0 /var/log/wtmp'),
    ...release(web2, at('2025-12-31T17:25:00Z'), dice),
    ...keySession(
      web2,
      at('2025-12-31T19:11:00Z'),
      { account: 'carol', address: '198.51.100.10', commands: ['/usr/bin/systemctl status nginx'] },
      dice,
    ),
    ...cron(web2, night, dice),
    ...passersBy(web2, night, 40, dice),
  ];
}

function onDb(dice: Dice): Entry[] {
  const key = `ssh2: ED25519 SHA256:${'d'.repeat(43)}`;
  return [
    ...release(db, at('2025-12-31T17:30:00Z'), dice),
    ...[18, 22, 26].flatMap((hours) =>
      keySession(
        db,
        at('2025-12-31T00:10:00Z') + hours * 3_600_000,
        { account: 'backup', address: '198.51.100.50', commands: ['/usr/bin/rsync --server'] },
        dice,
      ),
    ),
    syslog(
      db,
      at('2026-01-01T01:05:11Z'),
      'sshd[7740]',
      `Accepted publickey for deploy from 198.51.100.21 port 40112 ${key}`,
    ),
    sudo(
      db,
      at('2026-01-01T01:06:02Z'),
      'deploy',
      'postgres',
      '/usr/bin/pg_dump --format=plain --file=/tmp/q4-orders.sql orders',
    ),
    sudo(db, at('2026-01-01T01:09:27Z'), 'deploy', 'root', '/usr/bin/gzip /tmp/q4-orders.sql'),
    ...cron(db, night, dice),
  ];
}

function onMail(dice: Dice): Entry[] {
  return [
    ...guesses(mail, at('2025-12-31T23:20:44Z'), 74, 40_000, dice),
    // Alice has a new keyboard: four wrong passwords, then the right one.
    ...Array.from({ length: 4 }, (_, index) =>
      failedPassword(mail, at('2025-12-31T17:22:05Z') + index * 6_000, 'alice', '192.0.2.77', dice),
    ),
    syslog(
      mail,
      at('2025-12-31T17:22:41Z'),
      'sshd-session[3310]',
      'Accepted password for alice from 192.0.2.77 port 50514 ssh2',
    ),
    sudo(mail, at('2025-12-31T17:24:10Z'), 'alice', 'root', '/usr/bin/postqueue -p'),
    ...monitoringOfLogins(mail, night, 3_600_000, dice),
    ...cron(mail, night, dice),
    ...passersBy(mail, night, 35, dice),
  ];
}

/** Wrong passwords for many names, in bursts; where nothing else comes between, syslog sums equal lines up. */
function guesses(writer: Writer, start: number, count: number, everyMs: number, dice: Dice): Entry[] {
  const entries: Entry[] = [];
  for (let done = 0; done < count; ) {
    const name = dice.oneOf(triedNames);
    const account = dice.happens(0.3) ? `invalid user ${name}${dice.between(1, 9)}` : name;
    const when = start + done * everyMs;
    const repeats = Math.min(count - done - 1, dice.happens(0.06) ? 3 : 0);
    const first = failedPassword(writer, when, account, guesser, dice);
    entries.push(first);
    if (repeats > 0) {
      const [, message = ''] = first.text.split(/sshd\[\d+\]: /);
      entries.push(
        syslog(
          writer,
          when + 2_000,
          `sshd[${dice.between(900, 65_000)}]`,
          `message repeated ${repeats} times: [ ${message}]`,
        ),
      );
    }
    done += 1 + repeats;
  }
  return entries;
}

/** What ci-1 does with `deploy` on an ordinary day. */
function release(writer: Writer, when: number, dice: Dice): Entry[] {
  const commands = ['/usr/bin/systemctl reload nginx', '/usr/bin/systemctl restart portal-worker'];
  return keySession(writer, when, { account: 'deploy', address: '198.51.100.50', commands }, dice);
}

function pagesOfWeb1(dice: Dice): Entry[] {
  const scan = Array.from({ length: 120 }, (_, index) =>
    access(web1, at('2025-12-31T21:00:00Z') + index * 2_000, {
      address: '192.0.2.200',
      request: `GET /old/page-${index}.asp HTTP/1.1`,
      status: 404,
      bytes: 548,
      agent: 'example-scanner/4',
    }),
  );
  const video = {
    address: '192.0.2.90',
    request: 'GET /downloads/handbook.mp4 HTTP/2.0',
    status: 200,
    bytes: 48_120_331,
    agent: 'Mozilla/5.0',
  };
  return [
    ...customers(web1, night, 900, dice),
    ...doorRattlers(web1, night, 110, dice),
    ...monitoringOfPages(web1, night),
    ...scan,
    access(web1, at('2025-12-31T18:40:00Z'), video),
  ];
}

function pagesOfWeb2(dice: Dice): Entry[] {
  const ask = (time: string, address: string, target: string, bytes: number, status = 200): Entry =>
    access(web2, at(time), { address, request: `GET ${target} HTTP/1.1`, status, bytes, agent: 'curl/8.5.0' });
  const commands = ['id', 'ls+-la', 'cat+/etc/passwd', 'ss+-tnp', 'cat+/srv/www/portal/.env', 'find+/home+-name+id_*'];
  const shell = Array.from({ length: 24 }, (_, index) => {
    const when = at('2026-01-01T00:52:30Z') + index * 125_000;
    const path = index % 8 === 5 ? '/uploads/%74humb.php' : '/uploads/thumb.php';
    const request = `GET ${path}?c=${dice.oneOf(commands)} HTTP/1.1`;
    return access(web2, when, {
      address: fetcher,
      request,
      status: 200,
      bytes: dice.between(40, 9_000),
      agent: 'curl/8.5.0',
    });
  });
  return [
    ...customers(web2, night, 820, dice),
    ...doorRattlers(web2, night, 100, dice),
    ...monitoringOfPages(web2, night),
    ask('2026-01-01T00:41:55Z', guesser, '/uploads/thumb.php?c=id', 54),
    ask('2026-01-01T00:42:20Z', guesser, '/uploads/thumb.php?c=find+/home+-name+id_*', 310),
    ...shell,
    ask('2026-01-01T01:14:20Z', fetcher, '/uploads/q4-orders.sql.gz', 734_003_211),
    ask('2026-01-01T01:31:10Z', fetcher, '/uploads/q4-orders.sql.gz', 120_586_240, 206),
  ];
}
