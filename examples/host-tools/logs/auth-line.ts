import { canonicalAddress } from './address.ts';
import type { Reading } from './event.ts';
import { type HostClock, rfc3339Time, syslogTime } from './timestamp.ts';

const header = /^(?:([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d)|(\d{4}-\d\d-\d\dT\S+)) \S+ ([\w/.()-]+)(?:\[\d+\])?: (.*)$/;

/**
 * Reads a line of an authentication log (`auth.log`, `secure`): logins and failures of sshd, sudo, su, new accounts.
 * Times may be classic syslog (no year, no zone: `clock` has them) or RFC 3339.
 */
export function parseAuthLine(text: string, clock: HostClock): Reading {
  const found = header.exec(text);
  if (found === null) return 'malformed';
  const [, classic, modern, program = '', message = ''] = found;
  const at = classic === undefined ? rfc3339Time(modern ?? '') : syslogTime(classic, clock);
  if (at === null) return 'malformed';
  switch (program) {
    case 'sshd':
    case 'sshd-session':
      return readSshd(at, message);
    case 'sudo':
      return readSudo(at, message);
    case 'su':
      return readSu(at, message);
    case 'useradd':
      return readUseradd(at, message);
    default:
      return 'unrelated';
  }
}

// The account comes from whoever knocks and may hold anything, even ` from 192.0.2.1 port 22 ssh2`: the greedy match
// and the anchor make the last address on the line count, which is the one sshd itself wrote.
const sshdFailed = /^Failed (\S+) for (?:invalid user )?(.*) from (\S+) port \d+(?: ssh2)?$/;
const sshdAccepted = /^Accepted (\S+) for (.*) from (\S+) port \d+(?: ssh2)?(?:: .*)?$/;
const sshdRepeated = /^message repeated (\d{1,6}) times: \[ (.*)\]$/;

function readSshd(at: number, message: string): Reading {
  const repeated = sshdRepeated.exec(message);
  const said = repeated?.[2]?.trimEnd() ?? message;
  const times = repeated === null ? 1 : Number(repeated[1]);
  if (said.startsWith('Failed ')) {
    const [, method, account, address] = sshdFailed.exec(said) ?? [];
    if (account === undefined || address === undefined) return 'malformed';
    // "none" is how a client asks which methods there are; nobody guessed anything.
    if (method === 'none') return 'unrelated';
    return { kind: 'login_failed', at, account, address: canonicalAddress(address), times };
  }
  if (said.startsWith('Accepted ')) {
    const [, method, account, address] = sshdAccepted.exec(said) ?? [];
    if (method === undefined || account === undefined || address === undefined) return 'malformed';
    return { kind: 'login', at, account, address: canonicalAddress(address), method };
  }
  return 'unrelated';
}

/**
 * `deploy : TTY=pts/0 ; PWD=/srv ; USER=root ; COMMAND=/usr/bin/id`; a refusal stands before TTY. Cut by hand: who ran
 * the command wrote half of this line, and no text of theirs may make a pattern search long.
 */
function readSudo(at: number, message: string): Reading {
  const commandAt = message.indexOf('COMMAND=');
  if (commandAt < 0) return 'unrelated';
  const [head = '', ...fields] = message.slice(0, commandAt).trimStart().split(' ; ');
  const [account = '', first = ''] = head.split(' : ', 2);
  const target = fields.find((field) => field.startsWith('USER='))?.slice('USER='.length) ?? '';
  if (account === '' || target === '') return 'malformed';
  const command = message.slice(commandAt + 'COMMAND='.length);
  return { kind: 'privilege', at, account, target, command, allowed: first.startsWith('TTY=') };
}

/** `(to root) ada on pts/2`, with `FAILED SU ` before it when it was refused. */
function readSu(at: number, message: string): Reading {
  const [, refused, target, account] = /^(FAILED SU )?\(to (\S+)\) (\S+) on \S+$/.exec(message) ?? [];
  if (account === undefined || target === undefined) return 'unrelated';
  return { kind: 'privilege', at, account, target, command: 'su', allowed: refused === undefined };
}

function readUseradd(at: number, message: string): Reading {
  const [, account] = /^new user: name=([^,\s]+),/.exec(message) ?? [];
  return account === undefined ? 'unrelated' : { kind: 'account_added', at, account };
}
