import type { Callable } from '../callables.ts';
import { constantOf, keyText } from '../constant.ts';
import { ungrouped } from '../lines-of-blocks.ts';
import type { LoopType, Parameter } from '../plan.ts';
import type { CallNode, ExpressionNode } from '../tree.ts';
import { lookFor } from './compare.ts';
import { afterAsking, type Expressions, type Where } from './expressions.ts';
import { type FunctionType, functionTypes, itemOf } from './function-types.ts';
import { join } from './join.ts';
import { type Kind, kindOf, shownKinds } from './kinds.ts';
import { type Misfit, misfit } from './misfit.ts';
import { alternativesOf, anything, isOpen, mayBeNull, withoutNull } from './normal-form.ts';
import { Scope } from './scope.ts';
import { fixOfMisfit, maybeNull, shownMisfit } from './wording.ts';

/** What tools and loops are given: whether each argument is what its parameter takes. */
export function inferArguments(
  call: CallNode,
  parameters: readonly Parameter[],
  where: Where,
  expressions: Expressions,
): void {
  for (const [position, { name, value }] of call.arguments.entries()) {
    expressions.infer(value, where);
    const parameter = name === null ? parameters[position] : parameters.find((each) => each.name === name.text);
    // What is fixed is looked at by check/arguments.ts.
    if (parameter === undefined || constantOf(value) !== undefined) continue;
    checkFits(value, parameter.type, `"${parameter.name}"`, where, expressions);
  }
}

/**
 * Tells where a value is not what is wanted, at the part of it that is wrong as far as it is written out.
 * @param taker what wants it, as messages name it
 */
export function checkFits(
  node: ExpressionNode,
  wanted: LoopType,
  taker: string,
  where: Where,
  expressions: Expressions,
): void {
  const found = misfit(expressions.typeOf(node), wanted);
  if (found === null) return;
  const part = partAtFault(ungrouped(node), wanted, expressions);
  if (part !== null) checkFits(part.node, part.wanted, part.name ?? taker, where, expressions);
  else reportMisfit(node, wanted, found, taker, where, expressions);
}

interface Part {
  readonly node: ExpressionNode;
  readonly wanted: LoopType;
  /** The field it is given as. */
  readonly name?: string;
}

/** The part of what is written that alone is wrong; null when it is the whole. */
function partAtFault(node: ExpressionNode, wanted: LoopType, expressions: Expressions): Part | null {
  const [target, another] = alternativesOf(wanted);
  if (target === undefined || another !== undefined) return null;
  const isWrong = (part: Part): boolean => misfit(expressions.typeOf(part.node), part.wanted) !== null;
  if (node.kind === 'choice') return [node.yes, node.no].map((each) => ({ node: each, wanted })).find(isWrong) ?? null;
  if (node.kind === 'list' && target.t === 'list') {
    return node.items.map((item) => ({ node: item, wanted: target.of })).find(isWrong) ?? null;
  }
  if (node.kind !== 'object' || target.t !== 'object') return null;
  const parts = target.fields.flatMap(({ name, type }): Part[] => {
    const field = node.fields.findLast(({ key }) => keyText(key) === name);
    const value = field?.value ?? null;
    return value === null ? [] : [{ node: value, wanted: type, name: `"${name}"` }];
  });
  return parts.find(isWrong) ?? null;
}

function reportMisfit(
  node: ExpressionNode,
  wanted: LoopType,
  found: Misfit,
  taker: string,
  where: Where,
  expressions: Expressions,
): void {
  const type = expressions.typeOf(node);
  if (found.maybeNull && found.at === '') {
    const place = expressions.placeOf(node, where);
    expressions.report(maybeNull(node, withoutNull(wanted), `${taker} does not take null`, place));
    return;
  }
  expressions.report({
    code: found.maybeNull ? 'loop.maybe_null' : 'loop.wrong_type',
    span: node.span,
    message: `${taker} does not take this: ${shownMisfit(found)}.`,
    hint:
      found.maybeNull && !isOpen(type)
        ? 'Put ?? and a value behind that part where it is made.'
        : fixOfMisfit(found, wanted),
  });
}

