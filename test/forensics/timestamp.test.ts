import fc from 'fast-check';
import { accessTime, rfc3339Time, syslogTime } from '../../examples/host-tools/logs/timestamp.ts';

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
const newYear = { offsetMinutes: 60, near: Date.parse('2026-01-01T06:00:00Z') };

test.each([
  ['Jan  1 00:12:07', '2025-12-31T23:12:07.000Z'],
  ['Dec 31 23:59:59', '2025-12-31T22:59:59.000Z'],
  ['Jul  1 12:00:00', '2025-07-01T11:00:00.000Z'],
  ['Feb 27 12:00:00', '2026-02-27T11:00:00.000Z'],
  ['Mar 27 12:00:00', '2025-03-27T11:00:00.000Z'],
  ['Feb 29 12:00:00', null],
  ['Jan 32 00:00:00', null],
  ['Jan  1 24:00:00', null],
  ['jan  1 00:00:00', null],
  ['Foo  1 00:00:00', null],
  ['Jan  1 00:00', null],
])('reads the syslog time %s across New Year, an hour east of UTC', (text, expected) => {
  expect(iso(syslogTime(text, newYear))).toBe(expected);
});

test('finds the leap day only in a year that has one', () => {
  const clock = { offsetMinutes: 0, near: Date.parse('2024-03-01T00:00:00Z') };
  expect(iso(syslogTime('Feb 29 12:00:00', clock))).toBe('2024-02-29T12:00:00.000Z');
});

test('finds the year of every time from ten months before the report to two after it', () => {
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  const near = fc.integer({ min: Date.parse('1990-01-01T00:00:00Z'), max: Date.parse('2080-01-01T00:00:00Z') });
  const distance = fc.integer({ min: -300 * 86_400, max: 59 * 86_400 });
  fc.assert(
    fc.property(near, distance, fc.integer({ min: -12, max: 14 }), (reported, seconds, hours) => {
      const offsetMinutes = hours * 60;
      const at = (Math.floor(reported / 1_000) + seconds) * 1_000;
      const local = new Date(at + offsetMinutes * 60_000);
      const day = String(local.getUTCDate()).padStart(2, ' ');
      const text = `${months[local.getUTCMonth()]} ${day} ${local.toISOString().slice(11, 19)}`;
      expect(syslogTime(text, { offsetMinutes, near: reported })).toBe(at);
    }),
  );
});

test.each([
  ['2026-01-01T02:14:03.512034+01:00', '2026-01-01T01:14:03.512Z'],
  ['2026-01-01T02:14:03Z', '2026-01-01T02:14:03.000Z'],
  ['2026-01-01T02:14:03-05:30', '2026-01-01T07:44:03.000Z'],
  ['2026-02-30T02:14:03Z', null],
  ['2026-13-01T00:00:00+01:00', null],
  ['2026-01-01T02:14:03', null],
  ['2026-01-01T02:14:03+15:00', null],
])('reads the RFC 3339 time %s', (text, expected) => {
  expect(iso(rfc3339Time(text))).toBe(expected);
});

test.each([
  ['01/Jan/2026:02:14:03 +0100', '2026-01-01T01:14:03.000Z'],
  ['31/Dec/2025:23:59:59 -0800', '2026-01-01T07:59:59.000Z'],
  ['32/Dec/2025:10:00:00 +0100', null],
  ['01/Jan/2026:02:14:03', null],
])('reads the access log time %s', (text, expected) => {
  expect(iso(accessTime(text))).toBe(expected);
});
