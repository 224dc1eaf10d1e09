import type { Callables } from './callables.ts';
import type { BranchNode, ControlNode, ExpressionNode, Fault, StepNode } from './tree.ts';
import { isControl } from './walk.ts';

type Block = readonly (StepNode | Fault)[];
type Branching = Extract<ControlNode, { kind: 'if' }>;
type Act = Extract<ControlNode, { kind: 'act' }>;

/** What a line does, as far as this version runs it; `later` is part of the language and not run yet. */
export type Action =
  /** A call of a tool, or of something nobody knows. */
  | { readonly kind: 'tool' | 'loop' | 'value'; readonly expression: ExpressionNode }
  | { readonly kind: 'if'; readonly branches: readonly BranchNode[] }
  | { readonly kind: 'wait' | 'wait_until' | 'fail' | 'return'; readonly act: Act }
  | { readonly kind: 'later'; readonly control: ControlNode };

const acts: ReadonlyMap<string, 'wait' | 'wait_until' | 'fail' | 'return'> = new Map([
  ['WAIT', 'wait'],
  ['WAIT UNTIL', 'wait_until'],
  ['FAIL', 'fail'],
  ['RETURN', 'return'],
]);

export function actionOf({ does }: StepNode, callables: Callables): Action {
  if (!isControl(does)) return { kind: kindOfExpression(does, callables), expression: does };
  if (does.kind === 'if') return { kind: 'if', branches: does.branches };
  const kind = does.kind === 'act' ? acts.get(does.keyword.text) : undefined;
  return does.kind === 'act' && kind !== undefined ? { kind, act: does } : { kind: 'later', control: does };
}

function kindOfExpression(node: ExpressionNode, callables: Callables): 'tool' | 'loop' | 'value' {
  const own = ungrouped(node);
  if (own.kind !== 'call') return 'value';
  const { kind } = callables.resolve(own);
  if (kind === 'loop') return 'loop';
  return kind === 'function' || kind === 'no_function' ? 'value' : 'tool';
}

/** An expression without the brackets around it. */
export const ungrouped = (node: ExpressionNode): ExpressionNode => (node.kind === 'group' ? ungrouped(node.of) : node);

/** The lines of a block and those of the IFs inside it, in the order of the text. Other blocks are not looked into. */
export function linesIn(block: Block): readonly StepNode[] {
  return block.flatMap((step) => {
    if (step.kind === 'fault') return [];
    return step.does.kind === 'if' ? [step, ...insideOf(step.does)] : [step];
  });
}

function insideOf({ branches }: Branching): readonly StepNode[] {
  return branches.flatMap(({ steps }) => linesIn(steps));
}

/**
 * Whether a line waits for all lines above it and holds all below: it has no name. An IF does so only for the sake of
 * a line inside it; where all lines in it have names, it floats as they do.
 */
export function holdsOthers({ name, does }: StepNode): boolean {
  if (name !== null) return false;
  if (does.kind !== 'if') return true;
  return does.branches.some(({ steps }) => steps.some((step) => step.kind === 'step' && holdsOthers(step)));
}
