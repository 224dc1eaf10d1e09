import type { BinaryOperator, LoopType } from '../plan.ts';
import { join } from './join.ts';
import { isMoment, type Kind, kindOf, shownKinds } from './kinds.ts';
import {
  type Alternative,
  alternativesOf,
  anything,
  bool,
  duration,
  listOf,
  number,
  text,
  time,
} from './normal-form.ts';

type Pair = (left: Alternative, right: Alternative) => LoopType | null;

/** What an operator makes of values that are not null; null for what it cannot work with. */
const pairs: Partial<Readonly<Record<BinaryOperator, Pair>>> = {
  '+': (left, right) => {
    if (kindOf(left) === 'number' && kindOf(right) === 'number') return either(left, right);
    if (isMoment(left) && kindOf(right) === 'number') return time;
    if (kindOf(left) === 'text' && kindOf(right) === 'text') return text;
    return left.t === 'list' && right.t === 'list' ? listOf(join([left.of, right.of])) : null;
  },
  '-': (left, right) => {
    if (kindOf(left) === 'number' && kindOf(right) === 'number') return either(left, right);
    if (!isMoment(left)) return null;
    return kindOf(right) === 'number' ? time : isMoment(right) ? duration : null;
  },
  '*': (left, right) => (areNumbers(left, right) ? either(left, right) : null),
  '/': (left, right) => {
    if (!areNumbers(left, right)) return null;
    return left.t === 'duration' && right.t !== 'duration' ? duration : number;
  },
  '%': (left, right) => (areNumbers(left, right) ? either(left, right) : null),
  '<': compared,
  '<=': compared,
  '>': compared,
  '>=': compared,
  in: (left, right) => {
    if (right.t === 'list') return bool;
    const text = kindOf(left) === null || kindOf(left) === 'text';
    return text && (kindOf(right) === 'text' || kindOf(right) === 'object') ? bool : null;
  },
};

const wanted: Partial<Readonly<Record<BinaryOperator, string>>> = {
  '+': 'two numbers, two texts, two lists, or a time and a duration',
  '-': 'two numbers, two times, or a time and a duration',
  in: 'a list, a text in a text, or the name of a field in an object',
};

function compared(left: Alternative, right: Alternative): LoopType | null {
  const kind = kindOf(left);
  return kind === kindOf(right) && (kind === 'number' || kind === 'text') ? bool : null;
}

const areNumbers = (left: Alternative, right: Alternative): boolean =>
  kindOf(left) === 'number' && kindOf(right) === 'number';
const either = (left: Alternative, right: Alternative): LoopType =>
  left.t === 'duration' || right.t === 'duration' ? duration : number;

/**
 * What an operator that works on two values gives.
 * @returns `wrong` when some of what its sides may be does not fit it
 */
export function operated(
  operator: BinaryOperator,
  left: LoopType,
  right: LoopType,
): { readonly type: LoopType; readonly wrong: boolean } {
  const pair = pairs[operator];
  if (pair === undefined) return { type: bool, wrong: false };
  const found = alternativesOf(left).flatMap((one) =>
    alternativesOf(right).map((other) => {
      // Of one side nothing is known: the other may still be of a kind that never fits.
      if (one.t === 'any' || other.t === 'any') return anyWith(operator, one, other) ? givenOpen(operator) : null;
      return pair(one, other);
    }),
  );
  const types = found.filter((type) => type !== null);
  return { type: types.length === 0 ? givenOpen(operator) : join(types), wrong: types.length < found.length };
}

const fitting: Partial<Readonly<Record<BinaryOperator, readonly Kind[]>>> = {
  '+': ['number', 'text', 'list'],
  '-': ['number', 'text'],
  '<': ['number', 'text'],
  '<=': ['number', 'text'],
  '>': ['number', 'text'],
  '>=': ['number', 'text'],
};

function anyWith(operator: BinaryOperator, left: Alternative, right: Alternative): boolean {
  const known = left.t === 'any' ? right : left;
  const kind = kindOf(known);
  if (kind === null) return true;
  if (operator === 'in') return left.t === 'any' ? ['list', 'text', 'object'].includes(kind) : true;
  return (fitting[operator] ?? ['number']).includes(kind);
}

const arithmetic: ReadonlySet<BinaryOperator> = new Set(['*', '/', '%']);

function givenOpen(operator: BinaryOperator): LoopType {
  if (arithmetic.has(operator)) return number;
  return operator === '+' || operator === '-' ? anything : bool;
}

/** What is wrong with the sides of an operator, as the run would say it. */
export function shownWrong(
  operator: BinaryOperator,
  left: LoopType,
  right: LoopType,
): { readonly message: string; readonly hint: string } {
  const sides = [left, right].map((side) => shownKinds(alternativesOf(side).map(kindOf)));
  const wants = wanted[operator] ?? (arithmetic.has(operator) ? 'two numbers' : 'two numbers, two times or two texts');
  return {
    message: `"${operator}" wants ${wants}, and here are ${sides.join(' and ')}.`,
    hint: hintOf(operator, left, right),
  };
}

function hintOf(operator: BinaryOperator, left: LoopType, right: LoopType): string {
  const kinds = [left, right].map((side) => alternativesOf(side).map(kindOf));
  if (operator === '-' && kinds.every((all) => all.every((kind) => kind === 'text' || kind === 'number'))) {
    return kinds[0]?.includes('text') ? 'Declare the text as a time where it comes from.' : 'Turn it with number(…).';
  }
  if (operator === '+' && kinds.some((all) => all.includes('text'))) {
    return 'Put values into a text with braces: "{name} and {other}".';
  }
  return 'Look at the values on its two sides.';
}
