import type { Finding } from '../finding.ts';
import { calleesFirst, loopNameOf } from '../loop-calls.ts';
import type { LoopType } from '../plan.ts';
import type { Program } from '../program.ts';
import type { ExpressionNode, Span } from '../tree.ts';
import type { Store } from './expressions.ts';
import { inferLoop } from './loop.ts';
import { anything } from './normal-form.ts';

/** What the values of a program are, as far as that can be known before it runs. */
export interface ProgramTypes {
  /** What does not fit, in no order. */
  readonly findings: readonly Finding[];
  /** What the entry gives back: its OUTPUT, or what a RETURN gives. Null without an entry. */
  readonly returns: LoopType | null;
  /** What each name and each expression is, inner ones last. */
  readonly places: readonly TypedPlace[];
  /** What an expression of the tree is. */
  readonly typeOf: (node: ExpressionNode) => LoopType;
}

export interface TypedPlace {
  readonly span: Span;
  readonly type: LoopType;
  /** Where it is a name. */
  readonly name: string | null;
}

const found = new WeakMap<Program, ProgramTypes>();

/** Follows types through all loops of a source: what is not known is `any`, of which nothing is said. */
export function typesOf(program: Program): ProgramTypes {
  const known = found.get(program);
  if (known !== undefined) return known;
  const types = inferSource(program);
  found.set(program, types);
  return types;
}

/** The name or expression at an offset of the text, the innermost; null where there is none. */
export function typeAt({ places }: ProgramTypes, offset: number): TypedPlace | null {
  const around = places.filter(({ span }) => span.start <= offset && offset < span.end);
  return around.reduce<TypedPlace | null>(
    (best, each) => (best === null || lengthOf(each) <= lengthOf(best) ? each : best),
    null,
  );
}

const lengthOf = ({ span }: TypedPlace): number => span.end - span.start;

function inferSource(program: Program): ProgramTypes {
  const store: Store = { types: new Map(), names: new Map(), findings: [] };
  const returns = new Map<string | null, LoopType>();
  // A loop is looked at after those it calls; one that calls itself is refused elsewhere.
  for (const each of calleesFirst(program)) {
    returns.set(
      loopNameOf(each),
      inferLoop(each, store, (name) => returns.get(name) ?? anything),
    );
  }
  const { types, names, findings } = store;
  const places = [
    ...[...types].map(([node, type]) => ({ span: node.span, type, name: node.kind === 'name' ? node.text : null })),
    ...[...names].map(([{ span, text: name }, type]) => ({ span, type, name })),
  ];
  return {
    findings,
    places,
    typeOf: (node) => types.get(node) ?? anything,
    returns: program.entry === null ? null : (returns.get(loopNameOf(program)) ?? anything),
  };
}
