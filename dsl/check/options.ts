import type { Json } from '../../domain/json.ts';
import { limits } from '../../domain/limits.ts';
import { constantOf } from '../constant.ts';
import type { Finding } from '../finding.ts';
import { actionOf, ungrouped } from '../lines-of-blocks.ts';
import type { Program } from '../program.ts';
import { type ExpressionNode, faultsIn, type OptionNode } from '../tree.ts';
import { duration, number, truth, wrong } from './fixed-values.ts';

/** Questions, rooms, people, choices, events: as far as they are fixed, whether they are what their place takes. */
export function* checkOptions(program: Program): Iterable<Finding> {
  for (const line of program.everyLine) {
    const action = actionOf(line, program.callables);
    if (!('act' in action)) continue;
    const { value, options, keyword } = action.act;
    if (action.kind === 'ask' || action.kind === 'collaborate') yield* text(keyword.text, value);
    if (action.kind === 'wait_for') yield* event(value);
    for (const option of options) yield* ofOption(option);
  }
}

function* ofOption({ keyword: { text: word }, value }: OptionNode): Iterable<Finding> {
  if (value === null || faultsIn(value).length > 0) return;
  switch (word) {
    case 'NEED':
      yield* number(word, value, 1, limits.needMax, true);
      return;
    case 'QUORUM':
      yield* number(word, value, 1, limits.agentsMax, true);
      return;
    case 'WITHIN':
      yield* duration(word, value, false);
      return;
    case 'WHERE':
      yield* truth(word, value);
      return;
    case 'IN':
      yield* room(value);
      return;
    case 'FROM':
      yield* people(value);
      return;
    case 'CHOICES':
      yield* choices(value);
      return;
    case 'WITH':
      yield* roles(value);
  }
}

function* text(word: string, node: ExpressionNode): Iterable<Finding> {
  if (faultsIn(node).length > 0) return;
  const value = constantOf(node);
  if (value === undefined || (typeof value === 'string' && value.trim() !== '')) return;
  yield wrong(node, `${word} wants a question, and this is none.`, `Write ${word} "Isolate {host}?".`);
}

function* event(node: ExpressionNode): Iterable<Finding> {
  if (faultsIn(node).length > 0) return;
  const value = constantOf(node);
  if (typeof value === 'string' && value !== '' && value.length <= limits.nameCharactersMax && node.kind === 'text')
    return;
  const hint =
    node.kind === 'duration'
      ? 'To wait for so long write WAIT, without FOR.'
      : 'Write WAIT FOR "digest.ack", and test what the event brings behind WHERE.';
  yield wrong(
    node,
    `WAIT FOR wants the name of an event: a fixed text of at most ${limits.nameCharactersMax} characters.`,
    hint,
  );
}

function* room(node: ExpressionNode): Iterable<Finding> {
  const value = constantOf(node);
  if (value === undefined || (typeof value === 'string' && /^[#!]\S+$/.test(value))) return;
  yield wrong(node, 'IN wants a room, and this is none.', 'Write a room such as #ops, or a name that stands for one.');
}

function* people(node: ExpressionNode): Iterable<Finding> {
  const value = constantOf(node);
  const own = ungrouped(node);
  if (value === undefined && own.kind !== 'list') return;
  const hint = 'Write @ann, @sec-leads, [@ann, @bob], or the power level people must have: 50.';
  const all = own.kind === 'list' ? own.items.map(constantOf) : [value];
  const isPower =
    own.kind === 'constant' && typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 100;
  if (isPower || (all.length > 0 && all.every((each) => each === undefined || isUser(each)))) return;
  yield wrong(node, 'FROM wants people: users, groups, or the least power level, from 0 to 100.', hint);
}

const isUser = (value: Json): boolean => typeof value === 'string' && /^@\S+$/.test(value);

function* choices(node: ExpressionNode): Iterable<Finding> {
  const own = ungrouped(node);
  if (own.kind !== 'list') {
    if (constantOf(node) === undefined) return;
    yield wrong(
      node,
      'CHOICES wants a list of texts.',
      'Write CHOICES ["promote", "abort"]; the first one lets things go on.',
    );
    return;
  }
  const all = own.items.map(constantOf);
  const hint = 'Write CHOICES ["promote", "abort"]; the first one lets things go on.';
  if (all.length < 2 || all.length > limits.choicesMax) {
    yield wrong(
      node,
      `People choose among 2 to ${limits.choicesMax}, and here ${all.length === 1 ? 'is' : 'are'} ${all.length}.`,
      hint,
    );
  }
  for (const [at, item] of own.items.entries()) {
    const value = all[at];
    if (value === undefined) continue;
    if (typeof value !== 'string' || value.trim() === '' || value.length > limits.choiceCharactersMax) {
      yield wrong(item, `A choice is a text of 1 to ${limits.choiceCharactersMax} characters.`, hint);
    } else if (all.indexOf(value) < at)
      yield wrong(item, `"${value}" stands twice among the choices.`, 'Delete one of the two.');
  }
}

function* roles(node: ExpressionNode): Iterable<Finding> {
  const value = constantOf(node);
  if (value === undefined) return;
  const all = Array.isArray(value) ? (value as readonly Json[]) : [value];
  const fits =
    all.length > 0 && all.length <= limits.agentsMax && all.every((each) => typeof each === 'string' && each !== '');
  if (fits) return;
  yield wrong(
    node,
    `WITH wants the names of 1 to ${limits.agentsMax} agents.`,
    'Write WITH ["analyst", "critic"], or leave it out.',
  );
}
