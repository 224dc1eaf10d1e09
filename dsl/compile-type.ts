import type { LoopType } from './plan.ts';
import { constantText } from './text.ts';
import type { TypeNode } from './tree.ts';

/** The types that are one word. */
export const plainTypes = ['text', 'number', 'bool', 'duration', 'time', 'user', 'room', 'any'] as const;

/** A type as data. What a check has refused counts as `any`, so that one mistake is told once. */
export function compileType(node: TypeNode | null): LoopType {
  if (node === null) return { t: 'any' };
  switch (node.kind) {
    case 'named_type':
      return { t: plainTypes.find((plain) => plain === node.name) ?? 'any' };
    case 'container_type':
      return { t: node.name === 'map' ? 'map' : 'list', of: compileType(node.of) };
    case 'literal_type':
      return { t: 'literal', value: constantText(node.text) ?? '' };
    case 'optional_type':
      return { t: 'optional', of: compileType(node.of) };
    case 'union_type':
      return { t: 'union', of: node.of.map(compileType) };
    case 'object_type':
      return {
        t: 'object',
        fields: node.fields.flatMap(({ name, optional, type }) =>
          name.kind === 'fault' ? [] : [{ name: name.text, optional, type: compileType(type) }],
        ),
      };
    case 'fault':
      return { t: 'any' };
  }
}
