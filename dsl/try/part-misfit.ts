import { isJsonObject, type Json } from '../../domain/json.ts';
import { conformance } from '../conform.ts';
import { shownType } from '../describe-type.ts';
import type { LoopType } from '../plan.ts';

/**
 * Checks a value that may be only a part of one: its objects may lack fields, but not have any that their type cannot have.
 * @returns null when it fits, else where and how it does not
 */
export function partMisfit(value: Json, type: LoopType, at = ''): string | null {
  switch (type.t) {
    case 'optional':
      return value === null ? null : partMisfit(value, type.of, at);
    case 'union': {
      const all = type.of.map((each) => partMisfit(value, each, at));
      return all.includes(null) ? null : ((all.length === 1 ? all[0] : null) ?? wrong(value, type, at));
    }
    case 'list':
      if (!Array.isArray(value)) return wrong(value, type, at);
      return first(value.map((item, index) => partMisfit(item, type.of, `${at}[${index}]`)));
    case 'map':
      if (!isJsonObject(value)) return wrong(value, type, at);
      return first(Object.entries(value).map(([key, item]) => partMisfit(item, type.of, dotted(at, key))));
    case 'object': {
      if (!isJsonObject(value)) return wrong(value, type, at);
      const fields = new Map(type.fields.map((field) => [field.name, field.type]));
      return first(
        Object.entries(value).map(([name, item]) => {
          const field = fields.get(name);
          if (field !== undefined) return partMisfit(item, field, dotted(at, name));
          return type.exact === true ? `there is no field ${dotted(at, name)} in ${shownType(type)}` : null;
        }),
      );
    }
    default:
      return conformance(value, type, at);
  }
}

const dotted = (at: string, name: string): string => (at === '' ? name : `${at}.${name}`);
const first = (findings: readonly (string | null)[]): string | null => findings.find((each) => each !== null) ?? null;

function wrong(value: Json, type: LoopType, at: string): string {
  const text = JSON.stringify(value);
  const shown = text.length > 60 ? `${text.slice(0, 57)}...` : text;
  return `${at === '' ? '' : `${at}: `}expected ${shownType(type)}, got ${shown}`;
}
