const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const minuteMs = 60_000;

/** What a host's classic syslog leaves out of its times. */
export interface HostClock {
  /** Minutes east of UTC. */
  readonly offsetMinutes: number;
  /** When the log was asked for, milliseconds since the epoch: tells which year is meant. */
  readonly near: number;
}

/** Logs may go on after the incident was reported, but hardly for longer. */
const afterReportMsMax = 60 * 24 * 60 * minuteMs;

/**
 * `Jan  1 02:14:03`, in the host's own zone and without a year: the last year that does not put it more than two
 * months after `clock.near`. So logs may run across New Year, and reach ten months back.
 * @returns milliseconds since the epoch, or null when this is no such time
 */
export function syslogTime(text: string, clock: HostClock): number | null {
  const found = /^([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)$/.exec(text);
  if (found === null) return null;
  const [, month = '', day, hour, minute, second] = found;
  const year = new Date(clock.near).getUTCFullYear();
  for (const candidate of [year + 1, year, year - 1]) {
    const local = utc(candidate, months.indexOf(month), Number(day), Number(hour), Number(minute), Number(second));
    const at = local === null ? null : local - clock.offsetMinutes * minuteMs;
    if (at !== null && at <= clock.near + afterReportMsMax) return at;
  }
  return null;
}

/** `2026-01-01T02:14:03.512034+01:00` or `…Z`, as modern syslog and configuration write it. */
export function rfc3339Time(text: string): number | null {
  const found = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text);
  if (found === null) return null;
  const [, year, month, day, hour, minute, second, fraction = '', zone = ''] = found;
  const local = utc(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const offset = zone === 'Z' ? 0 : offsetMinutes(zone.replace(':', ''));
  if (local === null || offset === null) return null;
  return local + Number(fraction.padEnd(3, '0').slice(0, 3)) - offset * minuteMs;
}

/** `01/Jan/2026:02:14:03 +0100`, as web servers write it. */
export function accessTime(text: string): number | null {
  const found = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-]\d{4})$/.exec(text);
  if (found === null) return null;
  const [, day, month = '', year, hour, minute, second, zone = ''] = found;
  const local = utc(Number(year), months.indexOf(month), Number(day), Number(hour), Number(minute), Number(second));
  const offset = offsetMinutes(zone);
  return local === null || offset === null ? null : local - offset * minuteMs;
}

/** `+0100` as 60; null beyond the offsets that exist. */
export function offsetMinutes(text: string): number | null {
  const found = /^([+-])(\d\d)(\d\d)$/.exec(text);
  if (found === null) return null;
  const minutes = Number(found[2]) * 60 + Number(found[3]);
  if (Number(found[3]) > 59 || minutes > 14 * 60) return null;
  return found[1] === '-' ? -minutes : minutes;
}

/** `Date.UTC` that refuses what it would silently carry over, such as 30 February or hour 24. `month` is 0 to 11. */
function utc(year: number, month: number, day: number, hour: number, minute: number, second: number): number | null {
  if (month < 0 || month > 11 || hour > 23 || minute > 59 || second > 59) return null;
  const at = Date.UTC(year, month, day, hour, minute, second);
  const back = new Date(at);
  return back.getUTCMonth() === month && back.getUTCDate() === day ? at : null;
}
