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
      return `${describeType(type.of)}?`;
    case 'union':
      return type.of.map(describeType).join('|');
    case 'object':
      return `{${type.fields.map((field) => `${field.name}${field.optional ? '?' : ''}: ${describeType(field.type)}`).join(', ')}}`;
    default:
      return type.t;
  }
}
