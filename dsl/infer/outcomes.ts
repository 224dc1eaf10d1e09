import { constantOf } from '../constant.ts';
import type { LoopType } from '../plan.ts';
import type { ExpressionNode } from '../tree.ts';
import { mayBeEqual } from './misfit.ts';
import {
  type Alternative,
  alternativesOf,
  anything,
  isNever,
  isOpen,
  literal,
  mayBeNull,
  never,
  nullOnly,
  optional,
  unionOf,
  withoutNull,
} from './normal-form.ts';
import { bothOf, eitherOf, type Facts, noFacts, Scope } from './scope.ts';
import { testKey } from './test-key.ts';

/** What is known where a test was true, and where it was false or null. */
export interface Outcomes {
  readonly yes: Facts;
  readonly no: Facts;
}

/** What an expression was found to be. */
export type TypeOfNode = (node: ExpressionNode) => LoopType;
/** What is left of a type. */
type Keep = (type: LoopType) => LoopType;

/** What the tests of a program are looked at with. */
export interface Looking {
  readonly typeOfNode: TypeOfNode;
  readonly text: string;
  /** What was found: of a chain of tests each beginning is asked for again. */
  readonly met: Map<ExpressionNode, { readonly scope: Scope; readonly outcomes: Outcomes }>;
}

/** What the two outcomes of a test tell of the names in it. Every part of it is looked at once. */
export function outcomesOf(test: ExpressionNode, scope: Scope, looking: Looking): Outcomes {
  const before = looking.met.get(test);
  if (before?.scope === scope) return before.outcomes;
  const outcomes = keyedOutcomes(test, scope, looking);
  looking.met.set(test, { scope, outcomes });
  return outcomes;
}

function keyedOutcomes(test: ExpressionNode, scope: Scope, looking: Looking): Outcomes {
  const found = ownOutcomes(test, scope, looking);
  const key = testKey(test, looking.text);
  if (key === null || test.kind === 'group') return found;
  const told = (facts: Facts, written: string): Facts => ({ ...facts, tests: new Set([...facts.tests, written]) });
  return { yes: told(found.yes, key), no: told(found.no, `!${key}`) };
}

function ownOutcomes(test: ExpressionNode, scope: Scope, looking: Looking): Outcomes {
  const { typeOfNode } = looking;
  const inner = (node: ExpressionNode, facts: Facts): Outcomes =>
    outcomesOf(node, facts === noFacts ? scope : new Scope(scope, facts), looking);
  const refined = (node: ExpressionNode, keep: Keep): Facts => refinedBy(node, scope, keep);
  if (test.kind === 'group') return inner(test.of, noFacts);
  if (test.kind === 'unary' && test.operator === '!') {
    const { yes, no } = inner(test.of, noFacts);
    return { yes: no, no: yes };
  }
  if (test.kind !== 'binary') return { yes: refined(test, withoutNull), no: noFacts };
  const { operator, left, right } = test;
  if (operator === '&&') {
    const first = inner(left, noFacts);
    const second = inner(right, first.yes);
    return { yes: bothOf(first.yes, second.yes), no: eitherOf(first.no, bothOf(first.yes, second.no)) };
  }
  if (operator === '||') {
    const first = inner(left, noFacts);
    const second = inner(right, first.no);
    return { yes: eitherOf(first.yes, bothOf(first.no, second.yes)), no: bothOf(first.no, second.no) };
  }
  if (operator === 'in') return { yes: refined(left, itemOf(typeOfNode(right))), no: noFacts };
  if (operator !== '==' && operator !== '!=') return { yes: noFacts, no: noFacts };
  const same = bothOf(refined(left, sameAs(right, typeOfNode)), refined(right, sameAs(left, typeOfNode)));
  const other = bothOf(refined(left, otherThan(right)), refined(right, otherThan(left)));
  return operator === '==' ? { yes: same, no: other } : { yes: other, no: same };
}

/** A name, or a field of one: what tests can tell something of. */
function referenceOf(node: ExpressionNode): { readonly name: string; readonly path: readonly string[] } | null {
  if (node.kind === 'group') return referenceOf(node.of);
  if (node.kind === 'name') return { name: node.text, path: [] };
  const of = node.kind === 'field' || node.kind === 'index' ? referenceOf(node.of) : null;
  if (of === null) return null;
  const last = node.kind === 'field' ? fieldNamed(node.name) : node.kind === 'index' ? constantOf(node.at) : undefined;
  return typeof last === 'string' ? { name: of.name, path: [...of.path, last] } : null;
}

