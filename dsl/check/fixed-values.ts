import { limits } from '../../domain/limits.ts';
import { constantOf } from '../constant.ts';
import { isInstant } from '../evaluation/time.ts';
import type { Finding } from '../finding.ts';
import { actionOf, ungrouped } from '../lines-of-blocks.ts';
import { type Program, sectionsOf } from '../program.ts';
import { type ClauseNode, type ExpressionNode, faultsIn, type StepNode } from '../tree.ts';

const dayMs = 86_400_000;

/** Durations, tries and tests, as far as they are fixed: whether they are what their place takes. */
export function* checkFixedValues(program: Program): Iterable<Finding> {
  for (const { keyword, value } of sectionsOf(program.entry, 'limit')) yield* duration(keyword.text, value, true);
  for (const line of program.everyLine) {
    yield* ofAction(line, program);
    for (const clause of line.clauses) yield* ofClause(clause);
  }
}

function* ofAction(line: StepNode, { callables }: Program): Iterable<Finding> {
  const action = actionOf(line, callables);
  if (action.kind === 'if') {
    for (const { keyword, test } of action.branches) if (test !== null) yield* truth(keyword.text, test);
  } else if (action.kind === 'wait') yield* duration('WAIT', action.act.value, false);
  else if (action.kind === 'wait_until') yield* moment(action.act.value);
}

function* ofClause({ keyword, value, options }: ClauseNode): Iterable<Finding> {
  if (value === null) return;
  if (keyword.text === 'WHEN') yield* truth('WHEN', value);
  if (keyword.text === 'TIMEOUT') yield* duration('TIMEOUT', value, false);
  if (keyword.text !== 'RETRY') return;
  yield* number('RETRY', value, 1, limits.triesMax, true);
  for (const option of options) {
    if (option.value === null) continue;
    if (option.keyword.text === 'EVERY') yield* duration('EVERY', option.value, true);
    else yield* number('BACKOFF', option.value, 1, limits.backoffMax, false);
  }
}

/** @param fixed whether it must be known when the program is published */
function* duration(word: string, node: ExpressionNode, fixed: boolean): Iterable<Finding> {
  if (faultsIn(node).length > 0) return;
  const own = ungrouped(node);
  const value = constantOf(own);
  const shown = `${word} 30s, 10m, 2h or 14d`;
  if (value === undefined) {
    if (fixed) yield wrong(node, `${word} wants a fixed duration.`, `Write ${shown}.`);
  } else if (typeof value !== 'number' || own.kind !== 'duration') {
    const seconds = typeof value === 'number' && value > 0 ? `Did you mean ${value}s? ` : '';
    yield wrong(node, `${word} wants a duration, and this is none.`, `${seconds}Write ${shown}.`);
  } else if (value < 1 || value > limits.durationDaysMax * dayMs) {
    yield wrong(node, `${word} takes from 1ms to ${limits.durationDaysMax}d.`, `Write ${shown}.`);
  }
}

function* moment(node: ExpressionNode): Iterable<Finding> {
  if (faultsIn(node).length > 0) return;
  const value = constantOf(node);
  if (value === undefined || (typeof value === 'string' && isInstant(value))) return;
  const hint = ungrouped(node).kind === 'duration' ? 'Write WAIT to wait for so long. ' : '';
  const message = 'WAIT UNTIL wants a time, and this is none.';
  yield wrong(node, message, `${hint}A time is written "2026-01-31T09:00:00Z".`);
}

function* truth(word: string, node: ExpressionNode): Iterable<Finding> {
  if (faultsIn(node).length > 0) return;
  const value = constantOf(node);
  if (value === undefined || typeof value === 'boolean') return;
  yield wrong(node, `${word} wants true or false, and this is neither.`, 'Compare something: level == "high".');
}

function* number(word: string, node: ExpressionNode, least: number, most: number, whole: boolean): Iterable<Finding> {
  if (faultsIn(node).length > 0) return;
  const value = ungrouped(node).kind === 'duration' ? undefined : constantOf(node);
  const fits = typeof value === 'number' && value >= least && value <= most && (!whole || Number.isInteger(value));
  if (fits) return;
  const kind = whole ? 'a whole number' : 'a number';
  yield wrong(node, `${word} takes ${kind} from ${least} to ${most}, written as it is.`, `Write ${word} 2.`);
}

const wrong = ({ span }: ExpressionNode, message: string, hint: string): Finding => ({
  code: 'loop.wrong_type',
  span,
  message,
  hint,
});
