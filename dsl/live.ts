import type { Program } from './program.ts';
import type { CallNode, ExpressionNode, StepNode } from './tree.ts';
import { isControl, within } from './walk.ts';

/** An expression that a run works out, with the step it stands in; null for OUTPUT. */
export interface LiveExpression {
  readonly node: ExpressionNode;
  readonly step: StepNode | null;
}

/** The expressions of a program that this version runs. What it refuses is told by `check/supported.ts` and not looked into. */
export function liveExpressions(program: Program): readonly LiveExpression[] {
  const ofSteps = program.steps.flatMap((step) => (isControl(step.does) ? [] : [{ node: step.does, step }]));
  return program.output === null ? ofSteps : [...ofSteps, { node: program.output, step: null }];
}

/** The calls in an expression, in the order in which they are written. */
export function callsIn(node: ExpressionNode): readonly CallNode[] {
  return within(node).filter((each) => each.kind === 'call');
}
