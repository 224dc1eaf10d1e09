import { typesOf } from '../infer/index.ts';
import { errorType, runType } from '../infer/loop.ts';
import { alternativesOf, anything } from '../infer/normal-form.ts';
import type { LoopType } from '../plan.ts';
import type { Program } from '../program.ts';
import type { ExpressionNode } from '../tree.ts';
import type { Declaration } from './names.ts';

/** What the language gives under names of its own; `it` is found where it is used. */
const given: ReadonlyMap<string, LoopType> = new Map([
  ['run', runType],
  ['error', errorType],
]);

/** What the names and expressions of a program are, as far as that can be known. */
export class KnownTypes {
  readonly ofExpression: (node: ExpressionNode) => LoopType;
  /** By where a name is given. */
  readonly #names: ReadonlyMap<number, LoopType>;

  constructor(program: Program) {
    const { places, typeOf } = typesOf(program);
    this.ofExpression = typeOf;
    this.#names = new Map(
      places.flatMap(({ name, span, type }) => (name === null ? [] : [[span.start, type] as const])),
    );
  }

  ofDeclaration({ kind, text, span }: Declaration): LoopType {
    if (kind === 'given') return given.get(text) ?? anything;
    return (span === null ? undefined : this.#names.get(span.start)) ?? anything;
  }

  /** What a name is at a place where it is used: a test before may tell more than its declaration. */
  ofUse(start: number, declaration: Declaration): LoopType {
    return this.#names.get(start) ?? this.ofDeclaration(declaration);
  }
}

/** The fields a value of a type may have, also when it may be null. */
export function fieldsOf(type: LoopType): readonly { readonly name: string; readonly type: LoopType }[] {
  const fields = alternativesOf(type).flatMap((one) => (one.t === 'object' ? one.fields : []));
  return [...new Map(fields.toReversed().map((field) => [field.name, field])).values()].toReversed();
}
