import type { LoopType } from './plan.ts';

/** A type as it is written in LOOP: `{level: "low"|"high", hosts: list<text>}`. */
export function describeType(type: LoopType): string {
  switch (type.t) {
    case 'literal':
      return JSON.stringify(type.value);
    case 'list':
    case 'map':
      return `${type.t}<${describeType(type.of)}>`;
    case 'optional':
      return isEmpty(type.of) ? 'null' : `${describeType(type.of)}?`;
    case 'union':
      // No program can write it: the items of a list that is always empty.
      return isEmpty(type) ? 'nothing' : type.of.map(describeType).join('|');
    case 'object':
      return `{${type.fields.map((field) => `${field.name}${field.optional ? '?' : ''}: ${describeType(field.type)}`).join(', ')}}`;
    default:
      return type.t;
  }
}

const isEmpty = (type: LoopType): boolean => type.t === 'union' && type.of.length === 0;

const shownMax = 120;

/** The same, cut where it would fill a message. */
export function shownType(type: LoopType): string {
  const text = describeType(type);
  return text.length > shownMax ? `${text.slice(0, shownMax - 1)}…` : text;
}