const fieldNamed = (name: Extract<ExpressionNode, { kind: 'field' }>['name']): string | undefined =>
  name.kind === 'identifier' ? name.text : undefined;

function refinedBy(node: ExpressionNode, scope: Scope, keep: Keep): Facts {
  const reference = referenceOf(node);
  const type = reference === null ? undefined : scope.typeOf(reference.name);
  if (reference === null || type === undefined) return noFacts;
  const refined = refinedAt(type, reference.path, keep);
  return refined === type ? noFacts : { types: new Map([[reference.name, refined]]), tests: new Set() };
}

/** A type without the values whose part at that path does not belong to what is kept. */
function refinedAt(type: LoopType, path: readonly string[], keep: Keep): LoopType {
  const [name, ...rest] = path;
  if (type.t === 'any') return type;
  if (name === undefined) return keep(type);
  const before = alternativesOf(type);
  const after = before.flatMap((one) => refinedField(one, name, rest, keep));
  const nullable = mayBeNull(type) && !isNever(keep(nullOnly));
  if (nullable === mayBeNull(type) && after.length === before.length && after.every((one, at) => one === before[at]))
    return type;
  return nullable ? optional(unionOf(after)) : unionOf(after);
}

function refinedField(one: Alternative, name: string, rest: readonly string[], keep: Keep): readonly Alternative[] {
  if (one.t !== 'object') return [one];
  const field = one.fields.find((each) => each.name === name);
  // A field that is not there counts as null behind `?.`.
  if (field === undefined) return one.exact === true && isNever(keep(nullOnly)) ? [] : [one];
  const whole = field.optional ? optional(field.type) : field.type;
  const refined = refinedAt(whole, rest, keep);
  if (refined === whole) return [one];
  if (isNever(refined)) return [];
  const known = { name, optional: field.optional && mayBeNull(refined), type: refined };
  return [{ ...one, fields: one.fields.map((each) => (each === field ? known : each)) }];
}

const onlyNull: Keep = (type) => (isOpen(type) ? type : mayBeNull(type) ? nullOnly : never);

const filtered = (type: LoopType, keep: (one: Alternative) => readonly Alternative[]): LoopType =>
  unionOf(alternativesOf(type).flatMap(keep));

/** What is left of a value that is equal to another. */
function sameAs(other: ExpressionNode, typeOfNode: TypeOfNode): Keep {
  const constant = constantOf(other);
  if (constant === null) return onlyNull;
  const type = typeof constant === 'string' ? literal(constant) : typeOfNode(other);
  if (isOpen(type)) return (given) => given;
  return (given) => {
    if (given.t === 'any') return given;
    const kept = filtered(given, (one) =>
      mayBeEqual(one, type) ? (one.t === 'text' ? alternativesOf(textsOf(type)) : [one]) : [],
    );
    return mayBeNull(given) && mayBeNull(type) ? optional(kept) : kept;
  };
}

/** What a text is that is equal to a value of a type. */
function textsOf(type: LoopType): LoopType {
  const all = alternativesOf(type);
  return all.every(({ t }) => t === 'literal') ? unionOf(all) : { t: 'text' };
}

function otherThan(other: ExpressionNode): Keep {
  const constant = constantOf(other);
  if (constant === null) return withoutNull;
  if (typeof constant !== 'string') return (given) => given;
  return (given) => {
    const before = alternativesOf(given);
    const after = before.filter((one) => one.t !== 'literal' || one.value !== constant);
    if (after.length === before.length) return given;
    return mayBeNull(given) ? optional(unionOf(after)) : unionOf(after);
  };
}

/** What is left of a value that is in a list, or is the name of a field. */
function itemOf(whole: LoopType): Keep {
  const lists = alternativesOf(whole);
  const items = lists.map((one) => (one.t === 'list' ? one.of : anything));
  // Where it is looked for in a text or an object, it is a text.
  if (lists.length === 0 || lists.some(({ t }) => t === 'any')) return (given) => given;
  if (lists.some(({ t }) => t !== 'list')) return withoutNull;
  const item = unionOf(items.flatMap(alternativesOf));
  if (isOpen(item) || alternativesOf(item).some(({ t }) => t === 'any')) return (given) => given;
  const keep: Keep = (given) =>
    filtered(given, (one) => (mayBeEqual(one, item) ? (one.t === 'text' ? alternativesOf(textsOf(item)) : [one]) : []));
  return (given) => {
    if (given.t === 'any') return given;
    return mayBeNull(given) && items.some(mayBeNull) ? optional(keep(given)) : keep(given);
  };
}
