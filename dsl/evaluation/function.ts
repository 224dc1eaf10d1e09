import type { Json, JsonObject } from '../../domain/json.ts';
import { isJsonObject } from '../../domain/json.ts';
import type { Budget } from './budget.ts';
import { fail } from './failure.ts';
import { isList, kindOf } from './kinds.ts';

/** What expressions are given by the run they stand in; both are the same on each replay. */
export interface Surroundings {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** A UUID that nobody had before, another at each call. */
  readonly uuid: () => string;
}

/** What a function is given besides its values. */
export interface Call {
  readonly name: string;
  readonly budget: Budget;
  /** Null outside of runs. */
  readonly surroundings: Surroundings | null;
  /** Works out the function written as the last argument, for one item. */
  readonly each: (item: Json) => Json;
}

/** A function of the language. `size(hosts)` and `hosts.size()` are the same. */
export interface LoopFunction {
  /** How many values it takes, without the function at the end. */
  readonly takes: readonly [least: number, most: number];
  /** Whether its last argument is a function `item => value`. */
  readonly withEach?: true;
  /** What it gives, in a few words. */
  readonly gives: string;
  readonly apply: (given: readonly Json[], call: Call) => Json;
}

export function listIn(given: readonly Json[], at: number, call: Call): readonly Json[] {
  const value = given[at] ?? null;
  if (!isList(value)) return unfit('a list', value, call);
  call.budget.spend(value.length);
  return value;
}

export function textIn(given: readonly Json[], at: number, call: Call): string {
  const value = given[at] ?? null;
  if (typeof value !== 'string') return unfit('a text', value, call);
  call.budget.spendOnText(value.length);
  return value;
}

export function numberIn(given: readonly Json[], at: number, call: Call, otherwise?: number): number {
  const value = given[at] ?? otherwise ?? null;
  return typeof value === 'number' ? value : unfit('a number', value, call);
}

/** A whole number from 0, such as a position or a count. */
export function countIn(given: readonly Json[], at: number, call: Call): number {
  const value = numberIn(given, at, call);
  if (Number.isInteger(value) && value >= 0) return value;
  return fail(
    `${call.name}() wants a whole number from 0, and got ${value}.`,
    'Round it, or look at where it comes from.',
  );
}

export function objectIn(given: readonly Json[], at: number, call: Call): JsonObject {
  const value = given[at] ?? null;
  if (!isJsonObject(value)) return unfit('an object', value, call);
  call.budget.spend(Object.keys(value).length);
  return value;
}

export function unfit(wanted: string, value: Json, { name }: Call): never {
  return fail(`${name}() wants ${wanted}, and got ${kindOf(value)}.`, `Look at what ${name}() is given.`);
}
