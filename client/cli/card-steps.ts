import type { RunView, StepView } from '../../domain/run.ts';
import { occurrenceLines, tailOf } from './card-tail.ts';
import { colourOf, type Look, type Pens, pens, type Signs, signsOf } from './look.ts';
import { sideBySide } from './table.ts';
import { pad, shorten, visible, visibleLine, widthOf, wrap } from './text.ts';

const indent = '  ';
const gap = '  ';
const errorLinesMax = 3;
const nameMax = 28;
const narrowestColumn = 8;
/** What stands before the tail needs this much: indent, bracket, sign, and two narrow columns. */
const besideTail = 30;
const narrowestTail = 12;

/** The lines of one step, and the step. */
export interface StepLines {
  readonly step: StepView;
  readonly lines: readonly string[];
}

/**
 * One line for each step in the order of the waves, what is inside a step below it, and its error.
 * @param brackets hold the steps of one wave together; of no use where lines are shown alone
 */
export function stepLines(run: RunView, look: Look, now: number, brackets = true): readonly StepLines[] {
  const signs = signsOf(look);
  const pen = pens(look);
  const rows = laidOut(run, brackets && look.medium !== 'chat' ? signs : null).map(({ step, depth, bracket }) => ({
    step,
    bracket,
    depth,
    margin: indent.repeat(depth),
    name: visibleLine(step.name),
    tool: visibleLine(step.tool ?? ''),
    tail: shorten(tailOf(step, run, signs, now), Math.max(narrowestTail, look.width - besideTail), signs.ellipsis),
  }));
  const widest = (column: 'bracket' | 'tool' | 'tail') => Math.max(0, ...rows.map((row) => widthOf(row[column])));
  const widestName = Math.max(0, ...rows.map(({ name, margin }) => widthOf(margin) + widthOf(name)));
  const room = look.width - indent.length - widest('bracket') - 2 - widest('tail') - 2 * gap.length;
  const nameWanted = Math.min(nameMax, widestName);
  const toolWidth = Math.max(Math.min(narrowestColumn, widest('tool')), Math.min(widest('tool'), room - nameWanted));
  const nameWidth = Math.max(Math.min(narrowestColumn, nameWanted), Math.min(nameWanted, room - toolWidth));
  return rows.map(({ step, bracket, margin, name, tool, tail }) => {
    const colour = colourOf(step.status, pen);
    const ownWidth = Math.max(1, nameWidth - margin.length);
    const columns = [
      pad(shorten(name, ownWidth, signs.ellipsis), ownWidth),
      pen.dim(pad(shorten(tool, toolWidth, signs.ellipsis), toolWidth)),
      tail,
    ];
    const said = look.medium === 'chat' ? sideBySide([pen.bold(name), tool, tail], look) : columns.join(gap);
    const line = `${indent}${pen.dim(bracket)}${margin}${colour(signs[step.status])} ${said}`.trimEnd();
    const under = `${indent}${pen.dim(below(bracket, signs))}${margin}  `;
    const space = look.width - widthOf(`${indent}${bracket}${margin}  `);
    return {
      step,
      lines: [
        line,
        ...[...errorLines(step, run, space, pen), ...occurrenceLines(step, space, look, now)].map(
          (text) => under + text,
        ),
      ],
    };
  });
}

interface Place {
  readonly step: StepView;
  /** How many FORs, REPEATs and FIRSTs it is inside. */
  readonly depth: number;
  readonly bracket: string;
}

/** Steps by their waves, each followed by what is inside it. @param signs of brackets; null for none */
function laidOut({ steps }: RunView, signs: Signs | null): readonly Place[] {
  const top = steps.filter(({ inside }) => inside === null).sort((one, other) => one.wave - other.wave);
  const parallel = top.some((step, index) => step.wave === top[index + 1]?.wave);
  const inner = (around: StepView, depth: number, bracket: string): readonly Place[] =>
    steps
      .filter(({ inside }) => inside === around.path)
      .flatMap((step) => [{ step, depth, bracket }, ...inner(step, depth + 1, bracket)]);
  return top.flatMap((step, index) => {
    const [before, after] = [top[index - 1]?.wave, top[index + 1]?.wave];
    const bracket = signs !== null && parallel ? `${bracketOf(step.wave, before, after, signs)} ` : '';
    return [{ step, depth: 0, bracket }, ...inner(step, 1, signs === null ? '' : below(bracket, signs))];
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

/** The last failed try; not repeated where the end of the card says the same. */
function errorLines({ path, status, error }: StepView, { failure }: RunView, space: number, pen: Pens): string[] {
  const shown = ['running', 'retrying', 'failed', 'replaced'].includes(status);
  if (error === null || !shown || failure?.step === path) return [];
  const colour = status === 'failed' ? pen.red : pen.yellow;
  return wrap(visible(error), space).slice(0, errorLinesMax).map(colour);
}
