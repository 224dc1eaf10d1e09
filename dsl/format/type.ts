import type { ParameterNode, TypeNode } from '../tree.ts';
import type { Doc } from './doc.ts';
import { bracket, expressionDoc, type Formatted, nameOf, textDoc } from './expression.ts';

export function typeDoc(node: TypeNode, from: Formatted): Doc {
  switch (node.kind) {
    case 'named_type':
      return node.name;
    case 'container_type':
      return [`${node.name}<`, typeDoc(node.of, from), '>'];
    case 'literal_type':
      return textDoc(node.text, from);
    case 'optional_type':
      return [typeDoc(node.of, from), '?'];
    case 'union_type': {
      const parts = node.of.map((each, at) => [typeDoc(each, from), at < node.of.length - 1 ? '|' : '']);
      return { kind: 'chain', parts, gap: '' };
    }
    case 'object_type': {
      const fields = node.fields.map((field) => ({ ...field, span: spanOf(field.name, field.type) }));
      const field = ({ name, optional, type }: (typeof fields)[number]): Doc => [
        `${nameOf(name)}${optional ? '?' : ''}`,
        // A field without a type has one of no length.
        ...(type.span.start === type.span.end ? [] : [': ', typeDoc(type, from)]),
      ];
      return bracket('{}', fields, node.span, field, from);
    }
    case 'fault':
      return '';
  }
}

export function parameterDoc({ name, type, default: value }: ParameterNode, from: Formatted): Doc {
  return [
    nameOf(name),
    ...(type === null ? [] : [': ', typeDoc(type, from)]),
    ...(value === null ? [] : [' = ', expressionDoc(value, from)]),
  ];
}

function spanOf(first: { readonly span: { start: number } }, last: { readonly span: { end: number } }) {
  return { start: first.span.start, end: Math.max(first.span.start, last.span.end) };
}
