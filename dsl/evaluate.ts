import { LoomError } from '../domain/errors.ts';
import { isJsonObject, type Json } from '../domain/json.ts';
import { limits } from '../domain/limits.ts';
import { expressionText } from './expression-text.ts';
import { nearest } from './nearest.ts';
import type { Expression } from './plan.ts';

/** What is left to spend while one expression is worked out. */
interface Budget {
  operations: number;
  readonly scope: ReadonlyMap<string, Json>;
}

/**
 * Works an expression out. Pure and bounded: it reads own properties of plain JSON and nothing else, and stops at
 * `limits.expressionOperationsMax`, `expressionDepthMax` and `expressionCharactersMax`, so that a published program
 * cannot hold a worker up. Part of every run's history: the same expression and scope give the same value for ever.
 * @param scope values by name: inputs, results of steps by their path
 * @throws LoomError `loop.expression_failed`, final, saying which part could not be worked out and why
 */
export function evaluate(expression: Expression, scope: ReadonlyMap<string, Json>): Json {
  const value = workOut(expression, { operations: limits.expressionOperationsMax, scope }, 0);
  measure(value, limits.expressionCharactersMax, 0);
  return value;
}

function workOut(expression: Expression, budget: Budget, depth: number): Json {
  budget.operations -= 1;
  if (budget.operations < 0) {
    fail(
      `Working this out took more than ${limits.expressionOperationsMax} operations.`,
      'Let a tool do the heavy part.',
    );
  }
  if (depth > limits.expressionDepthMax) {
    fail(
      `The expression is nested deeper than ${limits.expressionDepthMax} levels.`,
      'Give parts of it steps of their own.',
    );
  }
  const inner = (part: Expression): Json => workOut(part, budget, depth + 1);

  switch (expression.t) {
    case 'literal':
      return expression.value;
    case 'name':
      return named(expression.name, budget.scope);
    case 'list':
      return expression.items.map(inner);
    case 'object':
      // fromEntries defines own properties, whatever their names are; assignment would not.
      return Object.fromEntries(expression.fields.map(([name, part]) => [name, inner(part)]));
    case 'field':
      return fieldOf(inner(expression.of), expression.name, expression.of);
    case 'index':
      return itemOf(inner(expression.of), inner(expression.at), expression.of);
    case 'template':
      return joined(expression.parts.map((part) => textOf(inner(part))));
    default:
      return fail(
        `This worker does not know expressions of kind "${String((expression as { t?: unknown }).t)}".`,
        'Update the workers of HoloLoom.',
      );
  }
}

function named(name: string, scope: ReadonlyMap<string, Json>): Json {
  const value = scope.get(name);
  if (value !== undefined) return value;
  return fail(
    `Nothing called "${name}" has a value here.`,
    'Publish the program again; its plan does not fit this run.',
  );
}

function fieldOf(value: Json, name: string, of: Expression): Json {
  const what = expressionText(of);
  if (value === null) {
    return fail(`${what} is null, so it has no field "${name}".`, `Look at why ${what} gave nothing.`);
  }
  if (!isJsonObject(value)) {
    return fail(`${what} is ${kindOf(value)}, so it has no field "${name}".`, `Look at what ${what} gives.`);
  }
  // A field may be present and undefined only in values that never were JSON.
  const found = Object.hasOwn(value, name) ? value[name] : undefined;
  if (found !== undefined) return found;
  const fields = Object.keys(value);
  const near = nearest(name, fields);
  return fail(
    `${what} has no field "${name}"; it has ${listed(fields)}.`,
    near === null ? `Use a field that ${what} has.` : `Did you mean "${near}"?`,
  );
}

function itemOf(value: Json, at: Json, of: Expression): Json {
  const what = expressionText(of);
  if (typeof at === 'string') return fieldOf(value, at, of);
  if (value === null) return fail(`${what} is null, so it has no items.`, `Look at why ${what} gave nothing.`);
  if (!Array.isArray(value)) return fail(`${what} is ${kindOf(value)}, not a list.`, `Look at what ${what} gives.`);
  if (typeof at !== 'number' || !Number.isInteger(at) || at < 0) {
    return fail(
      `An item of ${what} is asked for by ${textOf(at)}, which is not a position.`,
      'Count positions from 0, in whole numbers.',
    );
  }
  const found: Json | undefined = value[at];
  if (found !== undefined) return found;
  return fail(`${what} has ${value.length} items, so none at position ${at}.`, 'Count positions from 0.');
}

/** How a value reads inside a text: texts as they are, everything else as JSON. */
function textOf(value: Json): string {
  if (typeof value === 'string') return value;
  measure(value, limits.expressionCharactersMax, 0);
  return JSON.stringify(value);
}

function joined(parts: readonly string[]): string {
  let characters = 0;
  for (const part of parts) {
    characters += part.length;
    if (characters > limits.expressionCharactersMax) {
      fail(
        `The text grows beyond ${limits.expressionCharactersMax} characters.`,
        'Put only the part of the value into it that people will read.',
      );
    }
  }
  return parts.join('');
}

/**
 * Refuses a value whose JSON would be too long or too deep. Depth is counted here, on the way down, because a value
 * of a service may be nested so deep that JSON.stringify dies of it.
 * @param left characters of JSON that may still be used
 * @returns what is left of them afterwards
 */
function measure(value: Json, left: number, depth: number): number {
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

function kindOf(value: Json): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'a text';
  if (typeof value === 'boolean') return 'true or false';
  return typeof value === 'number' ? 'a number' : 'an object';
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'no fields at all';
  const shown = names.slice(0, 8).map((name) => `"${name.slice(0, 60)}"`);
  return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : shown.join(', ');
}

function fail(message: string, hint: string): never {
  throw new LoomError('loop.expression_failed', message, hint);
}
