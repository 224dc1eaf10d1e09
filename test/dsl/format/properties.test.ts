import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { compileProgram } from '../../../dsl/compile.ts';
import { formatProgram } from '../../../dsl/format/index.ts';
import { normalise } from '../../../dsl/normalise.ts';
import { parse } from '../../../dsl/parse.ts';
import { dependencies } from '../../support/contracts.ts';
import { randomPrograms } from '../../support/random-programs.ts';

/** The formatted text of a program that can be read. */
function formatted(source: string): string {
  const { text, problems } = formatProgram(source);
  if (text === null)
    throw new Error(`It should be readable: ${problems.map(({ excerpt, code }) => `${code}\n${excerpt}`).join('\n')}`);
  return text;
}

/** What the grammar reads, without places; clauses and options in an order of their own, as it means nothing. */
function treeOf(source: string): unknown {
  const sorted = (value: unknown): unknown =>
    Array.isArray(value) && value.every((each) => each?.kind === 'clause' || each?.kind === 'option')
      ? [...value].sort((one, other) => (one.keyword.text < other.keyword.text ? -1 : 1))
      : value;
  return JSON.parse(
    JSON.stringify(parse(normalise(source).text), (key, value) => (key === 'span' ? undefined : sorted(value))),
  );
}

const commentsOf = (source: string): string[] => {
  const { comments } = normalise(source);
  return comments.map(({ start, end }) => source.slice(start, end).replace(/^#\s*/, '').trim()).sort();
};

describe('formatting', () => {
  it('changes nothing but the layout, keeps every comment, and is done when it is done once', () => {
    fc.assert(
      fc.property(randomPrograms, (source) => {
        const text = formatted(source);
        expect(treeOf(text)).toEqual(treeOf(source));
        expect(commentsOf(text)).toEqual(commentsOf(source));
        expect(formatted(text)).toBe(text);
      }),
      {
        numRuns: Number(process.env.FORMATTED_PROGRAMS ?? 400),
        seed: Number(process.env.FORMATTED_SEED ?? 20_261_125),
      },
    );
  });

  it('leaves the plan of a program as it is', () => {
    const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'LANGUAGE.md'), 'utf8');
    const programs = [...page.matchAll(/```loop\n([\s\S]*?)```/g)].map(([, program = '']) => program);
    expect(programs.length).toBeGreaterThan(3);
    for (const program of programs) {
      // In a chat nothing is indented, and every line may have a blank one below.
      const flattened = program.replace(/^\s+/gm, '').replaceAll('\n', '\r\n');
      expect(formatted(flattened)).toBe(formatted(program.replace(/\n{2,}/g, '\n')));
      expect(meaning(formatted(program))).toEqual(meaning(program));
    }
  });
});

/** What a program does, without where its lines stood. */
function meaning(source: string): unknown {
  const { plan, problems, tools } = compileProgram(source, { dependencies, offline: false });
  expect(problems).toEqual([]);
  const places = new Set(['line', 'source']);
  return JSON.parse(JSON.stringify({ plan, tools }, (key, value) => (places.has(key) ? undefined : value)));
}
