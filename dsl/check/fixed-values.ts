import { limits } from '../../domain/limits.ts';
import { constantOf } from '../constant.ts';
import { isInstant } from '../evaluation/time.ts';
import type { Finding } from '../finding.ts';
import { actionOf, linesOfBody, ungrouped } from '../lines-of-blocks.ts';
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
  switch (action.kind) {
    case 'if':
      for (const { keyword, test } of action.branches) if (test !== null) yield* truth(keyword.text, test);
      return;
    case 'for':
      yield* list(action.control.of);
      for (const { keyword, value } of action.control.options) {
        const most = keyword.text === 'MAX' ? limits.atOnceMax : limits.successesMax;
        if (value !== null) yield* number(keyword.text, value, 1, most, true);
      }
      return;
    case 'repeat':
      if (action.control.until !== null) yield* truth('UNTIL', action.control.until);
      for (const { keyword, value } of action.control.options) {
        if (value === null) continue;
        if (keyword.text === 'MAX') yield* number('MAX', value, 1, limits.roundsMax, true);
        else yield* duration('EVERY', value, false);
      }
      return;
    case 'race': {
      const { count, body } = action.control;
      const branches = linesOfBody(body).length;
      if (count !== null && branches > 0) yield* number('FIRST', count, 1, branches, true);
      return;
    }
    case 'wait':
      yield* duration('WAIT', action.act.value, false);
      return;
    case 'wait_until':
      yield* moment(action.act.value);
      return;
  }
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
export function* duration(word: string, node: ExpressionNode, fixed: boolean): Iterable<Finding> {
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

function* list(node: ExpressionNode): Iterable<Finding> {
  if (faultsIn(node).length > 0) return;
  const value = ungrouped(node).kind === 'duration' ? 'duration' : constantOf(node);
  if (value === undefined || Array.isArray(value)) return;
  const hint =
    typeof value === 'number' ? `For the numbers from 0 write range(${value}).` : 'Write a list: ["web-1", "web-2"].';
  yield wrong(node, 'FOR goes through a list, and this is none.', hint);
}

export function* truth(word: string, node: ExpressionNode): Iterable<Finding> {
  if (faultsIn(node).length > 0) return;
  const value = constantOf(node);
  if (value === undefined || typeof value === 'boolean') return;
  yield wrong(node, `${word} wants true or false, and this is neither.`, 'Compare something: level == "high".');
}

export function* number(
  word: string,
  node: ExpressionNode,
  least: number,
  most: number,
  whole: boolean,
): Iterable<Finding> {
  if (faultsIn(node).length > 0) return;
  const value = ungrouped(node).kind === 'duration' ? undefined : constantOf(node);
  const fits = typeof value === 'number' && value >= least && value <= most && (!whole || Number.isInteger(value));
  if (fits) return;
  const kind = whole ? 'a whole number' : 'a number';
  yield wrong(
    node,
    `${word} takes ${kind} from ${least} to ${most}, written as it is.`,
    `Write ${word} ${Math.min(2, most)}.`,
  );
}

export const wrong = ({ span }: ExpressionNode, message: string, hint: string): Finding => ({
  code: 'loop.wrong_type',
  span,
  message,
  hint,
});
