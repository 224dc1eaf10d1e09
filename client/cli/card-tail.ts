import type { Occurrence, RunView, StepCounts, StepView } from '../../domain/run.ts';
import { between, duration } from './durations.ts';
import { colourOf, type Look, pens, type Signs, signsOf } from './look.ts';
import { shorten, visibleLine } from './text.ts';

const occurrencesShown = 3;

/** What stands at the end of the line: tries when there were several, how far it is, and how long it took. */
export function tailOf(step: StepView, run: RunView, signs: Signs, now: number): string {
  const over = run.status !== 'running';
  switch (step.status) {
    case 'waiting':
      return over ? 'not started' : '';
    case 'cancelled':
    case 'skipped':
      return [...countsIn(step.counts, over), step.status].join(` ${signs.dot} `);
    case 'replaced':
      return 'failed, its ELSE was used';
    case 'retrying':
      return step.counts === null ? `${tries(step.attempts)} failed` : countsIn(step.counts, over).join('');
    default: {
      const attempts = step.status === 'running' ? `try ${step.attempts}` : tries(step.attempts);
      const often = step.counts === null && step.attempts > 1 ? [attempts] : [];
      return [...often, ...countsIn(step.counts, over), ...elapsedOf(step, over, now)].join(` ${signs.dot} `);
    }
  }
}

const tries = (count: number): string => `${count} ${count === 1 ? 'try' : 'tries'}`;

/** `3/7 done, 1 failed`, `round 3 of 10`; nothing for what is done once. */
function countsIn(counts: StepCounts | null, over: boolean): string[] {
  if (counts === null) return [];
  const { of, total, done, running, failed } = counts;
  if (of === 'rounds') {
    const rounds = done + failed;
    if (running > 0 && !over) return [`round ${rounds + 1} of ${total}`];
    return [`${rounds} ${rounds === 1 ? 'round' : 'rounds'}`];
  }
  const told = [
    of === 'items' && total !== null ? `${done}/${total} done` : `${done} done`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(of === 'times' && running > 0 && !over ? [`${running} at work`] : []),
  ];
  return [told.join(', ')];
}

function elapsedOf({ startedAt, endedAt }: StepView, over: boolean, now: number): string[] {
  if (startedAt === null || (over && endedAt === null)) return [];
  return [duration(between(startedAt, endedAt, now))];
}

/** Those times a line inside a FOR or REPEAT failed or is at work, a few of them. */
export function occurrenceLines({ occurrences }: StepView, space: number, look: Look, now: number): string[] {
  const pen = pens(look);
  const signs = signsOf(look);
  return occurrences.slice(0, occurrencesShown).map((occurrence) => {
    const text = `${positionOf(occurrence)} ${wordOf(occurrence, now)}`;
    return `${colourOf(occurrence.status, pen)(signs[occurrence.status])} ${shorten(text, space - 2, signs.ellipsis)}`;
  });
}

/** `[3]` of `contain[3].cut`. */
function positionOf({ path }: Occurrence): string {
  return (path.match(/\[\d+\]/g) ?? []).join('');
}

function wordOf({ status, error, startedAt, attempts }: Occurrence, now: number): string {
  if (error !== null && status !== 'running') return visibleLine(error);
  const tried = attempts > 1 ? `try ${attempts}, ` : '';
  return startedAt === null ? status : `${tried}${duration(between(startedAt, null, now))}`;
}
