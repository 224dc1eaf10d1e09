import fc from 'fast-check';
import { Encoding } from '../../../domain/prediction/encoding.ts';
import { Interval, MedianHead } from '../../../domain/prediction/heads.ts';
import { Neighbours } from '../../../domain/prediction/neighbours.ts';
import { fitPlatt } from '../../../domain/prediction/platt.ts';
import { Regression } from '../../../domain/prediction/regression.ts';
import { diceOf } from '../../../domain/prediction/simulate.ts';
import { SortedWindow } from '../../../domain/prediction/sorted-window.ts';

/** A vector of these numbers at places 0, 1, 2, … */
function vector(...numbers: number[]): Encoding {
  const x = new Encoding();
  x.places.set(numbers.map((_, place) => place));
  x.values.set(numbers);
  x.count = numbers.length;
  x.baseCount = numbers.length;
  return x;
}

function reading(query: string): Encoding {
  const x = new Encoding();
  x.read({ query }, true);
  return x;
}

describe('the regression', () => {
  /** k = Px/(f + x'Px), w += k(y - w'x), P = (P - kx'P)/f, written as it stands in the book. */
  function book(rows: readonly (readonly number[])[], outcomes: readonly number[]): number[] {
    const size = rows[0]?.length ?? 0;
    let weights: number[] = Array.from({ length: size }, () => 0);
    let covariance: number[][] = weights.map((_, row) => weights.map((__, column) => (row === column ? 0.1 : 0)));
    for (const [at, x] of rows.entries()) {
      const product = covariance.map((row) => row.reduce((sum, value, column) => sum + value * x[column]!, 0));
      const spread = 0.999 + product.reduce((sum, value, row) => sum + value * x[row]!, 0);
      const error = outcomes[at]! - 0.5 - weights.reduce((sum, weight, row) => sum + weight * x[row]!, 0);
      weights = weights.map((weight, row) => weight + (product[row]! / spread) * error);
      covariance = covariance.map((row, i) =>
        row.map((value, j) => (value - (product[i]! * product[j]!) / spread) / 0.999),
      );
    }
    return weights;
  }

  it('gives what the formulas give', () => {
    const row = fc.array(fc.double({ min: 0.5, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(row, fc.double({ min: 0, max: 1, noNaN: true })), { minLength: 1, maxLength: 30 }),
        (seen) => {
          const model = new Regression(3);
          for (const [x, y] of seen) model.learn(vector(...x), y);
          const expected = book(
            seen.map(([x]) => x),
            seen.map(([, y]) => y),
          );
          expect([0, 1, 2].map((place) => model.weightAt(place))).toEqual(
            expected.map((weight) => expect.closeTo(weight, 9)),
          );
        },
      ),
    );
  });

  it('never doubts a weight more than at the start, however long it is not seen', () => {
    const model = new Regression(2);
    model.learn(vector(1, 1), 0.5);
    for (let step = 0; step < 20_000; step += 1) model.learn(vector(1), 0.5);
    const other = vector(0, 1);
    model.prepare(other);
    expect(model.covariance.every((value) => Math.abs(value) <= 0.1 + 1e-12)).toBe(true);
    expect(model.deviation(other)).toBeLessThanOrEqual(Math.sqrt(0.1 * 0.0625));
  });

  it('knows a mean better the more it has seen', () => {
    const model = new Regression(2);
    const dice = diceOf(1);
    const deviations = [10, 100, 1_000].map((steps) => {
      for (let step = 0; step < steps; step += 1) model.learn(vector(1, dice()), dice());
      const x = vector(1, 0.5);
      model.prepare(x);
      return model.deviation(x);
    });
    expect(deviations).toEqual(deviations.toSorted((one, other) => other - one));
  });
});

describe('a window in order of size', () => {
  it('holds the last numbers, sorted, whatever came', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 })), fc.integer({ min: 1, max: 7 }), (numbers, size) => {
        const window = new SortedWindow(size);
        for (const number of numbers) window.add(number);
        const expected = numbers.slice(-size).toSorted((one, other) => one - other);
        expect(expected.map((_, place) => window.at(place))).toEqual(expected);
        expect(window.size).toBe(expected.length);
      }),
    );
  });
});

