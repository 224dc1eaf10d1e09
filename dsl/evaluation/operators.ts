import { isJsonObject, type Json } from '../../domain/json.ts';
import { limits } from '../../domain/limits.ts';
import type { BinaryOperator } from '../plan.ts';
import type { Budget } from './budget.ts';
import { fail } from './failure.ts';
import { isList, kindOf } from './kinds.ts';
import { positionIn } from './search.ts';
import { isInstant, shifted } from './time.ts';

/** Every operator but `?? && ||`, whose right side is not worked out when the left one decides. */
export function applyOperator(operator: BinaryOperator, left: Json, right: Json, budget: Budget): Json {
  switch (operator) {
    case '==':
      return equal(left, right, budget);
    case '!=':
      return !equal(left, right, budget);
    case '<':
      return compared(left, right, operator, budget) < 0;
    case '<=':
      return compared(left, right, operator, budget) <= 0;
    case '>':
      return compared(left, right, operator, budget) > 0;
    case '>=':
      return compared(left, right, operator, budget) >= 0;
    case 'in':
      return isIn(left, right, budget);
    case '+':
      return sum(left, right, budget);
    case '-':
      return difference(left, right);
    case '*':
    case '/':
    case '%':
      return arithmetic(operator, left, right);
    default:
      return fail(`This worker does not know the operator "${operator}".`, 'Update the workers of HoloLoom.');
  }
}

/** Values are equal when they are the same JSON; the order of fields does not matter. */
export function equal(left: Json, right: Json, budget: Budget, depth = 0): boolean {
  budget.spend(1);
  if (depth > limits.jsonDepthMax) {
    return fail(`Values nested deeper than ${limits.jsonDepthMax} levels cannot be compared.`, 'Compare their fields.');
  }
  if (typeof left === 'string' && typeof right === 'string') {
    budget.spendOnText(Math.min(left.length, right.length));
    return left === right;
  }
  if (isList(left)) {
    return (
      isList(right) &&
      left.length === right.length &&
      left.every((item, at) => equal(item, right[at] ?? null, budget, depth + 1))
    );
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return left === right;
  const names = budget.names(left);
  return (
    names.length === budget.names(right).length &&
    names.every(
      (name) => Object.hasOwn(right, name) && equal(left[name] ?? null, right[name] ?? null, budget, depth + 1),
    )
  );
}

/** Below 0 when left comes first: numbers by size, times by time, other texts letter by letter. */
export function compared(left: Json, right: Json, operator: string, budget: Budget): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'string' && typeof right === 'string') {
    budget.spendOnText(Math.min(left.length, right.length));
    if (isInstant(left) && isInstant(right)) return Date.parse(left) - Date.parse(right);
    return left < right ? -1 : left > right ? 1 : 0;
  }
  return misfit(operator, left, right, 'two numbers, two times or two texts');
}

export function truth(value: Json, where: string): boolean {
  if (typeof value === 'boolean') return value;
  return fail(
    `${where} wants true or false, and got ${kindOf(value)}.`,
    'Compare the value, for example with == or !=.',
  );
}

/** A number of JSON: neither infinite nor no number at all. */
export function finite(value: number, what: string): number {
  if (Number.isFinite(value)) return value;
  return fail(`${what} gives no number that can be written down.`, 'Look at the values it is given.');
}

function isIn(item: Json, whole: Json, budget: Budget): boolean {
  if (isList(whole)) return whole.some((each) => equal(item, each, budget));
  if (typeof item === 'string' && typeof whole === 'string') {
    budget.spendOnText(whole.length);
    return positionIn(whole, item, 0) >= 0;
  }
  if (typeof item === 'string' && isJsonObject(whole)) return Object.hasOwn(whole, item);
  return misfit('in', item, whole, 'a list, a text in a text, or the name of a field in an object');
}

function sum(left: Json, right: Json, budget: Budget): Json {
  if (typeof left === 'number' && typeof right === 'number') return finite(left + right, '+');
  if (typeof left === 'string' && typeof right === 'number' && isInstant(left)) return shifted(left, right);
  if (typeof left === 'string' && typeof right === 'string') return budget.text([left, right]);
  if (isList(left) && isList(right)) {
    budget.spend(left.length + right.length);
    return [...left, ...right];
  }
  return misfit('+', left, right, 'two numbers, two texts, two lists, or a time and a duration');
}

function difference(left: Json, right: Json): Json {
  if (typeof left === 'number' && typeof right === 'number') return finite(left - right, '-');
  if (typeof left === 'string' && isInstant(left)) {
    if (typeof right === 'number') return shifted(left, -right);
    if (typeof right === 'string' && isInstant(right)) return Date.parse(left) - Date.parse(right);
  }
  return misfit('-', left, right, 'two numbers, two times, or a time and a duration');
}

function arithmetic(operator: '*' | '/' | '%', left: Json, right: Json): number {
  if (typeof left !== 'number' || typeof right !== 'number') return misfit(operator, left, right, 'two numbers');
  if (operator === '*') return finite(left * right, operator);
  if (right === 0) return fail(`${left} cannot be divided by 0.`, 'Look at the value that is 0.');
  return finite(operator === '/' ? left / right : left % right, operator);
}

function misfit(operator: string, left: Json, right: Json, wanted: string): never {
  const together = operator === '+' && (typeof left === 'string' || typeof right === 'string');
  return fail(
    `"${operator}" wants ${wanted}, and got ${kindOf(left)} and ${kindOf(right)}.`,
    together ? 'Put values into a text with braces: "{name} and {other}".' : 'Look at the values on its two sides.',
  );
}
