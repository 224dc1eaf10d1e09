import type { RunStatus, RunView, StepStatus } from '../../domain/run.ts';
import { type StepLines, stepLines } from './card-steps.ts';
import { between, duration } from './durations.ts';
import { runIdOf } from './ids.ts';
import { colourOf, type Look, pens, signsOf } from './look.ts';
import { questionLines } from './render-questions.ts';
import { shorten, visible, visibleLine, widthOf, wrap, wrapBehind } from './text.ts';
import { showValue } from './values.ts';

const questionsShown = 3;
const messagesShown = 8;
const messageLinesMax = 6;

/** How the state of a run is said, and the state of a step that looks like it. */
export const states: Readonly<Record<RunStatus, readonly [string, StepStatus]>> = {
  running: ['running', 'running'],
  completed: ['completed', 'completed'],
  failed: ['failed', 'failed'],
  cancelled: ['cancelled', 'cancelled'],
  terminated: ['terminated', 'failed'],
  timed_out: ['timed out', 'failed'],
};

/**
 * Draws a run: a title, its steps, and once it is over its result or what went wrong.
 * @param look `height` bounds the card while the run goes on: finished and waiting steps are then counted, not listed
 * @param now milliseconds, for what is still going on
 * @returns lines within the width, but for the address of the run's page, which must stay whole
 */
export function renderCard(run: RunView, look: Look, now: number): string {
  const over = run.status !== 'running';
  const foot = over ? endLines(run, look) : [...openQuestions(run, look, now), runLine(run, look)];
  const steps = stepLines(run, look, now);
  const room = over || look.height === null ? Number.POSITIVE_INFINITY : look.height - 2 - foot.length;
  return [titleOf(run, look, now), ...withinHeight(steps, room, look), ...foot].join('\n');
}

/** `▶ security_incident_response 2.1.0 · running 2/5 · 4.2 s` */
export function titleOf(run: RunView, look: Look, now: number): string {
  const pen = pens(look);
  const signs = signsOf(look);
  const [word, likeStep] = states[run.status];
  // What is inside a FOR, REPEAT or FIRST belongs to its line.
  const counted = run.steps.filter(({ inside }) => inside === null);
  const done = counted.filter(({ status }) => status === 'completed' || status === 'skipped').length;
  const took = duration(between(run.startedAt, run.endedAt, now));
  const count = run.status === 'completed' ? '' : ` ${done}/${counted.length}`;
  const rest = ` ${signs.dot} ${word}${count} ${signs.dot} ${took}`;
  const version = run.version === null ? '' : ` ${visibleLine(run.version)}`;
  const name = shorten(visibleLine(run.loop), look.width - 2 - widthOf(version + rest), signs.ellipsis);
  const colour = colourOf(likeStep, pen);
  return `${colour(signs[likeStep])} ${pen.bold(name)}${version}${rest}`;
}

/** Shortens what need not be looked at now, until the steps fit. */
function withinHeight(steps: readonly StepLines[], room: number, look: Look): string[] {
  const all = steps.flatMap(({ lines }) => lines);
  if (all.length <= room) return all;
  const pen = pens(look);
  const signs = signsOf(look);
  const count = (wanted: StepStatus): number => steps.filter(({ step }) => step.status === wanted).length;
  const counted = (['completed', 'waiting'] as const).map((status) => ({ status, count: count(status) }));
  const [done, waiting] = counted.map(({ status, count: steps }) =>
    steps === 0
      ? []
      : [`  ${colourOf(status, pen)(signs[status])} ${steps} ${steps === 1 ? 'step' : 'steps'} ${status}`],
  );
  const active = steps.filter(({ step }) => step.status !== 'completed' && step.status !== 'waiting');
  const lines = active.flatMap((each) => each.lines);
  const left = Math.max(0, room - 3);
  const more = lines.length > left ? [pen.dim(`  ${signs.ellipsis} ${lines.length - left} more lines`)] : [];
  return [...(done ?? []), ...lines.slice(0, left), ...more, ...(waiting ?? [])];
}

function endLines(run: RunView, look: Look): string[] {
  const pen = pens(look);
  const signs = signsOf(look);
  const lines: string[] = [];
  if (run.failure !== null) {
    const { message, hint, code } = run.failure;
    lines.push(
      ...wrap(`${whereFailed(run)}${visible(message)}`, look.width, '  ').map(pen.red),
      ...wrapBehind(signs.arrow, visible(hint), look.width, '  '),
      pen.dim(`  ${visibleLine(code)}`),
    );
  } else if (run.output !== null) {
    const { lines: shown, whole } = showValue(run.output, look, '    ');
    lines.push(pen.bold('  Result'), ...shown);
    if (!whole) lines.push(pen.dim(`  All of it: ${look.prompt}status ${runIdOf(run)} --json`));
  }
  lines.push(...said(run, look), runLine(run, look));
  if (run.temporalUrl !== null) lines.push(pen.dim(`  Temporal: ${visibleLine(run.temporalUrl)}`));
  return lines;
}

/** Steps without a name are told by their line: `1.fail` is a name for programs. */
function whereFailed({ failure, steps }: RunView): string {
  const path = failure?.step ?? null;
  if (path === null) return '';
  const line = /^\d/.test(path) ? steps.find((step) => step.path === path)?.line : undefined;
  return line === undefined ? `${visibleLine(path)}: ` : `Line ${line}: `;
}

/** What the run waits for people to answer. */
function openQuestions({ questions }: RunView, look: Look, now: number): string[] {
  const shown = questions.slice(0, questionsShown).flatMap((question) => questionLines(question, look, now));
  const more = questions.length - questionsShown;
  return more > 0 ? [...shown, pens(look).dim(`  ${more} more: ${look.prompt}questions`)] : shown;
}

/** What the run said on its way, the newest last. */
function said({ messages, room: own }: RunView, look: Look): string[] {
  const pen = pens(look);
  const says = messages.filter(({ kind }) => kind === 'say');
  if (says.length === 0) return [];
  const shown = says.slice(-messagesShown);
  const lines = shown.flatMap(({ text, room }) => {
    const where = room === 'terminal' || room === own ? '' : `${visibleLine(room)}: `;
    return wrap(`${where}${visible(text)}`, look.width, '    ').slice(0, messageLinesMax);
  });
  const earlier = says.length - shown.length;
  return [pen.bold('  Said'), ...(earlier > 0 ? [pen.dim(`    ${earlier} earlier`)] : []), ...lines];
}

function runLine(run: RunView, look: Look): string {
  const from = run.resumedFrom === null ? '' : `, which goes on from ${runIdOf({ workflowId: run.resumedFrom })}`;
  return pens(look).dim(`  Run ${visibleLine(`${runIdOf(run)}${from}`)}`);
}
