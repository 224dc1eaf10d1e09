import { access, type Entry, syslog, type Writer } from './log.ts';
import type { Dice } from './random.ts';

/** What happens on any day: customers, colleagues, cron, monitoring, and the strangers who try every door. */

export interface Span {
  /** Milliseconds since the epoch, UTC. */
  readonly from: number;
  readonly to: number;
}

const agents = [
  'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
] as const;
const pages = [
  ['GET / HTTP/2.0', 200, 5214],
  ['GET /orders HTTP/2.0', 200, 18230],
  ['GET /orders/41873?tab=items HTTP/2.0', 200, 7421],
  ['GET /assets/app.css HTTP/2.0', 200, 40211],
  ['GET /assets/app.js HTTP/2.0', 304, 0],
  ['GET /uploads/7f3a11.png HTTP/2.0', 200, 88121],
  ['GET /favicon.ico HTTP/2.0', 200, 1150],
  ['POST /login HTTP/2.0', 302, 0],
  ['POST /login HTTP/2.0', 401, 1820],
  ['POST /profile/avatar HTTP/2.0', 201, 64],
  ['GET /search?q=caf%C3%A9+%22gro%C3%9F%22 HTTP/2.0', 200, 9120],
] as const;
const doors = [
  '/wp-login.php',
  '/.env',
  '/uploads/shell.php',
  '/phpmyadmin/',
  '/.git/config',
  '/cgi-bin/luci',
] as const;
const strangersNames = ['admin', 'test', 'oracle', 'ubuntu', 'pi', 'git', 'guest', 'root', 'user', 'ftp'] as const;

const anyTime = (span: Span, dice: Dice): number => dice.between(span.from, span.to);
const port = (dice: Dice): number => dice.between(30_000, 61_000);
const process = (name: string, dice: Dice): string => `${name}[${dice.between(900, 65_000)}]`;

/** Customers read pages; now and then one mistypes a password. */
export function customers(writer: Writer, span: Span, count: number, dice: Dice): Entry[] {
  return Array.from({ length: count }, () => {
    const [request, status, bytes] = dice.oneOf(pages);
    const address = dice.happens(0.15)
      ? `2001:db8:cafe::${dice.between(1, 999)}`
      : `198.51.100.${dice.between(128, 250)}`;
    const referrer = dice.happens(0.5) ? 'https://portal.example.com/' : '-';
    return access(writer, anyTime(span, dice), {
      address,
      request,
      status,
      bytes,
      referrer,
      agent: dice.oneOf(agents),
    });
  });
}

/** Scanners of the internet ask for pages that are not there, and sometimes speak no HTTP at all. */
export function doorRattlers(writer: Writer, span: Span, count: number, dice: Dice): Entry[] {
  return Array.from({ length: count }, () => {
    const noise = dice.happens(0.1);
    return access(writer, anyTime(span, dice), {
      address: `203.0.113.${dice.between(160, 250)}`,
      request: noise ? '\\x16\\x03\\x01\\x00\\xEE\\x01' : `GET ${dice.oneOf(doors)} HTTP/1.1`,
      status: noise ? 400 : 404,
      bytes: noise ? 157 : 548,
      agent: noise ? '-' : 'Mozilla/5.0 zgrab/0.x',
    });
  });
}

/** The monitoring asks for a page and is refused, on purpose, every ten minutes. */
export function monitoringOfPages(writer: Writer, { from, to }: Span): Entry[] {
  const entries: Entry[] = [];
  for (let at = from + 11_000; at < to; at += 600_000) {
    const asked = {
      address: '192.0.2.10',
      request: 'POST /login HTTP/1.1',
      status: 401,
      bytes: 1820,
      agent: 'check_http/2.3',
    };
    entries.push(access(writer, at, asked));
  }
  return entries;
}

/** The monitoring tries a login that must fail, every `everyMs`. */
export function monitoringOfLogins(writer: Writer, { from, to }: Span, everyMs: number, dice: Dice): Entry[] {
  const entries: Entry[] = [];
  for (let at = from + 7_000; at < to; at += everyMs) {
    const message = `Failed password for invalid user probe from 192.0.2.10 port ${port(dice)} ssh2`;
    entries.push(syslog(writer, at, process('sshd', dice), message));
  }
  return entries;
}

/** cron opens and closes sessions; nothing in it is of interest. */
export function cron(writer: Writer, { from, to }: Span, dice: Dice): Entry[] {
  const entries: Entry[] = [];
  for (let at = from; at < to; at += 900_000) {
    const program = process('CRON', dice);
    const session = 'pam_unix(cron:session): session';
    entries.push(syslog(writer, at, program, `${session} opened for user root(uid=0) by (uid=0)`));
    entries.push(syslog(writer, at + 1_000, program, `${session} closed for user root`));
  }
  return entries;
}

/** Strangers who try one to four names and go on to the next address. */
export function passersBy(writer: Writer, span: Span, count: number, dice: Dice): Entry[] {
  return Array.from({ length: count }, (_, index) => {
    const address = `203.0.113.${150 + ((index * 7) % 100)}`;
    const start = anyTime(span, dice);
    return Array.from({ length: dice.between(1, 4) }, (__, again) => {
      const name = dice.oneOf(strangersNames);
      const program = process('sshd', dice);
      const from = `from ${address} port ${port(dice)}`;
      return [
        syslog(writer, start + again * 4_000, program, `Invalid user ${name} ${from}`),
        syslog(writer, start + again * 4_000 + 1_500, program, `Failed password for invalid user ${name} ${from} ssh2`),
      ];
    }).flat();
  }).flat();
}

/** A person or a service logs in with a key, works, and uses sudo if `commands` says so. */
export function keySession(
  writer: Writer,
  at: number,
  who: { readonly account: string; readonly address: string; readonly commands?: readonly string[] },
  dice: Dice,
): Entry[] {
  const { account, address, commands = [] } = who;
  const program = process('sshd', dice);
  const accepted = `Accepted publickey for ${account} from ${address} port ${port(dice)} ssh2: ED25519 SHA256:${'k'.repeat(43)}`;
  return [
    syslog(writer, at, program, accepted),
    syslog(writer, at, program, `pam_unix(sshd:session): session opened for user ${account}(uid=1000) by (uid=0)`),
    ...commands.map((command, index) => sudo(writer, at + (index + 1) * 20_000, account, 'root', command)),
    syslog(
      writer,
      at + (commands.length + 1) * 30_000,
      program,
      `Disconnected from user ${account} ${address} port 50000`,
    ),
  ];
}

export function sudo(writer: Writer, at: number, account: string, target: string, command: string): Entry {
  const place = `TTY=pts/0 ; PWD=/home/${account} ; USER=${target} ; COMMAND=${command}`;
  return syslog(writer, at, 'sudo', `${account.padStart(8)} : ${place}`);
}

export function failedPassword(writer: Writer, at: number, account: string, address: string, dice: Dice): Entry {
  const message = `Failed password for ${account} from ${address} port ${port(dice)} ssh2`;
  return syslog(writer, at, process('sshd', dice), message);
}
