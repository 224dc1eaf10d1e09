import type { Dice } from './random.ts';

/** One line of a log, or a line that no program wrote whole. */
export interface Entry {
  /** Milliseconds since the epoch, UTC: where in the log it goes. */
  readonly at: number;
  readonly text: string;
}

/** How a host writes: its name, its zone, and the form of its times. */
export interface Writer {
  readonly host: string;
  readonly offsetMinutes: number;
  readonly times: 'classic' | 'rfc3339';
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => String(value).padStart(2, '0');

/** A line of an authentication log, in the host's own time. */
export function syslog(writer: Writer, at: number, program: string, message: string): Entry {
  return { at, text: `${timeFor(writer, at)} ${writer.host} ${program}: ${message}` };
}

function timeFor({ offsetMinutes, times }: Writer, at: number): string {
  const local = new Date(at + offsetMinutes * 60_000);
  if (times === 'rfc3339') return `${local.toISOString().slice(0, 23)}000${zone(offsetMinutes, ':')}`;
  const day = String(local.getUTCDate()).padStart(2, ' ');
  return `${months[local.getUTCMonth()]} ${day} ${clock(local)}`;
}

export interface Request {
  readonly address: string;
  readonly request: string;
  readonly status: number;
  readonly bytes: number;
  readonly referrer?: string;
  readonly agent: string;
  readonly user?: string;
}

/** A line of an access log in the combined format. */
export function access({ offsetMinutes }: Writer, at: number, asked: Request): Entry {
  const local = new Date(at + offsetMinutes * 60_000);
  const day = `${two(local.getUTCDate())}/${months[local.getUTCMonth()]}/${local.getUTCFullYear()}`;
  const time = `${day}:${clock(local)} ${zone(offsetMinutes, '')}`;
  const { address, user = '-', request, status, bytes, referrer = '-', agent } = asked;
  return { at, text: `${address} - ${user} [${time}] "${request}" ${status} ${bytes} "${referrer}" "${agent}"` };
}

/** The entries in order of time as the text of a log; broken lines are strewn in. */
export function logText(entries: readonly Entry[], broken: readonly string[], dice: Dice): string {
  const lines = [...entries].sort((a, b) => a.at - b.at).map(({ text }) => text);
  for (const line of broken) lines.splice(dice.between(1, lines.length), 0, line);
  return `${lines.join('\n')}\n`;
}

function clock(local: Date): string {
  return `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}:${two(local.getUTCSeconds())}`;
}

function zone(offsetMinutes: number, separator: string): string {
  const minutes = Math.abs(offsetMinutes);
  return `${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${separator}${two(minutes % 60)}`;
}
