import type { Callables } from './callables.ts';
import type { BodyNode, BranchNode, ControlNode, ExpressionNode, Fault, StepNode } from './tree.ts';
import { isControl } from './walk.ts';

type Block = readonly (StepNode | Fault)[];
type Act = Extract<ControlNode, { kind: 'act' }>;
export type For = Extract<ControlNode, { kind: 'for' }>;
export type Repeat = Extract<ControlNode, { kind: 'repeat' }>;
export type Race = Extract<ControlNode, { kind: 'race' }>;
type ActKind = 'wait' | 'wait_until' | 'wait_for' | 'fail' | 'return' | 'ask' | 'say' | 'collaborate';

/** What a line does. */
export type Action =
  /** A call of a tool, or of something nobody knows. */
  | { readonly kind: 'tool' | 'loop' | 'value'; readonly expression: ExpressionNode }
  | { readonly kind: 'if'; readonly branches: readonly BranchNode[] }
  | { readonly kind: 'for'; readonly control: For }
  | { readonly kind: 'repeat'; readonly control: Repeat }
  | { readonly kind: 'race'; readonly control: Race }
  | { readonly kind: ActKind; readonly act: Act };

const acts: ReadonlyMap<string, ActKind> = new Map([
  ['WAIT', 'wait'],
  ['WAIT UNTIL', 'wait_until'],
  ['WAIT FOR', 'wait_for'],
  ['FAIL', 'fail'],
  ['RETURN', 'return'],
  ['ASK', 'ask'],
  ['SAY', 'say'],
  ['COLLABORATE', 'collaborate'],
]);

export function actionOf({ does }: StepNode, callables: Callables): Action {
  if (!isControl(does)) return { kind: kindOfExpression(does, callables), expression: does };
  switch (does.kind) {
    case 'if':
      return { kind: 'if', branches: does.branches };
    case 'for':
      return { kind: 'for', control: does };
    case 'repeat':
      return { kind: 'repeat', control: does };
    case 'race':
      return { kind: 'race', control: does };
    case 'act': {
      const kind = acts.get(does.keyword.text);
      if (kind === undefined) throw new TypeError(`The grammar reads ${does.keyword.text}, and nothing else knows it.`);
      return { kind, act: does };
    }
  }
}

function kindOfExpression(node: ExpressionNode, callables: Callables): 'tool' | 'loop' | 'value' {
  const own = ungrouped(node);
  if (own.kind !== 'call') return 'value';
  const { kind } = callables.resolve(own);
  if (kind === 'loop' || kind === 'own_loop') return 'loop';
  return kind === 'function' || kind === 'no_function' ? 'value' : 'tool';
}

/** An expression without the brackets around it. */
export const ungrouped = (node: ExpressionNode): ExpressionNode => (node.kind === 'group' ? ungrouped(node.of) : node);

/** The body of a FOR, REPEAT or FIRST: what it names is known inside it alone. */
export function bodyOf({ does }: StepNode): BodyNode | null {
  return does.kind === 'for' || does.kind === 'repeat' || does.kind === 'race' ? does.body : null;
}

type Inline = Extract<BodyNode, { kind: 'inline' }>;

/** The lines of bodies that are a single action: each is made once, so that it can be told from others. */
const inlineLines = new WeakMap<Inline, StepNode>();
const inlines = new WeakSet<StepNode>();

/** A body that is a single action, as a line without a name. */
export function inlineLine(body: Inline): StepNode {
  const known = inlineLines.get(body);
  if (known !== undefined) return known;
  const line: StepNode = { kind: 'step', span: body.span, name: null, does: body.does, clauses: [], faults: [] };
  inlineLines.set(body, line);
  inlines.add(line);
  return line;
}

/** Whether a line is all of a body, which gives what it gives. */
export function isInline(line: StepNode): boolean {
  return inlines.has(line);
}

export function linesOfBody(body: BodyNode): Block {
  return body.kind === 'block' ? body.steps : [inlineLine(body)];
}

/** The lines of a block and of all blocks inside it, in the order of the text. */
export function linesIn(block: Block): readonly StepNode[] {
  const found: StepNode[] = [];
  gatherLines(block, found);
  return found;
}

function gatherLines(block: Block, found: StepNode[]): void {
  for (const step of block) {
    if (step.kind === 'fault') continue;
    found.push(step);
    if (step.does.kind === 'if') for (const { steps } of step.does.branches) gatherLines(steps, found);
    const body = bodyOf(step);
    if (body !== null) gatherLines(linesOfBody(body), found);
  }
}

/**
 * Whether a line waits for all lines above it: it has no name. An IF does so only for the sake of a line inside it;
 * where all lines in it have names, it floats as they do.
 */
export function waitsForAll(step: StepNode): boolean {
  return isWithoutName(step, () => true);
}

/** Whether all lines below wait for a line: one that waits for those above, but not a SAY, which holds up nothing. */
export function holdsOthers(step: StepNode): boolean {
  return isWithoutName(step, ({ does }) => !(does.kind === 'act' && does.keyword.text === 'SAY'));
}

function isWithoutName(step: StepNode, counts: (step: StepNode) => boolean): boolean {
  if (step.name !== null) return false;
  if (step.does.kind !== 'if') return counts(step);
  return step.does.branches.some(({ steps }) =>
    steps.some((inner) => inner.kind === 'step' && isWithoutName(inner, counts)),
  );
}
