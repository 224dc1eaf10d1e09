import type { Callables } from './callables.ts';
import { constantOf, keyText } from './constant.ts';
import type { Expression } from './plan.ts';
import type { CallNode, ExpressionNode } from './tree.ts';

/** Makes a call a step of its own and gives the name of its result. */
export type Hoist = (call: CallNode) => string;

/** What the words of an expression mean where it stands. */
export interface Bindings {
  readonly callables: Pick<Callables, 'resolve'>;
  /** The path or input a name stands for. */
  readonly pathOf: (name: string) => string;
  readonly hoist: Hoist;
}

/** An expression of a checked program as data. Calls inside it are hoisted, in the order in which they are written. */
export function compileExpression(node: ExpressionNode, bindings: Bindings): Expression {
  const constant = constantOf(node);
  if (constant !== undefined) return { t: 'literal', value: constant };
  const inner = (part: ExpressionNode): Expression => compileExpression(part, bindings);
  switch (node.kind) {
    case 'name':
      return { t: 'name', name: bindings.pathOf(node.text) };
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
          return [name, value === null ? { t: 'name', name: bindings.pathOf(name) } : inner(value)];
        }),
      };
    case 'field':
      return {
        t: 'field',
        of: inner(node.of),
        name: node.name.kind === 'fault' ? '' : node.name.text,
        ...(node.optional ? { optional: true } : {}),
      };
    case 'index':
      return { t: 'index', of: inner(node.of), at: inner(node.at) };
    case 'group':
      return inner(node.of);
    case 'unary':
      return { t: 'unary', operator: node.operator === '!' ? '!' : '-', of: inner(node.of) };
    case 'binary':
      return { t: 'binary', operator: node.operator, left: inner(node.left), right: inner(node.right) };
    case 'choice':
      return { t: 'choice', test: inner(node.test), yes: inner(node.yes), no: inner(node.no) };
    case 'call': {
      const callable = bindings.callables.resolve(node);
      if (callable.kind !== 'function') return { t: 'name', name: bindings.hoist(node) };
      return applied(node, callable.name, callable.receiver, bindings);
    }
    default:
      throw new TypeError(`A ${node.kind} reached the compiler; a check should have refused it.`);
  }
}

/** `hosts.filter(host => host.down)` and `filter(hosts, host => host.down)` are the same; after `?.` null stays null. */
function applied(node: CallNode, name: string, receiver: ExpressionNode | null, bindings: Bindings): Expression {
  const inner = (part: ExpressionNode): Expression => compileExpression(part, bindings);
  const first = receiver === null ? [] : [inner(receiver)];
  const values = node.arguments.map(({ value }) => value);
  const each = values.find((value) => value.kind === 'lambda');
  const result: Expression = {
    t: 'apply',
    name,
    arguments: [...first, ...values.filter((value) => value !== each).map(inner)],
    ...(each === undefined ? {} : { each: compileEach(each, bindings) }),
  };
  const [of] = first;
  if (of === undefined || node.callee.kind !== 'field' || !node.callee.optional) return result;
  const nothing: Expression = { t: 'literal', value: null };
  return { t: 'choice', test: { t: 'binary', operator: '==', left: of, right: nothing }, yes: nothing, no: result };
}

type Each = NonNullable<Extract<Expression, { t: 'apply' }>['each']>;

function compileEach(
  { parameter: { text: parameter }, body }: Extract<ExpressionNode, { kind: 'lambda' }>,
  bindings: Bindings,
): Each {
  const pathOf = (name: string): string => (name === parameter ? name : bindings.pathOf(name));
  return { parameter, body: compileExpression(body, { ...bindings, pathOf }) };
}

/** For places in which nothing is called. */
export function refuseCall(): never {
  throw new TypeError('A call that has no place of its own reached the compiler; a check should have refused it.');
}

/** The names an expression mentions, but for those its functions give. */
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
    case 'unary':
      return namesMentioned(expression.of);
    case 'binary':
      return [...namesMentioned(expression.left), ...namesMentioned(expression.right)];
    case 'choice':
      return [expression.test, expression.yes, expression.no].flatMap(namesMentioned);
    case 'apply': {
      const { arguments: given, each } = expression;
      const inside = each === undefined ? [] : namesMentioned(each.body).filter((name) => name !== each.parameter);
      return [...given.flatMap(namesMentioned), ...inside];
    }
  }
}
