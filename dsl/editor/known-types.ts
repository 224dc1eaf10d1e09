import { compileType } from '../compile-type.ts';
import type { LoopType } from '../plan.ts';
import type { Program } from '../program.ts';
import type { ActionNode, ExpressionNode } from '../tree.ts';
import { isControl } from '../walk.ts';
import { type Declaration, meaningOf, type Names } from './names.ts';

/** How many values made from each other are followed. */
const stepsMax = 64;
const any: LoopType = { t: 'any' };
const text: LoopType = { t: 'text' };

/** The fields of what the language gives under names of its own. */
const givenTypes: Readonly<Record<string, LoopType>> = {
  run: objectOf({ id: text, loop: text, version: text, room: { t: 'room' }, requester: { t: 'user' } }),
  error: objectOf({ step: { t: 'optional', of: text }, message: text }),
};

/** Types of names and expressions, as far as declarations tell them; `any` where they do not. */
export class KnownTypes {
  readonly #program: Program;
  readonly #names: Names;
  readonly #known = new Map<Declaration, LoopType>();
  #steps = 0;

  constructor(program: Program, names: Names) {
    this.#program = program;
    this.#names = names;
  }

  ofDeclaration(declaration: Declaration): LoopType {
    const known = this.#known.get(declaration);
    if (known !== undefined) return known;
    // Names that are made from each other in a circle are a mistake, and told as one elsewhere.
    this.#known.set(declaration, any);
    const type = this.#declared(declaration);
    this.#known.set(declaration, type);
    return type;
  }

  ofExpression(node: ExpressionNode): LoopType {
    if (this.#steps >= stepsMax) return any;
    this.#steps += 1;
    try {
      return this.#expression(node);
    } finally {
      this.#steps -= 1;
    }
  }

  #declared({ kind, text: name, from }: Declaration): LoopType {
    if (kind === 'given') return givenTypes[name] ?? any;
    switch (from?.kind) {
      case 'parameter':
        return compileType(from.type);
      case 'step':
        return this.#action(from.does);
      case 'item_of':
        return itemOf(this.ofExpression(from.of));
      default:
        return any;
    }
  }

  #action(does: ActionNode): LoopType {
    if (!isControl(does)) return this.ofExpression(does);
    if (does.kind === 'for' && does.body.kind === 'inline' && does.options.length === 0) {
      return { t: 'list', of: this.#action(does.body.does) };
    }
    return does.kind === 'act' && does.keyword.text === 'ASK' ? text : any;
  }

  #expression(node: ExpressionNode): LoopType {
    switch (node.kind) {
      case 'text':
        return text;
      case 'room':
      case 'user':
      case 'duration':
        return { t: node.kind };
      case 'constant':
        return typeof node.value === 'number' ? { t: 'number' } : typeof node.value === 'boolean' ? { t: 'bool' } : any;
      case 'group':
        return this.ofExpression(node.of);
      case 'name': {
        const [meaning] = meaningOf({ ...node, role: 'value' }, this.#names);
        return meaning === undefined ? any : this.ofDeclaration(meaning);
      }
      case 'field': {
        const { name } = node;
        const field = fieldsOf(this.ofExpression(node.of)).find(
          (each) => each.name === (name.kind === 'identifier' && name.text),
        );
        return field?.type ?? any;
      }
      case 'index':
        return itemOf(this.ofExpression(node.of));
      case 'list': {
        const [first] = node.items;
        return { t: 'list', of: first === undefined ? any : this.ofExpression(first) };
      }
      case 'object':
        return {
          t: 'object',
          fields: node.fields.flatMap(({ key, value }) => {
            if (key.kind !== 'identifier') return [];
            return [{ name: key.text, optional: false, type: this.ofExpression(value ?? { ...key, kind: 'name' }) }];
          }),
        };
      case 'call': {
        const callable = this.#program.callables.resolve(node);
        return callable.kind === 'tool' ? callable.tool.returns : any;
      }
      default:
        return any;
    }
  }
}

/** The fields a value of a type has, also when it may be null. */
export function fieldsOf(type: LoopType): readonly { readonly name: string; readonly type: LoopType }[] {
  if (type.t === 'object') return type.fields;
  return type.t === 'optional' ? fieldsOf(type.of) : [];
}

function itemOf(type: LoopType): LoopType {
  if (type.t === 'optional') return itemOf(type.of);
  return type.t === 'list' || type.t === 'map' ? type.of : any;
}

function objectOf(fields: Readonly<Record<string, LoopType>>): LoopType {
  return { t: 'object', fields: Object.entries(fields).map(([name, type]) => ({ name, optional: false, type })) };
}
