import type { Json } from '../../domain/json.ts';
import { limits } from '../../domain/limits.ts';
import { measure } from './budget.ts';
import { fail } from './failure.ts';
import { countIn, type LoopFunction, listIn, numberIn, textIn, unfit } from './function.ts';
import { isList } from './kinds.ts';
import { equal, finite } from './operators.ts';
import { partsBetween, positionIn } from './search.ts';

const digitsMax = 15;
/** Comparisons of two letters that count as one operation. */
const stepsPerOperation = 256;

export const textFunctions = {
  join: {
    takes: [1, 2],
    gives: 'the items as one text, with the second value between them',
    apply: (given, call) => {
      const parts = listIn(given, 0, call).map((item) => call.budget.shown(item));
      return call.budget.text(parts, given.length > 1 ? textIn(given, 1, call) : '');
    },
  },
  split: {
    takes: [2, 2],
    gives: 'the parts of a text between each place the second stands at',
    apply: (given, call) => {
      const parts = partsBetween(textIn(given, 0, call), textIn(given, 1, call));
      call.budget.spend(parts.length);
      return parts;
    },
  },
  lower: {
    takes: [1, 1],
    gives: 'the text in small letters',
    apply: (given, call) => textIn(given, 0, call).toLowerCase(),
  },
  upper: { takes: [1, 1], gives: 'the text in capitals', apply: (given, call) => textIn(given, 0, call).toUpperCase() },
  trim: {
    takes: [1, 1],
    gives: 'the text without spaces around it',
    apply: (given, call) => textIn(given, 0, call).trim(),
  },
  starts_with: {
    takes: [2, 2],
    gives: 'whether a text begins with the second',
    apply: (given, call) => textIn(given, 0, call).startsWith(textIn(given, 1, call)),
  },
  ends_with: {
    takes: [2, 2],
    gives: 'whether a text ends with the second',
    apply: (given, call) => textIn(given, 0, call).endsWith(textIn(given, 1, call)),
  },
  contains: {
    takes: [2, 2],
    gives: 'whether the second stands in a text, or is an item of a list',
    apply: (given, call) => {
      const [whole = null, part = null] = given;
      if (isList(whole)) return whole.some((item) => equal(item, part, call.budget));
      return positionIn(textIn(given, 0, call), textIn(given, 1, call), 0) >= 0;
    },
  },
  replace: {
    takes: [3, 3],
    gives: 'the text with the third wherever the second stood, letter for letter',
    apply: (given, call) =>
      call.budget.text(partsBetween(textIn(given, 0, call), textIn(given, 1, call)), textIn(given, 2, call)),
  },
  glob: {
    takes: [2, 2],
    gives: 'whether the whole text fits a pattern, where * is any letters and ? is one',
    apply: (given, call) => {
      const [text, pattern] = [[...textIn(given, 0, call)], [...textIn(given, 1, call)]];
      call.budget.spend((text.length * pattern.length) / stepsPerOperation);
      return fits(text, pattern);
    },
  },
  text: {
    takes: [1, 1],
    gives: 'the value as it reads inside a text',
    apply: ([value = null], call) => call.budget.shown(value),
  },
  json: { takes: [1, 1], gives: 'the value as JSON', apply: ([value = null], call) => call.budget.json(value) },
  parse_json: {
    takes: [1, 1],
    gives: 'the value a JSON text stands for',
    apply: (given, call) => {
      const text = textIn(given, 0, call);
      let value: Json;
      try {
        value = JSON.parse(text) as Json;
      } catch {
        return fail('parse_json() was given a text that is not JSON.', 'Look at where the text comes from.');
      }
      measure(value, limits.expressionCharactersMax);
      return value;
    },
  },
  number: {
    takes: [1, 1],
    gives: 'the number a text stands for',
    apply: (given, call) => {
      const [value = null] = given;
      if (typeof value === 'number') return value;
      if (typeof value !== 'string') return unfit('a text', value, call);
      call.budget.spendOnText(value.length);
      const number = /^\s*-?\d{1,20}(?:\.\d{1,20})?(?:[eE][+-]?\d{1,3})?\s*$/.test(value) ? Number(value) : Number.NaN;
      if (Number.isFinite(number)) return number;
      return fail(`"${value.slice(0, 40)}" is no number.`, 'Look at where the text comes from.');
    },
  },
  round: {
    takes: [1, 2],
    gives: 'the nearest number with so many digits behind the point (none unless said)',
    apply: (given, call) => {
      const digits = given.length > 1 ? Math.min(countIn(given, 1, call), digitsMax) : 0;
      const number = numberIn(given, 0, call);
      // Moving the point in the written number keeps 1.005 from becoming 1.00499….
      const moved = Number(`${number}e${digits}`);
      return Number.isFinite(moved) ? Number(`${Math.round(moved)}e-${digits}`) + 0 : number;
    },
  },
  floor: {
    takes: [1, 1],
    gives: 'the next whole number below',
    apply: (given, call) => Math.floor(numberIn(given, 0, call)),
  },
  ceil: {
    takes: [1, 1],
    gives: 'the next whole number above',
    apply: (given, call) => Math.ceil(numberIn(given, 0, call)) + 0,
  },
  abs: {
    takes: [1, 1],
    gives: 'the number without its sign',
    apply: (given, call) => finite(Math.abs(numberIn(given, 0, call)), 'abs()'),
  },
} as const satisfies Record<string, LoopFunction>;

/** Matching by hand, in time that grows at most with text times pattern: patterns come from programs and data. */
function fits(text: readonly string[], pattern: readonly string[]): boolean {
  let [at, place, star, mark] = [0, 0, -1, 0];
  while (at < text.length) {
    if (place < pattern.length && (pattern[place] === '?' || (pattern[place] === text[at] && pattern[place] !== '*'))) {
      at += 1;
      place += 1;
    } else if (pattern[place] === '*') {
      [star, mark] = [place, at];
      place += 1;
    } else if (star >= 0) {
      mark += 1;
      [at, place] = [mark, star + 1];
    } else return false;
  }
  while (pattern[place] === '*') place += 1;
  return place === pattern.length;
}
