import { constantOf } from '../constant.ts';
import type { LoopType } from '../plan.ts';
import type { BodyNode, ControlNode, ExpressionNode, OptionNode } from '../tree.ts';
import { isControl } from '../walk.ts';
import type { Blocks } from './blocks.ts';
import { checkFits } from './calls.ts';
import type { Where } from './expressions.ts';
import { itemOf } from './function-types.ts';
import { join } from './join.ts';
import { anything, listOf, literal, never, nullOnly, number, objectOf, optional, text } from './normal-form.ts';
import { Scope } from './scope.ts';
import { inferTest, inferValue } from './tests.ts';

type Control<Kind extends ControlNode['kind']> = Extract<ControlNode, { kind: Kind }>;

/** What a control gives. The branches of an IF are followed where its line is. */
export function inferControl(control: ControlNode, where: Where, blocks: Blocks): LoopType {
  switch (control.kind) {
    case 'if':
      return nullOnly;
    case 'for':
      return inferFor(control, where, blocks);
    case 'repeat':
      return inferRepeat(control, where, blocks);
    case 'race':
      return inferRace(control, where, blocks);
    case 'act':
      return inferAct(control, where, blocks);
  }
}

function optionOf(options: readonly OptionNode[], word: string): OptionNode | undefined {
  return options.find(({ keyword }) => keyword.text === word);
}

function inferFor({ variable, of, options, body }: Control<'for'>, where: Where, blocks: Blocks): LoopType {
  const { expressions } = blocks;
  const type = expressions.infer(of, where);
  // What is fixed is looked at by check/controls.ts, as the options of all controls are.
  const list = constantOf(of) === undefined ? expressions.need(of, type, ['list'], 'FOR wants a list', where) : type;
  inferOptions(options, where, blocks);
  // The name of an item is none of the names of the body's lines.
  const around = new Scope(where.scope);
  if (variable.kind === 'identifier') {
    expressions.names.set(variable, itemOf(list));
    around.give(variable.text, { type: itemOf(list) });
  }
  const item = inferBody(body, new Scope(around), blocks);
  if (optionOf(options, 'KEEP GOING') === undefined || optionOf(options, 'FIRST') !== undefined) return listOf(item);
  return listOf(
    objectOf([
      ['value', optional(item)],
      ['error', optional(text)],
    ]),
  );
}

function inferRepeat({ options, body, until }: Control<'repeat'>, where: Where, blocks: Blocks): LoopType {
  inferOptions(options, where, blocks);
  const scope = new Scope(where.scope);
  const round = inferBody(body, scope, blocks);
  if (until === null) return round;
  const after = new Scope(scope);
  after.shadow('it', { type: round });
  const { yes } = inferTest('UNTIL', until, { scope: after, takesWhen: false }, blocks.expressions);
  // It ends when the test holds, so what that tells of `it` is true of the result.
  return new Scope(after, yes).typeOf('it') ?? round;
}

/** @returns what a body yields: YIELD, the object of its named lines, or what its one action gives */
function inferBody(body: BodyNode, scope: Scope, blocks: Blocks): LoopType {
  const where = { scope, takesWhen: false };
  if (body.kind === 'inline') {
    return isControl(body.does) ? inferControl(body.does, where, blocks) : blocks.expressions.infer(body.does, where);
  }
  blocks.infer(body.steps, scope);
  return body.yields === null ? namesAsObject(scope) : blocks.expressions.infer(body.yields, where);
}

/** What a scope's own names are together, as an object of them. */
export function namesAsObject(scope: Scope): LoopType {
  return objectOf([...scope.given.keys()].map((name) => [name, scope.typeOf(name) ?? anything]));
}

function inferRace({ count, body }: Control<'race'>, where: Where, blocks: Blocks): LoopType {
  if (count !== null) inferValue('FIRST wants a number', count, ['number'], where, blocks.expressions);
  const scope = new Scope(where.scope);
  inferBody(body, scope, blocks);
  const need = count === null ? 1 : constantOf(count);
  const all = [...scope.given];
  const everyOneWins = typeof need === 'number' && need >= all.length;
  return objectOf(all.map(([name, { type }]) => [name, everyOneWins ? type : optional(type)]));
}

function inferAct({ keyword, value, options }: Control<'act'>, where: Where, blocks: Blocks): LoopType {
  const { expressions } = blocks;
  switch (keyword.text) {
    case 'WAIT':
      inferValue('WAIT wants a duration', value, ['number'], where, expressions);
      return nullOnly;
    case 'WAIT UNTIL':
      inferValue('WAIT UNTIL wants a time', value, ['text', 'number'], where, expressions);
      return nullOnly;
    case 'ASK':
    case 'COLLABORATE':
      inferValue(`${keyword.text} wants a text`, value, ['text'], where, expressions);
      inferOptions(options, where, blocks);
      return keyword.text === 'ASK' ? choiceOf(optionOf(options, 'CHOICES')?.value) : agreement;
    default: {
      const type = expressions.infer(value, where);
      inferOptions(options, where, blocks);
      if (keyword.text === 'WAIT FOR') return anything;
      if (keyword.text === 'RETURN') blocks.returned.push(type);
      return keyword.text === 'SAY' ? nullOnly : never;
    }
  }
}

/** The answers an ASK can get. */
function choiceOf(choices: ExpressionNode | null | undefined): LoopType {
  const fixed = choices == null ? ['yes', 'no'] : constantOf(choices);
  if (!Array.isArray(fixed)) return text;
  return join(fixed.map((choice) => (typeof choice === 'string' ? literal(choice) : text)));
}

const agreement: LoopType = objectOf([
  ['answer', text],
  ['agreement', number],
  ['quorum', number],
  [
    'opinions',
    listOf(
      objectOf([
        ['agent', text],
        ['answer', text],
        ['sources', listOf(anything)],
        ['confidence', number],
      ]),
    ),
  ],
  [
    'dissent',
    listOf(
      objectOf([
        ['agent', text],
        ['answer', text],
      ]),
    ),
  ],
]);

const texts: LoopType = { t: 'list', of: text };
const textOrTexts: LoopType = { t: 'union', of: [text, texts] };
const wanted: Readonly<Record<string, LoopType>> = {
  // A run that no room asked for has none.
  IN: { t: 'optional', of: { t: 'room' } },
  FROM: { t: 'union', of: [text, texts, number] },
  NEED: number,
  QUORUM: number,
  MAX: number,
  FIRST: number,
  CHOICES: texts,
  WITH: textOrTexts,
  WITHIN: { t: 'duration' },
  EVERY: { t: 'duration' },
};

function inferOptions(options: readonly OptionNode[], where: Where, blocks: Blocks): void {
  const { expressions } = blocks;
  for (const { keyword, value } of options) {
    if (value === null) continue;
    if (keyword.text === 'WHERE') {
      const scope = new Scope(where.scope);
      scope.shadow('it', { type: anything });
      inferTest('WHERE', value, { scope, takesWhen: false }, expressions);
      continue;
    }
    const type = wanted[keyword.text];
    expressions.infer(value, where);
    if (type !== undefined && constantOf(value) === undefined) checkFits(value, type, keyword.text, where, expressions);
  }
}
