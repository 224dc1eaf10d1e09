import fc from 'fast-check';
import { compileType } from '../../../dsl/compile-type.ts';
import { conformance } from '../../../dsl/conform.ts';
import { describeType, shownType } from '../../../dsl/describe-type.ts';
import { isAssignable } from '../../../dsl/infer/assignable.ts';
import { join, normal } from '../../../dsl/infer/join.ts';
import { mayBeEqual, misfit } from '../../../dsl/infer/misfit.ts';
import { anything, listOf, never, nullOnly, objectOf, optional, text } from '../../../dsl/infer/normal-form.ts';
import { parse } from '../../../dsl/parse.ts';
import type { LoopType } from '../../../dsl/plan.ts';
import { types, valuesOf } from '../../support/typed-values.ts';

const runs = { numRuns: 2_000, seed: 20_261_123 };

/** A type as it is written. */
function type(written: string): LoopType {
  const [loop] = parse(`LOOP x\nINPUT: a: ${written}\nEND\n`).blocks;
  const section = loop?.kind === 'loop' ? loop.sections[0] : undefined;
  if (section?.kind !== 'input') throw new Error(`No type: ${written}`);
  return compileType(section.parameters[0]!.type);
}

describe('one type for another', () => {
  it.each<[string, string, boolean]>([
    ['"low"', 'text', true],
    ['text', '"low"', false],
    ['"low"|"high"', '"high"|"low"|"medium"', true],
    ['user', 'text', true],
    ['duration', 'number', true],
    ['text', 'text?', true],
    ['text?', 'text', false],
    ['{a: text, b: number}', '{a: text}', true],
    ['{a: text}', '{a: text, b?: number}', false],
    ['{a: text}', '{a: text, b?: any}', true],
    ['{a?: text}', '{a: text?}', false],
    ['list<"a">', 'list<text>', true],
    ['map<number>', '{a?: number}', true],
    ['{a: text}', 'map<text>', false],
    ['any', 'number', true],
    ['number', 'any', true],
  ])('%s as %s: %s', (from, to, expected) => {
    expect(isAssignable(type(from), type(to))).toBe(expected);
  });

  it('is always one for itself', () => {
    fc.assert(
      fc.property(types(), (one) => isAssignable(one, one) && misfit(one, one) === null),
      runs,
    );
  });

  it('goes on: what fits the second fits what the second fits', () => {
    fc.assert(
      fc.property(types({ depth: 1 }), types({ depth: 1 }), types({ depth: 1 }), (one, two, three) => {
        const [a, b, c] = [one, join([one, two]), join([one, two, three])];
        expect(isAssignable(a, b) && isAssignable(b, c) && isAssignable(a, c)).toBe(true);
        return !(isAssignable(one, two) && isAssignable(two, three)) || isAssignable(one, three);
      }),
      { ...runs, numRuns: 20_000 },
    );
  });

  it('holds for values: one that conforms to the first conforms to the second', () => {
    const withValue = fc
      .tuple(types(), types())
      .chain(([from, to]) => valuesOf(from).map((value) => ({ from, to, value })));
    let fitting = 0;
    fc.assert(
      fc.property(withValue, ({ from, to, value }) => {
        expect(conformance(value, from)).toBeNull();
        for (const target of [to, join([from, to]), normal(from), optional(from)]) {
          if (!isAssignable(from, target)) continue;
          fitting += 1;
          expect(conformance(value, target)).toBeNull();
          expect(misfit(from, target)).toBeNull();
        }
      }),
      runs,
    );
    expect(fitting).toBeGreaterThan(runs.numRuns * 3);
  });

  it('is only refused with certainty when no value fits', () => {
    const withValue = types().chain((from) => fc.tuple(fc.constant(from), types(), valuesOf(from)));
    fc.assert(
      fc.property(withValue, ([from, to, value]) => {
        if (conformance(value, to) === null) expect(mayBeEqual(from, to)).toBe(true);
      }),
      runs,
    );
  });
});

describe('the union of types', () => {
  it('holds them all', () => {
    fc.assert(
      fc.property(types({ withAny: true }), types({ withAny: true }), (one, other) => {
        const both = join([one, other]);
        return isAssignable(one, both) && isAssignable(other, both);
      }),
      runs,
    );
  });

  it('is one of them where that holds the other', () => {
    fc.assert(
      fc.property(types(), types(), (one, other) => {
        if (isAssignable(one, other)) expect(isAssignable(join([one, other]), other)).toBe(true);
      }),
      runs,
    );
  });

  it.each<[string, string]>([
    ['"a"|"b"|"a"', '"a"|"b"'],
    ['"a"|text', 'text'],
    ['text?|number', 'text|number?'],
    ['text|any', 'any'],
    ['list<"a"|text>', 'list<text>'],
    ['{a: text}|{a: text, b: number}', '{a: text}|{a: text, b: number}'],
    ['{a: text}|{a: "x"}', '{a: text}'],
    ['{a: "x"|"y"|"x"}?', '{a: "x"|"y"}?'],
  ])('%s is %s', (written, expected) => {
    expect(describeType(normal(type(written)))).toBe(expected);
  });

  it('is told as any, or as text, when it has too many parts', () => {
    const literals = Array.from({ length: 100 }, (_, at): LoopType => ({ t: 'literal', value: `${at}` }));
    expect(join(literals)).toEqual(text);
    expect(join(literals.map((each, at) => objectOf([[`f${at}`, each]])))).toEqual(anything);
  });

  it('does not grow without end', () => {
    let doubling = objectOf([['a', text]]);
    for (let level = 0; level < 64; level += 1)
      doubling = objectOf([
        ['a', doubling],
        ['b', doubling],
      ]);
    expect(describeType(doubling).length).toBeLessThan(10_000);
  });
});

describe('a type for people', () => {
  it.each<[LoopType, string]>([
    [
      type('{level: "low"|"high", hosts: list<text>, owner?: user}?'),
      '{level: "low"|"high", hosts: list<text>, owner?: user}?',
    ],
    [nullOnly, 'null'],
    [listOf(never), 'list<nothing>'],
  ])('%j is %s', (given, expected) => {
    expect(describeType(given)).toBe(expected);
  });

  it('is cut where it would fill a message', () => {
    expect(shownType({ t: 'literal', value: 'x'.repeat(500) })).toHaveLength(120);
  });
});
