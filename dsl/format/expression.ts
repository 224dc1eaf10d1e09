import type { ExpressionNode, ObjectFieldNode, Span, TextNode } from '../tree.ts';
import type { Comment, Comments } from './comments.ts';
import { type Bracket, type Doc, flat, type Item } from './doc.ts';

/** What is formatted: the text in its plain form, and its comments. */
export interface Formatted {
  readonly text: string;
  readonly source: string;
  readonly comments: Comments;
}

/** How an expression is written. Faults were refused before. */
export function expressionDoc(node: ExpressionNode, from: Formatted): Doc {
  const inner = (of: ExpressionNode): Doc => expressionDoc(of, from);
  switch (node.kind) {
    case 'text':
      return textDoc(node, from);
    case 'constant':
      return from.text.slice(node.span.start, node.span.end).replace(/\s+/g, '');
    case 'name':
    case 'duration':
    case 'room':
    case 'user':
      return node.text;
    case 'list':
      return bracket('[]', node.items, node.span, inner, from);
    case 'object':
      return bracket('{}', node.fields, node.span, (field) => fieldDoc(field, from), from);
    case 'group':
      return { ...bracket('()', [node.of], node.span, inner, from), comma: false };
    case 'field':
      return [inner(node.of), node.optional ? '?.' : '.', nameOf(node.name)];
    case 'index': {
      const of = inner(node.of);
      const span = { start: openAfter(node.of.span.end, '[', from), end: node.span.end };
      return [of, { ...bracket('[]', [node.at], span, inner, from), comma: false }];
    }
    case 'call': {
      const callee = inner(node.callee);
      const span = { start: openAfter(node.callee.span.end, '(', from), end: node.span.end };
      const argument = (each: (typeof node.arguments)[number]): Doc =>
        each.name === null ? inner(each.value) : [`${each.name.text}: `, inner(each.value)];
      return [callee, bracket('()', node.arguments, span, argument, from)];
    }
    case 'unary':
      return [node.operator, inner(node.of)];
    case 'binary':
      return { kind: 'chain', parts: operands(node, from), gap: ' ' };
    case 'choice': {
      const parts = [inner(node.test), ['? ', inner(node.yes)], [': ', inner(node.no)]];
      return { kind: 'chain', parts, gap: ' ' };
    }
    case 'lambda':
      return [`${node.parameter.text} => `, inner(node.body)];
    case 'fault':
      return '';
  }
}

/** A text as it was written, but for the spaces around what is put into it. */
export function textDoc({ span, parts }: TextNode, from: Formatted): string {
  let written = '';
  let at = span.start;
  for (const part of parts) {
    if (part.kind === 'piece') continue;
    written += from.text.slice(at, part.span.start).trimEnd() + flat(expressionDoc(part, from));
    at = from.text.indexOf('}', part.span.end);
  }
  return written + from.text.slice(at, span.end);
}

function fieldDoc({ key, value }: ObjectFieldNode, from: Formatted): Doc {
  const name = key.kind === 'text' ? textDoc(key, from) : nameOf(key);
  return value === null ? name : [`${name}: `, expressionDoc(value, from)];
}

export const nameOf = (node: { readonly kind: 'identifier'; readonly text: string } | { readonly kind: 'fault' }) =>
  node.kind === 'identifier' ? node.text : '';

const strength = new Map([
  ...(['==', '!='] as const).map((operator) => [operator as string, 4] as const),
  ...(['<', '<=', '>', '>=', 'in'] as const).map((operator) => [operator as string, 5] as const),
  ...(['+', '-'] as const).map((operator) => [operator as string, 6] as const),
  ...(['*', '/', '%'] as const).map((operator) => [operator as string, 7] as const),
]);
const level = (operator: string): number | string => strength.get(operator) ?? operator;

/** `a +`, `b +`, `c`: operators of one strength in a row; a line that began with one could be a bullet. */
function operands(node: Extract<ExpressionNode, { kind: 'binary' }>, from: Formatted): Doc[] {
  const { left, operator, right } = node;
  const before =
    left.kind === 'binary' && level(left.operator) === level(operator)
      ? operands(left, from)
      : [expressionDoc(left, from)];
  const last = before.pop() ?? '';
  return [...before, [last, ` ${operator}`], expressionDoc(right, from)];
}

function openAfter(at: number, sign: string, { text }: Formatted): number {
  return text.indexOf(sign, at);
}

/**
 * Things in brackets, with the comments among them.
 * @param span with the brackets
 */
export function bracket<Node extends { readonly span: Span }>(
  signs: '()' | '[]' | '{}',
  nodes: readonly Node[],
  span: Span,
  docOf: (node: Node) => Doc,
  from: Formatted,
): Bracket {
  const docs = nodes.map(docOf);
  const places = placed(from.comments.takeInside(span.start, span.end), nodes);
  const items = nodes.map((_, at): Item => {
    const { before = [], behind = [] } = places.get(at) ?? {};
    return { doc: docs[at] ?? '', before, behind };
  });
  const [open = '', close = ''] = signs;
  const keepOpen = signs === '{}' && nodes.length > 0 && lineEndsBehind(span.start, from);
  return { kind: 'bracket', open, close, items, comma: true, keepOpen, last: places.get(nodes.length)?.before ?? [] };
}

/** Which item each comment belongs to: the one it stands behind, or the next when it has a line of its own. */
function placed(comments: readonly Comment[], nodes: readonly { readonly span: Span }[]) {
  const places = new Map<number, { readonly before: string[]; readonly behind: string[] }>();
  const at = (index: number) => {
    const place = places.get(index) ?? { before: [], behind: [] };
    places.set(index, place);
    return place;
  };
  for (const { start, text, alone } of comments) {
    const next = nodes.findIndex(({ span }) => span.start > start);
    const last = (next === -1 ? nodes.length : next) - 1;
    const inside = start < (nodes[last]?.span.end ?? 0);
    if (last >= 0 && (inside || !alone)) at(last).behind.push(text);
    else at(last + 1).before.push(text);
  }
  return places;
}

/** Whether the line ends behind the bracket that opens here. */
function lineEndsBehind(at: number, { source }: Formatted): boolean {
  return /^[^\S\n\r\u2028\u2029]*(?:#.*)?[\n\r\u2028\u2029]/.test(source.slice(at + 1, at + 400));
}
