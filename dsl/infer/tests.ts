import { constantOf } from '../constant.ts';
import type { ExpressionNode } from '../tree.ts';
import type { Expressions, Where } from './expressions.ts';
import type { Kind } from './kinds.ts';
import { withoutNull } from './normal-form.ts';
import type { Outcomes } from './outcomes.ts';

/** A test of IF, WHEN, UNTIL or WHERE: true, false, or null, which counts as false. */
export function inferTest(word: string, test: ExpressionNode, where: Where, expressions: Expressions): Outcomes {
  const type = expressions.infer(test, where);
  // What is fixed is looked at by check/fixed-values.ts.
  if (constantOf(test) === undefined) {
    expressions.need(test, withoutNull(type), ['bool'], `${word} wants true or false`, where);
  }
  return expressions.outcomesOf(test, where);
}

/** A value behind a keyword, which must be of one of some kinds. */
export function inferValue(
  wants: string,
  value: ExpressionNode,
  kinds: readonly Kind[],
  where: Where,
  expressions: Expressions,
): void {
  const type = expressions.infer(value, where);
  if (constantOf(value) === undefined) expressions.need(value, type, kinds, wants, where);
}
