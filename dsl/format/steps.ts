import type { ActionNode, BodyNode, ClauseNode, ExpressionNode, Fault, OptionNode, StepNode } from '../tree.ts';
import { isControl } from '../walk.ts';
import type { Doc } from './doc.ts';
import { expressionDoc, type Formatted, nameOf } from './expression.ts';
import { bulletRow, type Row, wordRow } from './row.ts';

/** The order in which clauses and options are written. */
const clauseOrder = ['WHEN', 'AFTER', 'TIMEOUT', 'RETRY', 'ELSE', 'UNDO'];
const optionOrder = [
  ...['WITH', 'IN', 'FROM', 'NEED', 'CHOICES', 'QUORUM', 'WHERE', 'WITHIN'],
  ...['MAX', 'FIRST', 'KEEP GOING', 'EVERY', 'BACKOFF'],
];

/** The rows of a block. @param indent of its bullets */
export function blockRows(steps: readonly (StepNode | Fault)[], indent: number, from: Formatted): Row[] {
  return steps.flatMap((step) => (step.kind === 'fault' ? [] : stepRows(step, indent, from)));
}

function stepRows({ span, name, does, clauses }: StepNode, indent: number, from: Formatted): Row[] {
  const { head, inner, tail } = actionOf(does, indent, from);
  const clauseDocs = inOrder(clauses, clauseOrder).map((clause) => [' ', clauseDoc(clause, from)]);
  const named: Doc = [name === null ? '' : `${name.text} = `, head];
  if (tail === null) return [bulletRow(span.start, indent, [named, clauseDocs])];
  return [
    bulletRow(span.start, indent, named, true),
    ...inner,
    wordRow('closing', tail.start, indent + 2, [tail.doc, clauseDocs]),
  ];
}

/** What a line does: its first row, and when it is a block the rows inside it and what its last row begins with. */
interface Action {
  readonly head: Doc;
  readonly inner: readonly Row[];
  readonly tail: { readonly start: number; readonly doc: Doc } | null;
}

function actionOf(does: ActionNode, indent: number, from: Formatted): Action {
  if (!isControl(does)) return { head: expressionDoc(does, from), inner: [], tail: null };
  switch (does.kind) {
    case 'act':
      return {
        head: [`${does.keyword.text} `, expressionDoc(does.value, from), optionDocs(does.options, from)],
        inner: [],
        tail: null,
      };
    case 'if': {
      const [first, ...others] = does.branches;
      const test = (node: typeof first): Doc => (node?.test == null ? '' : ['IF ', expressionDoc(node.test, from)]);
      const rows = others.flatMap((branch): Row[] => {
        const doc = ['ELSE', branch.test === null ? '' : ' ', test(branch), ':'];
        return [
          wordRow('middle', branch.keyword.span.start, indent + 2, doc, true),
          ...blockRows(branch.steps, indent + 4, from),
        ];
      });
      return {
        head: [test(first), ':'],
        inner: [...blockRows(first?.steps ?? [], indent + 4, from), ...rows],
        tail: { start: does.end?.span.start ?? does.span.end, doc: 'END' },
      };
    }
    case 'for': {
      const head = [`FOR ${nameOf(does.variable)} IN `, expressionDoc(does.of, from), optionDocs(does.options, from)];
      return bodyOf(head, does.body, indent, from);
    }
    case 'repeat': {
      const action = bodyOf(['REPEAT', optionDocs(does.options, from)], does.body, indent, from);
      return does.until === null ? action : behind(action, [' UNTIL ', expressionDoc(does.until, from)]);
    }
    case 'race': {
      const count = does.count === null ? '' : [' ', expressionDoc(does.count, from)];
      return bodyOf(['FIRST', count], does.body, indent, from);
    }
  }
}

function bodyOf(head: Doc, body: BodyNode, indent: number, from: Formatted): Action {
  if (body.kind === 'inline') {
    const inline = actionOf(body.does, indent, from);
    return { ...inline, head: [head, ': ', inline.head] };
  }
  const { steps, yields, end, span } = body;
  const yielding = (value: ExpressionNode): Row =>
    wordRow('line', value.span.start, indent + 4, ['YIELD ', expressionDoc(value, from)]);
  return {
    head: [head, ':'],
    inner: [...blockRows(steps, indent + 4, from), ...(yields === null ? [] : [yielding(yields)])],
    tail: { start: end?.span.start ?? span.end, doc: 'END' },
  };
}

function behind({ head, inner, tail }: Action, doc: Doc): Action {
  return tail === null ? { head: [head, doc], inner, tail } : { head, inner, tail: { ...tail, doc: [tail.doc, doc] } };
}

function clauseDoc({ keyword, names, value, options }: ClauseNode, from: Formatted): Doc {
  return [
    keyword.text,
    names.length === 0 ? '' : ` ${names.map(nameOf).join(', ')}`,
    value === null ? '' : [' ', expressionDoc(value, from)],
    optionDocs(options, from),
  ];
}

function optionDocs(options: readonly OptionNode[], from: Formatted): Doc {
  return inOrder(options, optionOrder).map(({ keyword, value }) => [
    ` ${keyword.text}`,
    value === null ? '' : [' ', expressionDoc(value, from)],
  ]);
}

function inOrder<Node extends { readonly keyword: { readonly text: string } }>(
  nodes: readonly Node[],
  order: readonly string[],
): readonly Node[] {
  const place = ({ keyword }: Node): number => order.indexOf(keyword.text);
  return nodes.toSorted((one, other) => place(one) - place(other));
}
