import type { Json } from '../../domain/json.ts';
import { limits } from '../../domain/limits.ts';
import { fail } from './failure.ts';

/** Letters of text that count as one operation. */
const lettersPerOperation = 64;

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
    const left = measure(value, limits.expressionCharactersMax, 0);
    this.spendOnText(limits.expressionCharactersMax - left);
    return JSON.stringify(value);
  }

  /** How a value reads inside a text: texts as they are, everything else as JSON. */
  shown(value: Json): string {
    return typeof value === 'string' ? value : this.json(value);
  }
}

/**
 * Refuses a value whose JSON would be too long or too deep. Depth is counted here, on the way down, because a value
 * of a service may be nested so deep that JSON.stringify dies of it.
 * @param left characters of JSON that may still be used
 * @returns what is left of them afterwards
 */
export function measure(value: Json, left: number, depth: number): number {
  if (depth > limits.jsonDepthMax) {
    fail(`The value is nested deeper than ${limits.jsonDepthMax} levels.`, 'Take only the fields that are needed.');
  }
  let rest = left;
  if (typeof value === 'string') rest -= value.length + 2;
  else if (typeof value !== 'object' || value === null) rest -= String(value).length;
  else if (Array.isArray(value)) for (const item of value) rest = measure(item, rest - 1, depth + 1);
  else for (const [name, item] of Object.entries(value)) rest = measure(item, rest - name.length - 4, depth + 1);
  if (rest < 0) {
    fail(
      `The value is longer than ${limits.expressionCharactersMax} characters of JSON.`,
      'Take only the fields that are needed.',
    );
  }
  return rest;
}
