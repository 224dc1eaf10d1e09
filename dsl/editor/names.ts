import type { Program } from '../program.ts';
import type { Span } from '../tree.ts';
import { NameReader } from './name-reader.ts';

/** Where a name gets its meaning, as an editor shows it. */
export interface Declaration {
  readonly kind: 'input' | 'step' | 'variable' | 'item' | 'parameter' | 'tool' | 'alias' | 'loop' | 'given';
  readonly text: string;
  /** The name where it is given; null for what the language gives: `it`, `run`, `error`. */
  readonly span: Span | null;
  /** Where the name can be used. */
  readonly visible: readonly Span[];
}

/** A place where a name is used. */
export interface Use {
  readonly text: string;
  readonly span: Span;
  /** `short`: `{host}`, which stands for `{host: host}`; `call`: a tool, function, loop or alias that is called. */
  readonly role: 'value' | 'short' | 'order' | 'call';
}

/** All names of a source: where they are given, where they are used, and which belong together. */
export interface Names {
  readonly declarations: readonly Declaration[];
  readonly uses: readonly Use[];
}

/** Reads the names of a program as far as it is written. */
export function namesOf(program: Program): Names {
  return new NameReader(program).read();
}

/** What a use means: several where branches give the same name; none where nothing has it. */
export function meaningOf({ text, span, role }: Use, { declarations }: Names): readonly Declaration[] {
  const same = declarations.filter((each) => each.text === text && isCallable(each) === (role === 'call'));
  const visible = same.filter((each) => isVisible(each, span.start));
  // What is used too early has its place as well, and people want to go there.
  return visible.length > 0 ? visible : same.filter(({ kind }) => kind === 'step');
}

/** The values that can be used at a place, each name once. */
export function valuesAt(offset: number, { declarations }: Names): readonly Declaration[] {
  const seen = new Map<string, Declaration>();
  for (const each of declarations) {
    if (!isCallable(each) && !seen.has(each.text) && isVisible(each, offset)) seen.set(each.text, each);
  }
  return [...seen.values()];
}

/** The declarations a place belongs to, whether it gives the name or uses it, and the place itself. */
export function namedAt(
  offset: number,
  names: Names,
): { readonly span: Span; readonly meaning: readonly Declaration[] } | null {
  const given = names.declarations.filter(({ span }) => span !== null && holds(span, offset));
  const [first] = given;
  if (first?.span) return { span: first.span, meaning: given };
  const use = names.uses.find(({ span }) => holds(span, offset));
  return use === undefined ? null : { span: use.span, meaning: meaningOf(use, names) };
}

export const isCallable = ({ kind }: Declaration): boolean => kind === 'tool' || kind === 'alias' || kind === 'loop';

const isVisible = ({ visible }: Declaration, offset: number): boolean => visible.some((span) => holds(span, offset));

/** Whether a place lies in a span or at one of its ends, where a cursor may stand. */
export const holds = ({ start, end }: Span, offset: number): boolean => start <= offset && offset <= end;