/** What a function of the language gives. How many values it takes is looked at by check/function-calls.ts. */
export function inferFunction(
  call: CallNode,
  { name, receiver, function: { takes } }: Extract<Callable, { kind: 'function' }>,
  where: Where,
  expressions: Expressions,
): LoopType {
  const lambda = call.arguments.find(({ value }) => value.kind === 'lambda')?.value;
  const written = call.arguments.map(({ value }) => value).filter((value) => value !== lambda);
  const values = receiver === null ? written : [receiver, ...written];
  const given = values.map((value) => expressions.infer(value, where));
  const type = Object.hasOwn(functionTypes, name) ? functionTypes[name] : undefined;
  if (type === undefined || values.length < takes[0] || values.length > takes[1]) return anything;
  const [whole = anything] = given;
  const asked = call.callee.kind === 'field' && call.callee.optional && receiver !== null;
  const fitting: LoopType[] = [];
  for (const [at, value] of values.entries()) {
    const second = at === 1 ? type.second?.(fitting[0] ?? anything) : undefined;
    const kinds = second ?? type.takes[Math.min(at, type.takes.length - 1)] ?? null;
    const own = (at === 0 && asked ? withoutNull(whole) : given[at]) ?? anything;
    const wants = `${name}() wants ${shownKinds(kinds ?? [])}`;
    fitting.push(kinds === null ? own : expressions.need(value, own, kinds, wants, where, value === receiver));
  }
  const [collection, item] = values;
  if (name === 'contains' && collection !== undefined && item !== undefined) lookFor(item, collection, expressions);
  checkItems(name, type, values, fitting, where, expressions);
  const each = inferEach(name, type, lambda, itemOf(fitting[0] ?? anything), where, expressions);
  const result = type.gives({ given: fitting, constants: values.map(constantOf), ...each });
  return asked ? afterAsking(result, whole) : result;
}

/** Functions that add or compare: whether the items are all of one kind that allows it. */
function checkItems(
  name: string,
  { items: kinds }: FunctionType,
  values: readonly ExpressionNode[],
  given: readonly LoopType[],
  where: Where,
  expressions: Expressions,
): void {
  const [node] = values;
  if (kinds === undefined || node === undefined) return;
  const [only = anything] = given;
  const isList = given.length === 1 && alternativesOf(only).every(({ t }) => t === 'list' || t === 'any');
  if (given.length === 1 && !isList) return;
  const item = isList ? itemOf(only) : join(given);
  checkAlike(node, item, kinds, true, `${name}() wants`, isList ? 'its items' : 'the values', where, expressions);
}

function checkAlike(
  node: ExpressionNode,
  type: LoopType,
  kinds: readonly Kind[],
  alike: boolean,
  wants: string,
  what: string,
  where: Where,
  expressions: Expressions,
): void {
  if (isOpen(type)) return;
  const found = [...new Set(alternativesOf(type).map(kindOf))].filter((kind) => kind !== null);
  const wrong = found.some((kind) => !kinds.includes(kind)) || (alike && found.length > 1);
  const plural: Readonly<Record<Kind, string>> = {
    text: 'texts',
    number: 'numbers',
    bool: 'true or false',
    list: 'lists',
    object: 'objects',
  };
  const wanted = `${wants} ${kinds.map((kind) => plural[kind]).join(' or ')}${alike && kinds.length > 1 ? ', all of one kind' : ''}`;
  if (wrong) {
    const message = `${wanted}, and ${what} are ${found.map((kind) => plural[kind]).join(' and ')}.`;
    expressions.report({
      code: 'loop.wrong_type',
      span: node.span,
      message,
      hint: 'Look at what the values are made of.',
    });
  } else if (mayBeNull(type)) {
    if (what === 'its items') {
      const message = `${wanted}, and ${what} may be null.`;
      const hint = 'Write .filter(item => item != null) before it.';
      expressions.report({ code: 'loop.maybe_null', span: node.span, message, hint });
    } else expressions.report(maybeNull(node, type, wanted, expressions.placeOf(node, where)));
  }
}

function inferEach(
  name: string,
  { each: wanted }: FunctionType,
  lambda: ExpressionNode | undefined,
  item: LoopType,
  where: Where,
  expressions: Expressions,
): { readonly each: LoopType; readonly chosen: LoopType } {
  if (lambda?.kind !== 'lambda') return { each: anything, chosen: item };
  const { parameter, body } = lambda;
  expressions.names.set(parameter, item);
  const scope = new Scope(where.scope);
  scope.shadow(parameter.text, { type: item });
  const inside = { ...where, scope };
  const each = expressions.infer(body, inside);
  const wants = `The function of ${name}() wants`;
  if (wanted?.alike === true || (wanted?.kinds.length ?? 0) > 1) {
    checkAlike(body, each, wanted?.kinds ?? [], wanted?.alike === true, wants, 'these', inside, expressions);
  } else if (wanted !== undefined) expressions.need(body, each, wanted.kinds, `${wants} true or false`, inside);
  const { yes } = expressions.outcomesOf(body, inside);
  return { each, chosen: new Scope(scope, yes).typeOf(parameter.text) ?? item };
}
