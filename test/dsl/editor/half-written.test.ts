import { completionsAt } from '../../../dsl/editor/completion.ts';
import { hoverAt } from '../../../dsl/editor/hover.ts';
import { isCallable, namesOf } from '../../../dsl/editor/names.ts';
import { type Entry, outlineOf } from '../../../dsl/editor/outline.ts';
import { definitionsAt, occurrencesAt, renamingAt } from '../../../dsl/editor/renaming.ts';
import { readProgram } from '../../../dsl/program.ts';
import type { Span } from '../../../dsl/tree.ts';
import { dependencies } from '../../support/contracts.ts';
import { mutated, randomFrom } from '../../support/mutate.ts';
import { programsIn, programsOfPage } from '../../support/programs.ts';

const programs = [...programsOfPage(), ...programsIn('test/dsl/whole').values(), ...programsIn('examples').values()];
const context = { dependencies, hostTools: ['pager/page'], offline: false };

/** Asks everything an editor can ask about a place. @returns why an answer is not good enough, or null */
function flaw(source: string, offset: number): string | null {
  const program = readProgram(source, context);
  const spans: Span[] = [];
  const hover = hoverAt(program, offset);
  if (hover !== null) {
    spans.push(hover.span);
    if (hover.text === '') return 'a hover without words';
  }
  const suggestions = completionsAt(program, offset);
  if (suggestions.some(({ label }) => label === '')) return 'a suggestion without words';
  spans.push(...definitionsAt(program, offset), ...occurrencesAt(program, offset).map(({ span }) => span));
  const renaming = renamingAt(program, offset, 'another_name');
  if (renaming.kind === 'edits') spans.push(...renaming.edits.map(({ span }) => span));
  const outside = spans.find(({ start, end }) => start < 0 || end < start || end > source.length);
  if (outside !== undefined) return `a place outside of the text: ${JSON.stringify(outside)}`;
  return flawOfOutline(outlineOf(program), { start: 0, end: source.length + 1 });
}

/** Editors refuse an outline with empty names, or with names outside of their entries. */
function flawOfOutline(entries: readonly Entry[], around: Span): string | null {
  for (const { name, span, nameSpan, inside } of entries) {
    if (name === '') return 'an entry without a name';
    if (span.start < around.start || span.end > around.end) return `"${name}" lies outside of what holds it`;
    if (nameSpan.start < span.start || nameSpan.end > span.end) return `the name of "${name}" lies outside of it`;
    const deeper = flawOfOutline(inside, span);
    if (deeper !== null) return deeper;
  }
  return null;
}

function tried(source: string, offset: number, what: string): void {
  let wrong: string | null;
  try {
    wrong = flaw(source, offset);
  } catch (error) {
    wrong = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  if (wrong !== null) throw new Error(`${what}, cursor at ${offset}: ${wrong}\n${JSON.stringify(source)}`);
}

describe('what an editor asks', () => {
  it('offers each name where its program uses it, when only what stands before it is written', () => {
    for (const source of programs) {
      const program = readProgram(source, context);
      const { uses, declarations } = namesOf(program);
      for (const { text, span, role } of uses) {
        const begun = source.slice(0, span.start);
        const labels = completionsAt(readProgram(begun, context), begun.length).map(({ label }) => label);
        const below = declarations.some(
          (each) => isCallable(each) && each.text === text && (each.span?.start ?? 0) > span.start,
        );
        if (role !== 'call' || (program.callables.names().includes(text) && !below))
          expect([begun, labels]).toEqual([begun, expect.arrayContaining([text])]);
      }
    }
  });

  it('is answered at every place of a program that is being written from its beginning', () => {
    const random = randomFrom(20_261_125);
    for (const program of programs) {
      for (let end = 0; end <= program.length; end += 1 + Math.floor(random() * 24)) {
        tried(program.slice(0, end), end, 'a beginning');
      }
    }
  });

  it('is answered for texts that are no programs any more', () => {
    const random = randomFrom(7);
    for (let at = 0; at < 1_000; at += 1) {
      const text = mutated(programs, random);
      tried(text, Math.floor(random() * (text.length + 1)), `text ${at}`);
    }
  });
});
