import { isJsonObject, type Json } from '../../domain/json.ts';

/** What a value is, as messages say it. */
export function kindOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (isJsonObject(value)) return 'an object';
  if (typeof value === 'string') return 'a text';
  return typeof value === 'number' ? 'a number' : 'true or false';
}

export function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
