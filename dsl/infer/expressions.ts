import { constantOf, keyText } from '../constant.ts';
import { shownType } from '../describe-type.ts';
import type { Finding } from '../finding.ts';
import type { LoopType } from '../plan.ts';
import type { Program } from '../program.ts';
import type { CallNode, ExpressionNode, Identifier } from '../tree.ts';
import { compare, lookFor } from './compare.ts';
import { fieldIn } from './fields.ts';
import { itemOf } from './function-types.ts';
import { join } from './join.ts';
import { type Kind, kindOf, shownKinds } from './kinds.ts';
import {
  alternativesOf,
  anything,
  bool,
  duration,
  isOpen,
  listOf,
  literal,
  mayBeNull,
  nullOnly,
  number,
  objectOf,
  optional,
  text,
  withoutNull,
} from './normal-form.ts';
import { operated, shownWrong } from './operators.ts';
import { type Looking, type Outcomes, outcomesOf } from './outcomes.ts';
import { Scope } from './scope.ts';
import { fieldOfNull, maybeNull, type Place, unknownField, written } from './wording.ts';

/** Where an expression stands. */
export interface Where {
  readonly scope: Scope;
  /** Whether its line can get a WHEN. */
  readonly takesWhen: boolean;
}

/** What is found in all loops of a source. */
export interface Store {
  readonly types: Map<ExpressionNode, LoopType>;
  /** What names are where they are given, and in `{name}` for `{name: name}`. */
  readonly names: Map<Identifier, LoopType>;
  readonly findings: Finding[];
}

type Inferred<Of extends ExpressionNode['kind']> = Extract<ExpressionNode, { kind: Of }>;

/** Finds what expressions are, and tells where they cannot be worked out. Of what is wrong already, nothing is known. */
export class Expressions {
  readonly program: Program;
  readonly types: Store['types'];
  readonly names: Store['names'];
  readonly #findings: Finding[];
  readonly #looking: Looking;
  readonly #typeOfCall: (call: CallNode, where: Where) => LoopType;

  constructor(program: Program, store: Store, typeOfCall: (call: CallNode, where: Where) => LoopType) {
    this.program = program;
    this.types = store.types;
    this.names = store.names;
    this.#findings = store.findings;
    this.#typeOfCall = typeOfCall;
    this.#looking = { typeOfNode: this.typeOf, text: program.text, met: new Map() };
  }

  infer(node: ExpressionNode, where: Where): LoopType {
    const type = this.#typeOf(node, where);
    this.types.set(node, type);
    return type;
  }

  /** What a node was found to be before. */
  typeOf = (node: ExpressionNode): LoopType => this.types.get(node) ?? anything;

  report = (finding: Finding): void => {
    this.#findings.push(finding);
  };

