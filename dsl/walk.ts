import type { ActionNode, ExpressionNode } from './tree.ts';

/** The expressions directly inside an expression, in the order of the text. */
export function partsOf(node: ExpressionNode): readonly ExpressionNode[] {
  switch (node.kind) {
    case 'text':
      return node.parts.filter((part) => part.kind !== 'piece');
    case 'list':
      return node.items;
    case 'object':
      return node.fields.flatMap(({ key, value }) => [
        ...(key.kind === 'text' ? [key] : []),
        ...(value === null ? [] : [value]),
      ]);
    case 'field':
    case 'unary':
    case 'group':
      return [node.of];
    case 'index':
      return [node.of, node.at];
    case 'call':
      // The name of a tool is no value; what a method is called on is one.
      return [
        ...(node.callee.kind === 'field' ? [node.callee.of] : []),
        ...node.arguments.map((argument) => argument.value),
      ];
    case 'binary':
      return [node.left, node.right];
    case 'choice':
      return [node.test, node.yes, node.no];
    case 'lambda':
      return [node.body];
    default:
      return [];
  }
}

/** An expression and all expressions inside it, in the order of the text, outer ones first. */
export function within(root: ExpressionNode): readonly ExpressionNode[] {
  const found: ExpressionNode[] = [];
  const waiting = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    found.push(node);
    waiting.push(...partsOf(node).toReversed());
  }
  return found;
}

/** How many levels of expressions stand in each other. */
export function depthOf(node: ExpressionNode): number {
  return 1 + Math.max(0, ...partsOf(node).map(depthOf));
}

const controls: ReadonlySet<string> = new Set(['if', 'for', 'repeat', 'race', 'act']);

/** Whether a step does something else than work an expression out. */
export function isControl(does: ActionNode): does is Exclude<ActionNode, ExpressionNode> {
  return controls.has(does.kind);
}
