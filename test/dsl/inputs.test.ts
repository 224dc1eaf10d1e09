import { readDuration } from '../../dsl/duration.ts';
import { readInputs } from '../../dsl/inputs.ts';
import { nearest } from '../../dsl/nearest.ts';
import type { Parameter } from '../../dsl/plan.ts';

const parameters: readonly Parameter[] = [
  { name: 'who', type: { t: 'text' } },
  { name: 'count', type: { t: 'number' }, default: 3 },
  { name: 'within', type: { t: 'duration' }, default: 60_000 },
  { name: 'note', type: { t: 'optional', of: { t: 'text' } } },
];

describe('inputs', () => {
  it('are read from words by their types', () => {
    expect(readInputs(parameters, { words: { who: '42', count: '42', within: '1h30m', note: 'null' } })).toEqual({
      inputs: { who: '42', count: 42, within: 5_400_000, note: null },
      wrong: [],
    });
  });

  it('are refused with a sentence each', () => {
    expect(readInputs(parameters, { words: { count: 'many', whom: 'x' } }).wrong).toEqual([
      'Input "count": expected number, got "many".',
      'There is no input "whom"; the inputs are who: text, count: number, within: duration, note: text?. Did you mean "who"?',
      'Input "who" (text) is missing.',
    ]);
  });
});

describe('a duration', () => {
  it.each<[string, number | null]>([
    ['30s', 30_000],
    ['10m', 600_000],
    ['2h', 7_200_000],
    ['14d', 1_209_600_000],
    ['1w', 604_800_000],
    ['250ms', 250],
    ['1h30m', 5_400_000],
    ['1.5d', 129_600_000],
    ['', null],
    ['10', null],
    ['m', null],
    ['10 m', null],
    ['-5s', null],
    ['10min', null],
  ])('%s is %p', (text, milliseconds) => {
    expect(readDuration(text)).toBe(milliseconds);
  });
});

describe('the nearest name', () => {
  it.each<[string, string | null]>([
    ['asess', 'assess'],
    ['Assess', 'assess'],
    ['forensic-tools', 'forensic_tools'],
    ['assesss', 'assess'],
    ['asse', null],
    ['zebra', null],
    ['x', null],
    ['A', 'a'],
  ])('to %s is %p', (written, meant) => {
    expect(nearest(written, ['assess', 'forensic_tools', 'a'])).toBe(meant);
  });

  it('is not looked for among names too long to be typed', () => {
    expect(nearest('a'.repeat(65), ['a'.repeat(66)])).toBeNull();
  });
});
