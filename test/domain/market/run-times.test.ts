import fc from 'fast-check';
import { classesMax, classesPerDoubling, medianOf, together } from '../../../domain/market/run-times.ts';

/** As the database counts: db/facts.ts. */
function counted(runs: readonly number[]): number[] {
  const counts = Array.from({ length: classesMax }, () => 0);
  for (const ms of runs) {
    const at = Math.min(classesMax - 1, Math.floor(classesPerDoubling * Math.log2(Math.max(1, ms))));
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts;
}

describe('the median run', () => {
  it('is right to within ten percent', () => {
    const runs = fc.array(fc.integer({ min: 100, max: 10 ** 9 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(runs, (all) => {
        const exact = all.toSorted((one, other) => one - other)[Math.ceil(all.length / 2) - 1] as number;
        const found = medianOf(counted(all)) as number;
        expect(Math.abs(found - exact) / exact).toBeLessThan(0.1);
      }),
    );
  });

  it('is not known without runs', () => {
    expect(medianOf([])).toBeNull();
    expect(medianOf(counted([]))).toBeNull();
  });

  it('of several versions is that of all their runs', () => {
    const runs = fc.array(fc.integer({ min: 1, max: 10 ** 9 }), { maxLength: 50 });
    fc.assert(
      fc.property(runs, runs, (one, other) => {
        expect(medianOf(together([counted(one), counted(other)]))).toBe(medianOf(counted([...one, ...other])));
      }),
    );
  });
});
