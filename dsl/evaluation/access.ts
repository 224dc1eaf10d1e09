import { isJsonObject, type Json } from '../../domain/json.ts';
import { nearest } from '../nearest.ts';
import { fail } from './failure.ts';
import { isList, kindOf } from './kinds.ts';

/** Of an object, among which one is looked for that may be meant: comparing names takes a while. */
const fieldsMax = 1_000;

/**
 * A field of an object: its own, never what its prototype has.
 * @param what how messages name the object
 * @param optional whether null has fields that are null, and a field that is not there is null too
 */
export function fieldOf(value: Json, name: string, what: string, optional: boolean): Json {
  if (value === null) {
    if (optional) return null;
    return fail(
      `${what} is null, so it has no field "${name.slice(0, 60)}".`,
      `Write ?. before the field where ${what} may be null.`,
    );
  }
  if (!isJsonObject(value)) {
    return fail(
      `${what} is ${kindOf(value)}, so it has no field "${name.slice(0, 60)}".`,
      `Look at what ${what} gives.`,
    );
  }
  // A field may be present and undefined only in values that never were JSON.
  const found = Object.hasOwn(value, name) ? value[name] : undefined;
  if (found !== undefined) return found;
  if (optional) return null;
  const fields = Object.keys(value).slice(0, fieldsMax);
  const near = nearest(name, fields);
  return fail(
    `${what} has no field "${name.slice(0, 60)}"; it has ${listed(fields)}.`,
    near === null ? `Use a field that ${what} has, or write ?. where it may be missing.` : `Did you mean "${near}"?`,
  );
}

/** An item of a list by its position from 0, or a field by its name. */
export function itemOf(value: Json, at: Json, what: string): Json {
  if (typeof at === 'string') return fieldOf(value, at, what, false);
  if (value === null) return fail(`${what} is null, so it has no items.`, `Look at why ${what} gave nothing.`);
  if (!isList(value)) return fail(`${what} is ${kindOf(value)}, not a list.`, `Look at what ${what} gives.`);
  if (typeof at !== 'number' || !Number.isInteger(at) || at < 0) {
    return fail(
      `An item of ${what} is asked for by ${typeof at === 'number' ? at : kindOf(at)}, which is not a position.`,
      'Count positions from 0, in whole numbers.',
    );
  }
  const found = value[at];
  if (found !== undefined) return found;
  return fail(`${what} has ${value.length} items, so none at position ${at}.`, 'Count positions from 0.');
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'no fields at all';
  const shown = names.slice(0, 8).map((name) => `"${name.slice(0, 60)}"`);
  return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : shown.join(', ');
}
