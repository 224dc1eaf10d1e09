import { limits } from '../../domain/limits.ts';
import { problemsOf, renderProblem, renderProblems } from '../../dsl/excerpt.ts';
import type { Finding } from '../../dsl/finding.ts';
import { Lines } from '../../dsl/lines.ts';

const finding = (start: number, end: number, hint = 'Do this.'): Finding => ({
  code: 'loop.unexpected',
  span: { start, end },
  message: 'Wrong.',
  hint,
});
const shown = (source: string, start: number, end: number, hint?: string): string =>
  problemsOf([finding(start, end, hint)], source)
    .map((problem) => renderProblem(problem, 'x.loop'))
    .join('');

describe('a problem', () => {
  it('is shown with its place, its line, a caret and what to do', () => {
    expect(shown('one\n  two three\n', 6, 9)).toBe(
      ['error loop.unexpected: Wrong.', '  --> x.loop:2:3', '2 |   two three', '  |   ^^^ Do this.'].join('\n'),
    );
  });

  it('shows a hint of several lines below itself', () => {
    expect(shown('one', 0, 3, 'Write:\n  two\n  three').split('\n').slice(2)).toEqual([
      '1 | one',
      '  | ^^^ Write:',
      '  |   two',
      '  |   three',
    ]);
  });

  it.each<[string, string, number, number, string, string]>([
    ['counts letters outside the basic plane as one', '😀😀 x', 5, 6, '1:4', '1 | 😀😀 x\n  |      ^ Do this.'],
    ['puts the caret below wide letters', '日本 x', 3, 4, '1:4', '1 | 日本 x\n  |      ^ Do this.'],
    [
      'counts no width for accents above letters',
      'e\u0301e\u0301 x',
      5,
      6,
      '1:6',
      '1 | e\u0301e\u0301 x\n  |    ^ Do this.',
    ],
    ['shows a tab as a space', '\t\tx', 2, 3, '1:3', '1 |   x\n  |   ^ Do this.'],
    ['shows what hides as a sign', 'a\u202eb\u0007c x', 6, 7, '1:7', '1 | a\ufffdb\ufffdc x\n  |       ^ Do this.'],
    ['stands behind the last letter', 'abc\r\nd', 3, 4, '1:4', '1 | abc\n  |    ^ Do this.'],
    ['stands in an empty text', '', 0, 1, '1:1', '1 |\n  | ^ Do this.'],
    ['ends with its line', 'ab\ncd', 1, 5, '1:2', '1 | ab\n  |  ^ Do this.'],
  ])('%s', (_what, source, start, end, place, excerpt) => {
    expect(shown(source, start, end)).toBe(`error loop.unexpected: Wrong.\n  --> x.loop:${place}\n${excerpt}`);
  });

  it('shows of a long line the part around its place', () => {
    const source = `${'a'.repeat(500)}here${'b'.repeat(500)}`;
    const [, , line = '', caret = ''] = shown(source, 500, 504).split('\n');
    expect(line.length).toBeLessThan(140);
    expect(line.slice(caret.indexOf('^'), caret.indexOf('^') + 4)).toBe('here');
    expect(line).toMatch(/^1 \| …a+hereb+…$/);
  });

  it('stays short whatever it has to say', () => {
    const [problem] = problemsOf(
      [{ ...finding(0, 9_000, 'h'.repeat(5_000)), message: 'm'.repeat(5_000) }],
      'x'.repeat(9_000),
    );
    expect(renderProblem(problem!, 'x.loop').length).toBeLessThanOrEqual(limits.problemCharactersMax);
  });

  it('is said once for each place and kind, in the order of the text', () => {
    const problems = problemsOf([finding(4, 5), finding(0, 1), finding(4, 9)], 'one two three');
    expect(problems.map(({ column }) => column)).toEqual([1, 5]);
  });

  it('is counted when there are too many to show', () => {
    const problems = problemsOf(
      Array.from({ length: 60 }, (_, at) => finding(at, at + 1)),
      'x'.repeat(60),
    );
    expect(renderProblems(problems, 'x.loop')).toMatch(/\n\n… and 10 more\.$/);
  });
});

describe('lines', () => {
  it('end where editors end them', () => {
    const text = 'a\nb\r\nc\rd\u2028e';
    const lines = new Lines(text);
    expect([1, 2, 3, 4, 5].map((line) => lines.textOf(line))).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect([...text].map((_, at) => lines.placeOf(at).line)).toEqual([1, 1, 2, 2, 2, 3, 3, 4, 4, 5]);
  });

  it('find columns whatever was asked before', () => {
    const text = '😀a😀b\ncd';
    const lines = new Lines(text);
    const columns = (offsets: number[]) => offsets.map((at) => lines.placeOf(at).column);
    expect(columns([0, 2, 3, 5, 6])).toEqual([1, 2, 3, 4, 5]);
    expect(columns([6, 5, 3, 2, 0])).toEqual([5, 4, 3, 2, 1]);
  });
});
