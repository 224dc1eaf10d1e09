import { typesOf } from '../infer/index.ts';
import type { LoopType } from '../plan.ts';
import type { Program } from '../program.ts';
import type { ExpressionNode } from '../tree.ts';
import type { Declaration } from './names.ts';

const any: LoopType = { t: 'any' };

/** Types of names and expressions, as far as they can be followed; `any` where they cannot. */
export class KnownTypes {
  readonly #program: Program;
  /** By where a name or an expression stands. */
  #places: ReadonlyMap<string, LoopType> | null = null;

  constructor(program: Program) {
    this.#program = program;
  }

  ofDeclaration({ span, text }: Declaration): LoopType {
    return span === null ? this.#given(text) : (this.#all().get(`${span.start} ${span.end}`) ?? any);
  }

  ofExpression(node: ExpressionNode): LoopType {
    return typesOf(this.#program).typeOf(node);
  }

  #given(name: string): LoopType {
    return typesOf(this.#program).places.find((place) => place.name === name)?.type ?? any;
  }

  #all(): ReadonlyMap<string, LoopType> {
    this.#places ??= new Map(
      typesOf(this.#program).places.map(({ span, type }) => [`${span.start} ${span.end}`, type]),
    );
    return this.#places;
  }
}

/** The fields a value of a type has, also when it may be null. */
export function fieldsOf(type: LoopType): readonly { readonly name: string; readonly type: LoopType }[] {
  if (type.t === 'object') return type.fields;
  return type.t === 'optional' ? fieldsOf(type.of) : [];
}
