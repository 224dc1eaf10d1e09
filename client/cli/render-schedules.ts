import type { Result } from '../commands/result.ts';
import type { ScheduleView } from '../loom.ts';
import { ago } from './durations.ts';
import { runIdOf } from './ids.ts';
import { type Look, pens, signsOf } from './look.ts';
import { cell, table } from './table.ts';
import { visibleLine, wrap, wrapBehind } from './text.ts';

const runsShown = 3;

/** The loops that run by themselves. */
export function renderSchedules(schedules: readonly ScheduleView[], look: Look, now: number): string {
  if (schedules.length === 0) {
    return wrap(`Nothing is scheduled. "${look.prompt}schedule add PROGRAM" shows what would be.`, look.width).join(
      '\n',
    );
  }
  return schedules.flatMap((schedule) => [...head(schedule, look), ...facts(schedule, look, now)]).join('\n');
}

/** One schedule, and what was done with it. */
export function renderSchedule(
  { schedule, done }: Extract<Result, { kind: 'schedule' }>,
  look: Look,
  now: number,
): string {
  const pen = pens(look);
  const signs = signsOf(look);
  const name = visibleLine(schedule.loop);
  const said = {
    previewed: `${name} is not scheduled yet. With --yes it would run by itself:`,
    added: `${name} runs by itself from now on.`,
    found: `${name} was scheduled before, just so.`,
    paused: `${name} starts no more runs until it is resumed.`,
    resumed: `${name} runs by itself again.`,
    removed: `${name} no longer runs by itself. Runs that go on are not stopped.`,
  }[done];
  const mark = done === 'previewed' ? pen.yellow(signs.warning) : pen.green(signs.completed);
  return [...wrapBehind(mark, said, look.width), ...facts(schedule, look, now)].join('\n');
}

function head({ loop, version, paused }: ScheduleView, look: Look): string[] {
  const pen = pens(look);
  const state = paused ? ` ${pen.yellow('paused')}` : '';
  return [`${pen.bold(visibleLine(loop))}${version === null ? '' : ` ${visibleLine(version)}`}${state}`];
}

function facts(
  { id, cron, zone, inputs, next, runs, requester, room }: ScheduleView,
  look: Look,
  now: number,
): string[] {
  const pen = pens(look);
  const given = Object.entries(inputs).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const times = next.map((time) => localTime(time, zone));
  const last = runs.slice(0, runsShown).map((run) => `${runIdOf(run)} (${ago(now - Date.parse(run.startedAt))})`);
  const rows = [
    ['times', `${cron} in ${zone ?? 'UTC'}`],
    ['next', times.join(', ')],
    ['inputs', given.join(' ')],
    ['last runs', last.join(', ')],
    ['room', `${room}, asked for by ${requester}`],
    ['id', id],
  ].filter(([, value]) => value !== '');
  return table(
    rows.map(([label = '', value = '']) => [cell(label, pen.dim), cell(visibleLine(value))]),
    look,
    { gives: 1, indent: '  ' },
  );
}

/** `Mon 2026-11-30 09:00`, on the clock of the zone. */
function localTime(time: string, zone: string | null): string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone ?? 'UTC', dateStyle: 'short', timeStyle: 'short' });
  const day = new Intl.DateTimeFormat('en', { timeZone: zone ?? 'UTC', weekday: 'short' });
  const moment = new Date(time);
  return `${day.format(moment)} ${format.format(moment)}`;
}
