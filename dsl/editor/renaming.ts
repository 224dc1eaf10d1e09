import type { Program } from '../program.ts';
import type { Span } from '../tree.ts';
import { type Declaration, isCallable, meaningOf, namedAt, namesOf } from './names.ts';

/** Where the name at a place gets its meaning; several places where branches give the same name. */
export function definitionsAt(program: Program, offset: number): readonly Span[] {
  const found = namedAt(offset, namesOf(program));
  return (found?.meaning ?? []).flatMap(({ span }) => (span === null ? [] : [span]));
}

export interface Occurrence {
  readonly span: Span;
  /** `short`: `{host}`, which stands for `{host: host}`. */
  readonly role: 'given' | 'used' | 'short';
}

/** All places of the name at a place, in the order of the text; none for what is not declared in this source. */
export function occurrencesAt(program: Program, offset: number): readonly Occurrence[] {
  const names = namesOf(program);
  const found = namedAt(offset, names);
  if (found === null) return [];
  const meant = family(found.meaning, names.declarations);
  const uses = names.uses.filter((use) => meaningOf(use, names).some((each) => meant.has(each)));
  const all: Occurrence[] = [
    ...[...meant].flatMap(({ span }) => (span === null ? [] : [{ span, role: 'given' } as const])),
    ...uses.map(({ span, role }) => ({ span, role: role === 'short' ? 'short' : 'used' }) as const),
  ];
  return all.sort((one, other) => one.span.start - other.span.start);
}

/** Branches that give the same name give it together: whatever sees one of them below sees all. */
function family(meaning: readonly Declaration[], all: readonly Declaration[]): ReadonlySet<Declaration> {
  const found = new Set(meaning);
  for (const each of all) {
    const joined = [...found].some((one) => one !== each && together(one, each));
    if (joined) found.add(each);
  }
  return found;
}

function together(one: Declaration, other: Declaration): boolean {
  if (one.text !== other.text || isCallable(one) !== isCallable(other)) return false;
  return one.visible.some((span) => other.visible.some(({ start, end }) => start < span.end && span.start < end));
}

export type Renaming =
  | { readonly kind: 'edits'; readonly edits: readonly { readonly span: Span; readonly text: string }[] }
  | { readonly kind: 'refused'; readonly reason: string };

const plain = /^[a-z_][A-Za-z0-9_]*$/;
const taken: ReadonlySet<string> = new Set(['true', 'false', 'null', 'in', 'it', 'run', 'error', '__proto__']);

/** What to write so that the name at a place becomes another, everywhere it is meant. */
export function renamingAt(program: Program, offset: number, name: string): Renaming {
  const occurrences = occurrencesAt(program, offset);
  const [first] = occurrences.filter(({ role }) => role === 'given');
  if (first === undefined) return refused('Nothing that this source names stands here.');
  if (!plain.test(name) || taken.has(name))
    return refused('Names begin with a lower-case letter and go on with letters, digits and _.');
  const names = namesOf(program);
  const kind = names.declarations.find(({ span }) => span?.start === first.span.start)?.kind;
  // Others name these: packages and metadata a loop, named arguments a parameter.
  if (kind === 'loop' || kind === 'parameter')
    return refused(`A ${kind} is renamed by hand: others call it by its name.`);
  if (names.declarations.some(({ text }) => text === name)) return refused(`"${name}" already has a meaning here.`);
  const edits = occurrences.map(({ span, role }) => {
    // The field of the object keeps its name: others may read it.
    const short = `${program.text.slice(span.start, span.end)}: ${name}`;
    return { span, text: role === 'short' ? short : name };
  });
  return { kind: 'edits', edits };
}

const refused = (reason: string): Renaming => ({ kind: 'refused', reason });