  /** What a test tells that was inferred before. */
  outcomesOf(test: ExpressionNode, { scope }: Where): Outcomes {
    return outcomesOf(test, scope, this.#looking);
  }

  placeOf(node: ExpressionNode, { scope, takesWhen }: Where, besideOperator = false): Place {
    const root = rootOf(node);
    const known = root === null ? undefined : scope.knownOf(root);
    return { text: this.program.text, known, takesWhen, besideOperator };
  }

  /**
   * Tells when a value is not of the kinds that are wanted.
   * @param wants as `size() wants a list`
   * @returns what it is without what does not fit
   */
  need(
    node: ExpressionNode,
    type: LoopType,
    kinds: readonly Kind[],
    wants: string,
    where: Where,
    besideOperator = false,
  ): LoopType {
    if (isOpen(type)) return anything;
    const alternatives = alternativesOf(type);
    const fitting = alternatives.filter((one) => one.t === 'any' || kinds.includes(kindOf(one) ?? 'text'));
    const others = alternatives.filter((one) => !fitting.includes(one));
    if (others.length > 0) {
      const message = `${wants}, and "${written(node, this.program.text)}" ${fitting.length > 0 ? 'may be' : 'is'} ${shownKinds(others.map(kindOf))}.`;
      const boolean = kinds.length === 1 && kinds[0] === 'bool';
      const hint = boolean ? 'Compare the value, for example with == or !=.' : `It is ${shownType(type)}.`;
      this.report({ code: 'loop.wrong_type', span: node.span, message, hint });
    } else if (mayBeNull(type)) {
      this.report(maybeNull(node, type, wants, this.placeOf(node, where, besideOperator)));
    }
    return fitting.length === 0 ? anything : join(fitting);
  }

  #typeOf(node: ExpressionNode, where: Where): LoopType {
    switch (node.kind) {
      case 'constant':
        return node.value === null ? nullOnly : typeof node.value === 'boolean' ? bool : number;
      case 'duration':
        return duration;
      case 'room':
      case 'user':
        return { t: node.kind };
      case 'text':
        return this.#typeOfText(node, where);
      case 'name':
        return where.scope.typeOf(node.text) ?? anything;
      case 'list':
        return listOf(join(node.items.map((item) => this.infer(item, where))));
      case 'object':
        return this.#typeOfObject(node, where);
      case 'field':
        return this.#typeOfField(node, where);
      case 'index':
        return this.#typeOfItem(node, where);
      case 'unary':
        return this.#typeOfUnary(node, where);
      case 'binary':
        return this.#typeOfBinary(node, where);
      case 'choice':
        return this.#typeOfChoice(node, where);
      case 'call':
        return this.#typeOfCall(node, where);
      case 'group':
        return this.infer(node.of, where);
      case 'lambda':
      case 'fault':
        return anything;
    }
  }

