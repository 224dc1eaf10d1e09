import { isJsonObject, type Json } from '../domain/json.ts';
import { describeType } from './describe-type.ts';
import type { LoopType } from './plan.ts';

/**
 * Checks a value that came from outside against a declared type. Fields a type does not name are allowed, but for
 * the types of what a program itself makes: services add fields, and programs should go on.
 * @returns null when it fits, else where and how it does not (`hosts[2]: expected text, got 7`)
 */
export function conformance(value: Json, type: LoopType, at = ''): string | null {
  const wrong = (): string => `${at === '' ? '' : `${at}: `}expected ${describeType(type)}, got ${shortened(value)}`;
  switch (type.t) {
    case 'any':
      return null;
    case 'text':
    case 'user':
    case 'room':
      return typeof value === 'string' ? null : wrong();
    case 'number':
      return typeof value === 'number' ? null : wrong();
    case 'bool':
      return typeof value === 'boolean' ? null : wrong();
    // Durations are milliseconds and times are ISO 8601 texts or milliseconds since the epoch.
    case 'duration':
      return typeof value === 'number' && Number.isFinite(value) ? null : wrong();
    case 'time':
      return typeof value === 'number' || (typeof value === 'string' && !Number.isNaN(Date.parse(value)))
        ? null
        : wrong();
    case 'literal':
      return value === type.value ? null : wrong();
    case 'optional':
      return value === null ? null : conformance(value, type.of, at);
    case 'union':
      return type.of.some((each) => conformance(value, each, at) === null) ? null : wrong();
    case 'list':
      return Array.isArray(value)
        ? first(value.map((item, index) => conformance(item, type.of, `${at}[${index}]`)))
        : wrong();
    case 'map':
      return isJsonObject(value)
        ? first(Object.entries(value).map(([key, item]) => conformance(item, type.of, dotted(at, key))))
        : wrong();
    case 'object':
      if (!isJsonObject(value)) return wrong();
      if (type.exact === true && !Object.keys(value).every((key) => type.fields.some(({ name }) => name === key)))
        return wrong();
      return first(
        type.fields.map((field) => {
          const given = Object.hasOwn(value, field.name) ? value[field.name] : undefined;
          if (given === undefined) return field.optional ? null : `${dotted(at, field.name)} is missing`;
          return conformance(given, field.type, dotted(at, field.name));
        }),
      );
  }
}

const dotted = (at: string, name: string): string => (at === '' ? name : `${at}.${name}`);
const first = (findings: readonly (string | null)[]): string | null => findings.find((each) => each !== null) ?? null;

function shortened(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
