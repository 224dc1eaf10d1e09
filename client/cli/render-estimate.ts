import type { Estimate, PlanEstimate } from '../../dsl/estimate/index.ts';
import type { Range } from '../../dsl/estimate/range.ts';
import { type Look, pens } from './look.ts';
import { visibleLine, wrap } from './text.ts';

/** From so many events on a run goes on in a new history, with what it has done. */
const eventsOfOneHistory = 4_000;

/** What a run starts and writes, a line each. */
export function renderEstimate({ well, failing, perItem }: PlanEstimate, look: Look): string[] {
  const pen = pens(look);
  const { activities, timers, children, messages } = well;
  const started = [
    counted(activities, 'activity', 'activities'),
    ...(timers.most === 0 ? [] : [counted(timers, 'timer', 'timers')]),
    ...(children.most === 0 ? [] : [counted(children, 'child run', 'child runs')]),
    ...(messages.most === 0 ? [] : [`${counted(messages, 'answer or event', 'answers and events')} come in`]),
  ];
  const items = perItem.map(
    ({ path, activities: each, events }) =>
      `for each item of ${visibleLine(path)}: ${counted(each, 'activity', 'activities')}, ${counted(events, 'event', 'events')}`,
  );
  return [
    ...wrap(started.join(', '), look.width, '    '),
    ...wrap(history(well), look.width, '    '),
    ...wrap(`${counted(failing.events, 'event', 'events')} if it fails or is cancelled`, look.width, '    ').map(
      pen.dim,
    ),
    ...items.flatMap((line) => wrap(line, look.width, '    ')),
    ...((well.events.most ?? Number.POSITIVE_INFINITY) > eventsOfOneHistory
      ? wrap(
          `a history of some ${eventsOfOneHistory} events is closed and gone on with in a new one`,
          look.width,
          '    ',
        ).map(pen.dim)
      : []),
  ];
}

function history({ events, bytes }: Estimate): string {
  const most = bytes.most === null ? '' : `, up to ${bytesText(bytes.most)} with the largest`;
  return `${counted(events, 'event', 'events')} of history: ${bytesText(bytes.least)} with small values${most}`;
}

function counted(range: Range, one: string, many: string): string {
  return `${rangeText(range)} ${range.most === 1 ? one : many}`;
}

function rangeText({ least, most }: Range): string {
  if (most === null) return `${least} or more`;
  return least === most ? `${least}` : `${least} to ${most}`;
}

function bytesText(bytes: number): string {
  if (bytes < 10_000) return `${(bytes / 1024).toFixed(1)} KiB`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1024)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
