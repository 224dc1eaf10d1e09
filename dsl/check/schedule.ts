import { Cron } from 'croner';
import { constantOf } from '../constant.ts';
import type { Finding } from '../finding.ts';
import { nearest } from '../nearest.ts';
import { type Program, sectionsOf } from '../program.ts';
import { type ExpressionNode, faultsIn, type Span } from '../tree.ts';

/** Short forms of cron, which say nothing about when in the day. */
const shortForms: ReadonlyMap<string, string> = new Map([
  ['@hourly', '0 * * * *'],
  ['@daily', '0 9 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@weekly', '0 9 * * MON'],
  ['@monthly', '0 9 1 * *'],
  ['@yearly', '0 9 1 1 *'],
  ['@annually', '0 9 1 1 *'],
]);
const example =
  '"0 9 * * MON" is every Monday at 9:00; the fields are minute, hour, day of the month, month, day of the week.';
/** Any time will do: it is only asked whether there is one after it. */
const someTime = new Date('2026-01-01T00:00:00Z');

/** When a loop asks to be run: a time that will come, and a time zone that is known. */
export function* checkSchedule(program: Program): Iterable<Finding> {
  for (const { entry } of program.others) {
    for (const { keyword } of sectionsOf(entry, 'schedule')) {
      yield bad(
        keyword.span,
        'Only the first loop of a source is run by itself; this one is called by others.',
        'Delete the section, or give the loop a package of its own.',
      );
    }
  }
  // Of a second one it is said that it is one too many.
  for (const { cron, zone } of sectionsOf(program.entry, 'schedule').slice(0, 1)) {
    yield* properTime(cron);
    if (zone !== null) yield* properZone(zone);
  }
}

const bad = (span: Span, message: string, hint: string): Finding => ({
  code: 'loop.bad_schedule',
  span,
  message,
  hint,
});

function* properTime(node: ExpressionNode): Iterable<Finding> {
  if (faultsIn(node).length > 0) return;
  const text = constantOf(node);
  if (typeof text !== 'string' || node.kind !== 'text') {
    yield bad(node.span, 'SCHEDULE wants a fixed text of five fields.', example);
    return;
  }
  const wrong = wrongTime(text.trim());
  if (wrong !== null) yield bad(node.span, wrong[0], wrong[1]);
}

/** What is wrong with a cron text, and what to do; null when it is right. */
function wrongTime(text: string): readonly [message: string, hint: string] | null {
  const short = shortForms.get(text.toLowerCase());
  if (short !== undefined) return [`"${text}" does not say when.`, `Write the fields out, for example "${short}".`];
  const fields = text.split(/\s+/);
  if (text === '' || fields.length !== 5) {
    return [`A schedule has five fields, and this has ${text === '' ? 0 : fields.length}.`, example];
  }
  const odd = fields.find((field) => !/^(?:[\d*,/-]|(?<![A-Za-z])[A-Za-z]{3}(?![A-Za-z]))+$/.test(field));
  if (odd !== undefined) {
    return [`"${odd}" is no field of a schedule.`, 'Write *, numbers, 1-5, 1,15, */10, JAN to DEC or SUN to SAT.'];
  }
  if (fields[2] !== '*' && fields[4] !== '*') {
    return [
      'People read a day of the month together with a day of the week in two ways.',
      'Write * for one of the two, and test the other in a WHEN.',
    ];
  }
  try {
    const next = new Cron(fields.join(' '), { mode: '5-part', paused: true, timezone: 'UTC' }).nextRun(someTime);
    return next === null ? ['This time never comes.', 'Look at the day and the month.'] : null;
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^CronPattern: /, '').replace(/\.$/, '') : '';
    return [`This is no time that a schedule can mean: ${reason}.`, example];
  }
}

function* properZone(node: ExpressionNode): Iterable<Finding> {
  if (faultsIn(node).length > 0) return;
  const text = constantOf(node);
  if (typeof text === 'string' && isZone(text)) return;
  const near = typeof text === 'string' ? nearZone(text) : null;
  yield bad(
    node.span,
    typeof text === 'string' ? `No time zone is called "${text.slice(0, 60)}".` : 'A time zone is a fixed text.',
    near === null ? 'Write one such as "Europe/Berlin" or "UTC".' : `Did you mean "${near}"?`,
  );
}

/** Offsets are no zones: they know no summer time. */
function isZone(text: string): boolean {
  if (!/^[A-Za-z]/.test(text)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Of `Berlin` or `Europe/Berln`. */
function nearZone(text: string): string | null {
  const zones = Intl.supportedValuesOf('timeZone');
  const city = text.replaceAll(' ', '_').toLowerCase();
  return zones.find((zone) => zone.toLowerCase().endsWith(`/${city}`)) ?? nearest(text, zones);
}
