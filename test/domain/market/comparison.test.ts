import fc from 'fast-check';
import { chanceOfAtLeast, compareRuns } from '../../../domain/market/comparison.ts';

const runs = (completed: number, failed: number) => ({ completed, failed });

describe('the chance that failures fall on one version', () => {
  // Published: Fisher's tea tasting (The Design of Experiments, 1935): all four cups right, 1/70; three or more, 17/70.
  it.each([
    [runs(4, 0), runs(0, 4), 1 / 70],
    [runs(3, 1), runs(1, 3), 17 / 70],
    [runs(10, 0), runs(5, 0), 1],
    [runs(1, 9), runs(11, 3), 0.99996634],
    [runs(11, 3), runs(1, 9), 0.00137973],
  ])('%j before and %j now: %d', (before, now, chance) => {
    expect(chanceOfAtLeast(before, now)).toBeCloseTo(chance, 6);
  });

  const counts = fc.record({ completed: fc.nat(60), failed: fc.nat(60) });

  it('is a chance, and smaller with every further failure of the new version', () => {
    fc.assert(
      fc.property(counts, counts, (before, now) => {
        const chance = chanceOfAtLeast(before, now);
        expect(chance).toBeGreaterThan(0);
        expect(chance).toBeLessThanOrEqual(1);
        if (now.completed === 0) return;
        const worse = { completed: now.completed - 1, failed: now.failed + 1 };
        expect(chanceOfAtLeast(before, worse)).toBeLessThanOrEqual(chance + 1e-9);
      }),
    );
  });

  it('adds up to one over all ways the failures can fall', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }), fc.nat(60), (old, young, some) => {
        const failures = Math.min(some, old + young);
        const all = Array.from({ length: young + 1 }, (_, hit) => hit).filter(
          (hit) => hit <= failures && failures - hit <= old,
        );
        const atLeast = (hit: number) =>
          chanceOfAtLeast(runs(old - (failures - hit), failures - hit), runs(young - hit, hit));
        expect(atLeast(all[0] ?? 0)).toBeCloseTo(1, 9);
        const exactly = all.map((hit, at) => atLeast(hit) - (all[at + 1] === undefined ? 0 : atLeast(hit + 1)));
        expect(exactly.every((each) => each >= -1e-9)).toBe(true);
      }),
    );
  });
});

describe('a new version', () => {
  it.each([
    ['nothing is said of four runs, however they went', runs(50, 0), runs(0, 4), 'too few'],
    ['as good as the old one is no worse', runs(40, 10), runs(8, 2), 'no worse'],
    ['one failure more is chance', runs(10, 0), runs(4, 1), 'no worse'],
    ['clearly more failures are worse', runs(40, 0), runs(2, 3), 'worse'],
    ['of one that always failed no version is worse', runs(0, 40), runs(0, 10), 'no worse'],
    ['never seen before and failing throughout is worse', runs(0, 0), runs(0, 5), 'worse'],
    ['never seen before and failing now and then is borne', runs(0, 0), runs(3, 3), 'no worse'],
  ])('%s', (_, before, now, kind) => {
    expect(compareRuns(before, now).kind).toBe(kind);
  });

  it('is told about with the numbers it is judged by', () => {
    expect(compareRuns(runs(39, 1), runs(1, 5))).toEqual({
      kind: 'worse',
      why: '5 of 6 runs failed, and 1 of 40 before',
    });
  });
});
