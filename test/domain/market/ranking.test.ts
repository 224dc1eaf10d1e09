import fc from 'fast-check';
import {
  expectedStars,
  meanStars,
  merit,
  type Standing,
  score,
  successBound,
  successRate,
  unknownStanding,
  weights,
} from '../../../domain/market/ranking.ts';

const count = fc.integer({ min: 0, max: 1_000_000 });
const standing: fc.Arbitrary<Standing> = fc
  .record({
    completed: count,
    failed: count,
    retries: count,
    medianMs: fc.option(fc.integer({ min: 0, max: 10 ** 12 }), { nil: null }),
    ratings: count,
    downloads: count,
    meanStars: fc.integer({ min: 1, max: 5 }),
  })
  .map(({ meanStars: mean, ...rest }) => ({ ...rest, stars: rest.ratings * mean }));

describe('the order of packages', () => {
  it('gives every package a score between 0 and 1', () => {
    fc.assert(
      fc.property(standing, fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean(), (known, relevance, old) => {
        const total = score(relevance, merit(known), old);
        expect(total).toBeGreaterThanOrEqual(0);
        expect(total).toBeLessThanOrEqual(1);
      }),
    );
  });

  it.each<[string, (known: Standing, by: number) => Standing]>([
    ['a completed run', (known, by) => ({ ...known, completed: known.completed + by })],
    ['a download', (known, by) => ({ ...known, downloads: known.downloads + by })],
    ['a rating of five stars', (known, by) => ({ ...known, ratings: known.ratings + by, stars: known.stars + 5 * by })],
    ['a quicker median run', (known, by) => ({ ...known, medianMs: Math.max(0, (known.medianMs ?? by) - by) })],
  ])('never puts a package lower for %s', (_name, better) => {
    fc.assert(
      fc.property(standing, fc.integer({ min: 1, max: 1_000 }), (known, by) => {
        expect(merit(better(known, by))).toBeGreaterThanOrEqual(merit(known) - 1e-12);
      }),
    );
  });

  it.each<[string, (known: Standing, by: number) => Standing]>([
    ['a retry', (known, by) => ({ ...known, retries: known.retries + by })],
    ['a rating of one star', (known, by) => ({ ...known, ratings: known.ratings + by, stars: known.stars + by })],
    ['a slower median run', (known, by) => ({ ...known, medianMs: (known.medianMs ?? 0) + by })],
  ])('never puts a package higher for %s', (_name, worse) => {
    fc.assert(
      fc.property(standing, fc.integer({ min: 1, max: 1_000 }), (known, by) => {
        const before = { ...known, medianMs: known.medianMs ?? 0 };
        expect(merit(worse(before, by))).toBeLessThanOrEqual(merit(before) + 1e-12);
      }),
    );
  });

  it('counts on less for every failed run, once something is measured', () => {
    fc.assert(
      fc.property(count, count, (completed, failed) => {
        expect(successBound({ completed, failed: failed + 1 })).toBeLessThanOrEqual(
          successBound({ completed, failed }) + 1e-12,
        );
      }),
    );
  });

  it('puts what fits better higher when all else is the same, and what is deprecated lower', () => {
    fc.assert(
      fc.property(standing, fc.double({ min: 0, max: 0.9, noNaN: true }), (known, relevance) => {
        const earned = merit(known);
        expect(score(relevance + 0.1, earned, false)).toBeGreaterThan(score(relevance, earned, false));
        expect(score(relevance, earned, true)).toBeLessThanOrEqual(score(relevance, earned, false));
      }),
    );
  });

  it('adds up to one', () => {
    expect(Object.values(weights).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
  });
});

describe('what may be counted on', () => {
  it.each([
    // Published with the method: E. B. Wilson's interval for 8 of 10, 0 of 10 and 10 of 10 at 95 percent.
    [8, 2, 0.4901],
    [0, 10, 0],
    [10, 0, 0.7225],
    [1, 0, 0.2065],
    [0, 0, 0],
  ])('after %i runs that went well and %i that did not is %f', (completed, failed, bound) => {
    expect(successBound({ completed, failed })).toBeCloseTo(bound, 3);
  });

  it('is never more than what was measured, and comes close to it with many runs', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), count, (completed, failed) => {
        const rate = successRate({ completed, failed }) as number;
        expect(successBound({ completed, failed })).toBeLessThanOrEqual(rate + 1e-12);
        expect(successBound({ completed: completed * 1e6, failed: failed * 1e6 })).toBeCloseTo(rate, 2);
      }),
    );
  });
});

describe('stars', () => {
  it('are drawn to the middle while few people gave them', () => {
    expect(expectedStars({ stars: 0, ratings: 0 })).toBe(3);
    expect(expectedStars({ stars: 5, ratings: 1 })).toBeCloseTo(3.333, 3);
    expect(expectedStars({ stars: 5_000, ratings: 1_000 })).toBeCloseTo(4.99, 2);
  });

  it('have a mean only when somebody gave some', () => {
    expect(meanStars({ stars: 9, ratings: 2 })).toBe(4.5);
    expect(meanStars(unknownStanding)).toBeNull();
    expect(successRate(unknownStanding)).toBeNull();
  });
});
