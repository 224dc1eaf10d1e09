import fc from 'fast-check';
import { contentHash } from '../../domain/canonical.ts';
import { compileProgram } from '../../dsl/compile.ts';
import type { Plan } from '../../dsl/plan.ts';
import { wavesOf } from '../../dsl/waves.ts';
import { compiled, loopOf } from '../support/compiled.ts';
import { dependencies } from '../support/contracts.ts';

/** A line of a random loop: calls `t` with some earlier results; `named` or holding those below it. */
interface Line {
  readonly named: boolean;
  readonly mentions: readonly number[];
}

const linesOf = fc
  .array(fc.record({ named: fc.boolean(), picks: fc.array(fc.nat(1_000), { maxLength: 3 }) }), {
    minLength: 1,
    maxLength: 30,
  })
  .map((all): Line[] => {
    const named: number[] = [];
    return all.map(({ named: isNamed, picks }, at) => {
      const mentions = [
        ...new Set(named.length === 0 ? [] : picks.map((pick) => named[pick % named.length] as number)),
      ];
      if (isNamed) named.push(at);
      return { named: isNamed, mentions };
    });
  });

const written = (lines: readonly Line[]): string[] =>
  lines.map(({ named, mentions }, at) => {
    const call = `t(${mentions.map((mention) => `s${mention}`).join(', ')})`;
    return named ? `- s${at} = ${call}` : `- ${call}`;
  });

/** Straight from the rules: a line waits for what it mentions; a line without a name for all above, and all below for it. */
function longestChain(lines: readonly Line[]): number[] {
  const waves: number[] = [];
  lines.forEach(({ named, mentions }, at) => {
    const before = lines.flatMap((line, earlier) => {
      if (earlier >= at) return [];
      return !named || !line.named || mentions.includes(earlier) ? [earlier] : [];
    });
    waves.push(before.reduce((wave, earlier) => Math.max(wave, 1 + (waves[earlier] ?? 0)), 0));
  });
  return waves;
}

/** What a plan does, without where its lines stood. */
const meaning = (plan: Plan): string =>
  contentHash({ ...plan, steps: plan.steps.map(({ line: _line, source: _source, ...step }) => step) });

/** One of the ways in which people and chat programs lay the same lines out. */
const layouts = fc.record({
  indents: fc.array(fc.constantFrom('', ' ', '  ', '\t', '\u00a0\u00a0', '        '), { minLength: 8, maxLength: 8 }),
  bullet: fc.constantFrom('- ', '-', '• ', '– ', '* ', '-   ', '◦ '),
  lineEnd: fc.constantFrom('\n', '\r\n', '\n\n', '  \n', ' # note\n', '\n# (note “\n', '\u2028'),
  comma: fc.constantFrom(', ', ',', ' , ', ',\u00a0', ',\n      ', ', # note\n '),
  fence: fc.constantFrom('', '```\n', '```loop\n', '~~~\n'),
  quotes: fc.constantFrom<[string, string]>(['"', '"'], ['“', '”'], ['„', '“'], ['”', '”']),
  start: fc.constantFrom('', '\ufeff', '\n\n', '# my loop\n'),
});
type Layout = typeof layouts extends fc.Arbitrary<infer Value> ? Value : never;

function laidOut(program: string, { indents, bullet, lineEnd, comma, fence, quotes, start }: Layout): string {
  const lines = program.split('\n').map((line, at) => {
    const plain = line
      .trim()
      .replaceAll(', ', comma)
      .replace(/"([^"]*)"/g, `${quotes[0]}$1${quotes[1]}`);
    return (indents[at % indents.length] ?? '') + plain.replace(/^- /, bullet);
  });
  const text = lines.join(lineEnd) + lineEnd;
  return fence === '' ? start + text : `${fence}${text}${fence.slice(0, 3)}\n`;
}

describe('a loop', () => {
  it('has the waves of the longest chains before its lines', () => {
    fc.assert(
      fc.property(linesOf, (lines) => {
        const plan = compiled(loopOf(...written(lines)));
        expect(plan.steps.map(({ wave }) => wave)).toEqual(longestChain(lines));
        const position = new Map(plan.steps.map(({ path }, at) => [path, at]));
        for (const { path, after, wave } of plan.steps) {
          for (const earlier of after) expect(position.get(earlier)).toBeLessThan(position.get(path) ?? 0);
          expect(wavesOf(plan)[wave]).toContain(path);
        }
      }),
      { numRuns: 300, seed: 20_261_123 },
    );
  });

  it('means the same however it is laid out', () => {
    fc.assert(
      fc.property(linesOf, layouts, (lines, layout) => {
        const program = loopOf(...written(lines), '- last = t("{id}", [1, 2], {id, n: "a"})');
        expect(meaning(compiled(laidOut(program, layout)))).toBe(meaning(compiled(program)));
      }),
      { numRuns: 500, seed: 20_261_123 },
    );
  });

  it('is told where its mistakes are in the text as it was written', () => {
    fc.assert(
      fc.property(linesOf, layouts, fc.nat(1_000), (lines, layout, pick) => {
        const at = pick % lines.length;
        const broken = written(lines).map((line, each) => (each === at ? line.replace('t(', 't(zzmissing, ') : line));
        const source = laidOut(loopOf(...broken), layout);
        const { problems } = compileProgram(source, { dependencies, offline: false });
        const found = problems.filter(({ code }) => code === 'loop.unknown_name');
        expect(found).toHaveLength(1);
        const texts = source.split(/\r\n|[\n\r\u2028\u2029]/);
        const { line, column, length } = found[0]!;
        const letters = [...(texts[line - 1] ?? '')];
        expect(letters.slice(column - 1, column - 1 + length).join('')).toBe('zzmissing');
      }),
      { numRuns: 500, seed: 20_261_123 },
    );
  });
});
