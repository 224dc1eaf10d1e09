import type { Json, JsonObject } from '../../domain/json.ts';
import { limits } from '../../domain/limits.ts';
import { fail } from './failure.ts';

/** Letters of text that count as one operation. */
const lettersPerOperation = 64;
/** Names of fields that count as one operation. */
const namesPerOperation = 16;

/** What one expression may cost: every part of it, every item it visits and every stretch of text it handles counts. */
export class Budget {
  #left: number = limits.expressionOperationsMax;

  spend(operations: number): void {
    this.#left -= operations;
    if (this.#left >= 0) return;
    fail(
      `Working this out took more than ${limits.expressionOperationsMax} operations.`,
      'Let a tool do the heavy part.',
    );
  }

  spendOnText(letters: number): void {
    this.spend(letters / lettersPerOperation);
  }

  /** The names of the fields of an object. */
  names(object: JsonObject): string[] {
    const names = Object.keys(object);
    this.spend(Math.floor(names.length / namesPerOperation));
    return names;
  }

  /** A text that an expression makes; refused before it is put together when it would be too long. */
  text(parts: readonly string[], between = ''): string {
    let letters = between.length * Math.max(0, parts.length - 1);
    for (const part of parts) letters += part.length;
    if (letters > limits.expressionCharactersMax) {
      fail(
        `The text grows beyond ${limits.expressionCharactersMax} characters.`,
        'Put only the part of the value into it that people will read.',
      );
    }
    this.spendOnText(letters);
    return parts.join(between);
  }

  /** A value as JSON. */
  json(value: Json): string {
    const unused = measure(value, limits.expressionCharactersMax);
    this.spendOnText(limits.expressionCharactersMax - unused);
    return JSON.stringify(value);
  }

  /** How a value reads inside a text: texts as they are, everything else as JSON. */
  shown(value: Json): string {
    return typeof value === 'string' ? value : this.json(value);
  }
}

/** Looked up once: a context of its own, such as a workflow has, makes each look at a global slow, and this is done item by item. */
const { isArray } = Array;
const { keys } = Object;
const written = String;

/**
 * Refuses a value whose JSON would be too long or too deep. Depth is counted here, on the way down, because a value
 * of a service may be nested so deep that JSON.stringify dies of it.
 * @param most characters of JSON that it may have
 * @returns what is left of them
 */
export function measure(value: Json, most: number): number {
  return left(value, most, 0, most);
}

function left(value: Json, before: number, depth: number, most: number): number {
  if (depth > limits.jsonDepthMax) {
    fail(`The value is nested deeper than ${limits.jsonDepthMax} levels.`, 'Take only the fields that are needed.');
  }
  let rest = before;
  if (typeof value === 'string') rest -= value.length + 2;
  else if (typeof value !== 'object' || value === null) rest -= written(value).length;
  else if (isArray(value)) for (const item of value) rest = left(item, rest - 1, depth + 1, most);
  else {
    const object = value as JsonObject;
    const names = keys(object);
    // Of an object with far too many fields not even one is looked at.
    if (names.length * 4 > rest) rest = -1;
    else for (const name of names) rest = left(object[name] ?? null, rest - name.length - 4, depth + 1, most);
  }
  if (rest < 0) {
    fail(`The value is longer than ${most} characters of JSON.`, 'Take only the fields that are needed.');
  }
  return rest;
}