  #typeOfText(node: Inferred<'text'>, where: Where): LoopType {
    for (const part of node.parts) if (part.kind !== 'piece') this.infer(part, where);
    const constant = constantOf(node);
    return typeof constant === 'string' ? literal(constant) : text;
  }

  #typeOfObject({ fields }: Inferred<'object'>, where: Where): LoopType {
    const entries = fields.map(({ key, value }): readonly [string | null, LoopType] => {
      if (value !== null) return [keyText(key), this.infer(value, where)];
      if (key.kind !== 'identifier') return [null, anything];
      const type = where.scope.typeOf(key.text) ?? anything;
      this.names.set(key, type);
      return [key.text, type];
    });
    const named = entries.flatMap(([name, type]) => (name === null ? [] : [[name, type] as const]));
    return named.length < entries.length ? anything : objectOf(named);
  }

  #typeOfField({ of, name, optional: asked }: Inferred<'field'>, where: Where): LoopType {
    const whole = this.infer(of, where);
    if (name.kind === 'fault') return anything;
    return this.#fieldOf(of, whole, name.text, asked, name.span, where);
  }

  #fieldOf(
    of: ExpressionNode,
    whole: LoopType,
    name: string,
    asked: boolean,
    span: Finding['span'],
    where: Where,
  ): LoopType {
    const { type, wrong } = fieldIn(whole, name, asked);
    const code = written(of, this.program.text);
    if (isOpen(whole)) return anything;
    if (wrong?.kind === 'unknown') this.report(unknownField(code, name, wrong.names, span));
    else if (wrong?.kind === 'no_fields') {
      const hint = wrong.isList
        ? `Write ${code}[0].${name} for the first, or ${code}.map(item => item.${name}) for all.`
        : `It is ${shownType(whole)}.`;
      this.report({
        code: 'loop.wrong_type',
        span,
        message: `"${code}" is ${wrong.what}, so it has no field "${name}".`,
        hint,
      });
    } else if (mayBeNull(whole) && !asked) this.report(fieldOfNull(of, name, this.placeOf(of, where)));
    else if (wrong?.kind === 'maybe_missing') {
      const hint = code === 'this' ? 'Write ?. before the field.' : `Write ${code}?.${name}.`;
      this.report({ code: 'loop.maybe_null', span, message: `"${code}" may have no field "${name}".`, hint });
    }
    return type;
  }

  #typeOfItem({ of, at }: Inferred<'index'>, where: Where): LoopType {
    const whole = this.infer(of, where);
    const position = this.infer(at, where);
    const name = constantOf(at);
    if (typeof name === 'string') return this.#fieldOf(of, whole, name, false, at.span, where);
    if (isOpen(whole) || isOpen(position)) return anything;
    const kinds = alternativesOf(position).map(kindOf);
    if (kinds.every((kind) => kind === 'text') && !mayBeNull(position)) {
      const object = this.need(of, whole, ['object'], 'An item asked for by a text wants an object', where, true);
      return join(alternativesOf(object).map((one) => (one.t === 'map' ? one.of : anything)));
    }
    const list = this.need(of, whole, ['list'], 'An item asked for by its position wants a list', where, true);
    this.need(at, position, ['number'], 'A position in a list wants a number', where);
    return itemOf(list);
  }

  #typeOfUnary({ operator, of }: Inferred<'unary'>, where: Where): LoopType {
    const type = this.infer(of, where);
    if (operator === '!') {
      this.need(of, type, ['bool'], '"!" wants true or false', where, true);
      return bool;
    }
    const given = alternativesOf(this.need(of, type, ['number'], '"-" wants a number', where, true));
    return given.length > 0 && given.every(({ t }) => t === 'duration') ? duration : number;
  }

  #typeOfBinary(node: Inferred<'binary'>, where: Where): LoopType {
    const { operator, left, right } = node;
    const one = this.infer(left, where);
    if (operator === '??') return join([withoutNull(one), this.infer(right, where)]);
    if (operator === '&&' || operator === '||') {
      this.need(left, one, ['bool'], `"${operator}" wants true or false`, where, true);
      const { yes, no } = this.outcomesOf(left, where);
      const after = { ...where, scope: new Scope(where.scope, operator === '&&' ? yes : no) };
      this.need(right, this.infer(right, after), ['bool'], `"${operator}" wants true or false`, after, true);
      return bool;
    }
    const other = this.infer(right, where);
    if (operator === '==' || operator === '!=') {
      compare(left, right, this);
      return bool;
    }
    return this.#operate(node, one, other, where);
  }

  #operate(
    { operator, left, right, span }: Inferred<'binary'>,
    one: LoopType,
    other: LoopType,
    where: Where,
  ): LoopType {
    const { type, wrong } = operated(operator, one, other);
    if (operator === 'in') lookFor(left, right, this);
    if (wrong || alternativesOf(one).length + alternativesOf(other).length === 0) {
      this.report({ code: 'loop.wrong_type', span, ...shownWrong(operator, one, other) });
      return type;
    }
    const inList = operator === 'in' && alternativesOf(other).every(({ t }) => t === 'list' || t === 'any');
    const sides = [...(inList ? [] : [[left, one] as const]), [right, other] as const];
    for (const [node, side] of sides) {
      if (!mayBeNull(side)) continue;
      this.report(maybeNull(node, side, `"${operator}" works with values`, this.placeOf(node, where, true)));
    }
    return type;
  }

  #typeOfChoice({ test, yes, no }: Inferred<'choice'>, where: Where): LoopType {
    this.need(test, this.infer(test, where), ['bool'], 'What stands before "?" wants true or false', where, true);
    const outcomes = this.outcomesOf(test, where);
    return join([
      this.infer(yes, { ...where, scope: new Scope(where.scope, outcomes.yes) }),
      this.infer(no, { ...where, scope: new Scope(where.scope, outcomes.no) }),
    ]);
  }
}

/** The name that a value is, or is a part of. */
function rootOf(node: ExpressionNode): string | null {
  if (node.kind === 'name') return node.text;
  return node.kind === 'field' || node.kind === 'index' || node.kind === 'group' ? rootOf(node.of) : null;
}

/** The result of a call after `?.`, which is null where there was nothing to call it on. */
export const afterAsking = (type: LoopType, whole: LoopType): LoopType => (mayBeNull(whole) ? optional(type) : type);
