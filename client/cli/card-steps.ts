import type { RunView, StepStatus, StepView } from '../../domain/run.ts';
import { between, duration } from './durations.ts';
import { type Look, type Pens, pens, type Signs, signsOf } from './look.ts';
import { pad, shorten, visible, visibleLine, widthOf, wrap } from './text.ts';

const indent = '  ';
const gap = '  ';
const errorLinesMax = 3;
const nameMax = 28;
const narrowestColumn = 8;

/** The lines of one step, and the step. */
export interface StepLines {
  readonly step: StepView;
  readonly lines: readonly string[];
}

/**
 * One line for each step in the order of the waves, below it its error.
 * @param brackets hold the steps of one wave together; of no use where lines are shown alone
 */
export function stepLines(run: RunView, look: Look, now: number, brackets = true): readonly StepLines[] {
  const signs = signsOf(look);
  const pen = pens(look);
  const steps = [...run.steps].sort((one, other) => one.wave - other.wave);
  const parallel = brackets && steps.some((step, index) => step.wave === steps[index + 1]?.wave);
  const rows = steps.map((step, index) => ({
    step,
    bracket: parallel ? `${bracketOf(step.wave, steps[index - 1]?.wave, steps[index + 1]?.wave, signs)} ` : '',
    name: visibleLine(step.name),
    tool: visibleLine(step.tool ?? ''),
    tail: tailOf(step, run, signs, now),
  }));
  const widest = (column: 'bracket' | 'name' | 'tool' | 'tail') =>
    Math.max(0, ...rows.map((row) => widthOf(row[column])));
  const room = look.width - indent.length - widest('bracket') - 2 - widest('tail') - 2 * gap.length;
  const nameWanted = Math.min(nameMax, widest('name'));
  const toolWidth = Math.max(Math.min(narrowestColumn, widest('tool')), Math.min(widest('tool'), room - nameWanted));
  const nameWidth = Math.max(Math.min(narrowestColumn, nameWanted), Math.min(nameWanted, room - toolWidth));
  return rows.map(({ step, bracket, name, tool, tail }) => {
    const colour = colourOf(step.status, pen);
    const columns = [
      pad(shorten(name, nameWidth, signs.ellipsis), nameWidth),
      pen.dim(pad(shorten(tool, toolWidth, signs.ellipsis), toolWidth)),
      tail,
    ];
    const line = `${indent}${pen.dim(bracket)}${colour(signs[step.status])} ${columns.join(gap)}`.trimEnd();
    return { step, lines: [line, ...errorLines(step, run, below(bracket, signs), look)] };
  });
}

function bracketOf(wave: number, before: number | undefined, after: number | undefined, signs: Signs): string {
  if (wave === before) return wave === after ? signs.middle : signs.last;
  return wave === after ? signs.first : ' ';
}

/** What stands under a bracket: it goes on where the wave does. */
function below(bracket: string, signs: Signs): string {
  const goesOn = bracket.startsWith(signs.first) || bracket.startsWith(signs.middle);
  return goesOn ? `${signs.middle} ` : ' '.repeat(bracket.length);
}

/** What stands at the end of the line: tries when there were several, and how long it took. */
function tailOf(step: StepView, run: RunView, signs: Signs, now: number): string {
  const over = run.status !== 'running';
  const tries = (count: number): string => `${count} ${count === 1 ? 'try' : 'tries'}`;
  switch (step.status) {
    case 'waiting':
      return over ? 'not started' : '';
    case 'cancelled':
    case 'skipped':
      return step.status;
    case 'replaced':
      return 'failed, its ELSE was used';
    case 'retrying':
      return `${tries(step.attempts)} failed`;
    default: {
      const attempts = step.status === 'running' ? `try ${step.attempts}` : tries(step.attempts);
      return [...(step.attempts > 1 ? [attempts] : []), ...elapsedOf(step, over, now)].join(` ${signs.dot} `);
    }
  }
}

function elapsedOf({ startedAt, endedAt }: StepView, over: boolean, now: number): string[] {
  if (startedAt === null || (over && endedAt === null)) return [];
  return [duration(between(startedAt, endedAt, now))];
}

/** The last failed try; not repeated where the end of the card says the same. */
function errorLines({ path, status, error }: StepView, { failure }: RunView, under: string, look: Look): string[] {
  if (error === null || !['running', 'retrying', 'failed', 'replaced'].includes(status) || failure?.step === path)
    return [];
  const pen = pens(look);
  const colour = status === 'failed' ? pen.red : pen.yellow;
  const margin = `${indent}${under}  `;
  return wrap(visible(error), look.width - margin.length)
    .slice(0, errorLinesMax)
    .map((line) => `${indent}${pen.dim(under)}  ${colour(line)}`);
}

export function colourOf(status: StepStatus, pen: Pens): (text: string) => string {
  switch (status) {
    case 'completed':
      return pen.green;
    case 'failed':
      return pen.red;
    case 'retrying':
    case 'replaced':
      return pen.yellow;
    case 'running':
      return pen.cyan;
    default:
      return pen.dim;
  }
}