describe('the heads', () => {
  it('say the median once thirty outcomes are known', () => {
    const head = new MedianHead();
    for (let seen = 0; seen < 29; seen += 1) head.learn(0.71, seen % 3 === 0 ? 0 : 1);
    expect(head.predict(0.71)).toBe(0.71);
    head.learn(0.74, 1);
    expect([head.predict(0.71), head.predict(0.31)]).toEqual([1, 0.31]);
  });

  it('cover nine of ten outcomes, also after the errors become three times as large', () => {
    const interval = new Interval();
    const dice = diceOf(5);
    let covered = 0;
    for (let step = 0; step < 4_000; step += 1) {
      const error = dice() * (step < 2_000 ? 0.1 : 0.3);
      if (step >= 100) covered += Number(error <= interval.halfWidth());
      interval.learn(error);
    }
    expect(covered / 3_900).toBeCloseTo(0.9, 2);
  });

  it('say nothing before errors are known', () => {
    expect(new Interval().halfWidth()).toBe(1);
  });
});

describe("Platt's curve", () => {
  it('finds the curve the outcomes were drawn from', () => {
    const dice = diceOf(3);
    const scores = Float64Array.from({ length: 20_000 }, () => 6 * dice() - 3);
    const outcomes = scores.map((score) => Number(dice() < 1 / (1 + Math.exp(-(0.5 * score - 1)))));
    const [slope, offset] = fitPlatt(scores, outcomes);
    expect(slope).toBeCloseTo(0.5, 1);
    expect(offset).toBeCloseTo(-1, 1);
  });

  it('leaves chances as they are while only one thing was seen', () => {
    expect(fitPlatt(Float64Array.of(1, 2), Float64Array.of(1, 1))).toEqual([1, 0]);
  });

  it('is a curve of finite numbers for any scores', () => {
    const pair = fc.tuple(fc.double({ min: -1e3, max: 1e3, noNaN: true }), fc.integer({ min: 0, max: 1 }));
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1 }), (pairs) => {
        const [slope, offset] = fitPlatt(
          Float64Array.from(pairs, ([score]) => score),
          Float64Array.from(pairs, ([, outcome]) => outcome),
        );
        expect(Number.isFinite(slope) && slope >= 0 && Number.isFinite(offset)).toBe(true);
      }),
    );
  });
});

describe('similar questions', () => {
  it('carry over what the model got wrong about them, the same question most', () => {
    const memory = new Neighbours();
    for (let seen = 0; seen < 5; seen += 1) memory.learn(reading('how do we rotate the signing key'), 0.3);
    for (let seen = 0; seen < 50; seen += 1) memory.learn(reading(`lunch number ${seen}`), 0);
    const same = memory.effect(reading('how do we rotate the signing key'));
    const alike = memory.effect(reading('who can rotate the signing key'));
    expect(same).toBeCloseTo((5 * 0.3) / 7, 2);
    expect(alike).toBeGreaterThan(0);
    expect(alike).toBeLessThan(same);
    expect(memory.effect(reading('totally unrelated'))).toBe(0);
  });

  it('forgets the oldest when it is full', () => {
    const memory = new Neighbours();
    memory.learn(reading('the very first question'), 0.5);
    for (let seen = 0; seen < 3_999; seen += 1) memory.learn(reading(`w${seen} x${seen}`), 0);
    expect(memory.effect(reading('the very first question'))).toBeCloseTo(0.5 / 3, 6);
    memory.learn(reading('one more'), 0);
    expect(memory.effect(reading('the very first question'))).toBe(0);
  });

  it('goes on from its numbers as if it had never stopped, also after it has begun to forget', () => {
    const [memory, copy] = [new Neighbours(), new Neighbours()];
    const question = (seen: number) => reading(`${seen % 7} a${seen % 3} b${seen % 11} c${seen % 501}`);
    for (let seen = 0; seen < 4_300; seen += 1) memory.learn(question(seen), Math.sin(seen));
    copy.terms.set(memory.terms.subarray(0, memory.termsUsed));
    for (const part of ['termCounts', 'errors', 'counts'] as const) copy[part].set(memory[part]);
    copy.restored();
    for (let seen = 0; seen < 100; seen += 1) {
      expect(copy.effect(question(seen))).toBe(memory.effect(question(seen)));
      for (const each of [memory, copy]) each.learn(question(seen), 0.1);
    }
  });
});
