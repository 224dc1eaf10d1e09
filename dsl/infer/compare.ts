import { constantOf } from '../constant.ts';
import { shownType } from '../describe-type.ts';
import type { LoopType } from '../plan.ts';
import type { ExpressionNode } from '../tree.ts';
import type { Expressions } from './expressions.ts';
import { itemOf } from './function-types.ts';
import { mayBeEqual } from './misfit.ts';
import { alternativesOf } from './normal-form.ts';
import { nearestLiteral, written } from './wording.ts';

/** Tells of values that are never equal. Whether something is null may be asked of everything. */
export function compare(left: ExpressionNode, right: ExpressionNode, expressions: Expressions): void {
  tellUnequal(left, right, expressions.typeOf(left), expressions.typeOf(right), expressions);
}

/** Tells of a value that is in no such list. */
export function lookFor(item: ExpressionNode, whole: ExpressionNode, expressions: Expressions): void {
  const type = expressions.typeOf(whole);
  if (whole.kind === 'list') for (const each of whole.items) compare(item, each, expressions);
  else if (alternativesOf(type).every(({ t }) => t === 'list')) {
    tellUnequal(item, whole, expressions.typeOf(item), itemOf(type), expressions);
  }
}

function tellUnequal(
  left: ExpressionNode,
  right: ExpressionNode,
  one: LoopType,
  other: LoopType,
  { program, report }: Expressions,
): void {
  if (alternativesOf(one).length === 0 || alternativesOf(other).length === 0 || mayBeEqual(one, other)) return;
  const [asked, wrong] = constantOf(left) === undefined ? [left, right] : [right, left];
  const [type, found] = asked === left ? [one, other] : [other, one];
  const constant = constantOf(wrong);
  const near = typeof constant === 'string' ? nearestLiteral(constant, type) : null;
  report({
    code: 'loop.never_equal',
    span: wrong.span,
    message: `"${written(asked, program.text)}" is ${shownType(type)}, and never equal to ${shownType(found)}.`,
    hint: near === null ? `Compare it with ${shownType(type)}.` : `Did you mean "${near}"?`,
  });
}
