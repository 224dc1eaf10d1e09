import { constantOf, keyText } from './constant.ts';
import type { Expression } from './plan.ts';
import type { CallNode, ExpressionNode } from './tree.ts';

/** Makes a call a step of its own and gives the name of its result. */
export type Hoist = (call: CallNode) => string;

/** An expression of a checked program as data. Calls inside it are hoisted, in the order in which they are written. */
export function compileExpression(node: ExpressionNode, hoist: Hoist): Expression {
  const constant = constantOf(node);
  if (constant !== undefined) return { t: 'literal', value: constant };
  const inner = (part: ExpressionNode): Expression => compileExpression(part, hoist);
  switch (node.kind) {
    case 'name':
      return { t: 'name', name: node.text };
    case 'text':
      return {
        t: 'template',
        parts: node.parts.map((part) => (part.kind === 'piece' ? { t: 'literal', value: part.text } : inner(part))),
      };
    case 'list':
      return { t: 'list', items: node.items.map(inner) };
    case 'object':
      return {
        t: 'object',
        fields: node.fields.map(({ key, value }): readonly [string, Expression] => {
          const name = keyText(key) ?? '';
          return [name, value === null ? { t: 'name', name } : inner(value)];
        }),
      };
    case 'field':
      return { t: 'field', of: inner(node.of), name: node.name.kind === 'fault' ? '' : node.name.text };
    case 'index':
      return { t: 'index', of: inner(node.of), at: inner(node.at) };
    case 'group':
      return inner(node.of);
    case 'call':
      return { t: 'name', name: hoist(node) };
    default:
      throw new TypeError(`A ${node.kind} reached the compiler; a check should have refused it.`);
  }
}

/** The names an expression mentions. */
export function namesMentioned(expression: Expression): readonly string[] {
  switch (expression.t) {
    case 'literal':
      return [];
    case 'name':
      return [expression.name];
    case 'list':
      return expression.items.flatMap(namesMentioned);
    case 'object':
      return expression.fields.flatMap(([, part]) => namesMentioned(part));
    case 'field':
      return namesMentioned(expression.of);
    case 'index':
      return [...namesMentioned(expression.of), ...namesMentioned(expression.at)];
    case 'template':
      return expression.parts.flatMap(namesMentioned);
  }
}
