import { evaluate } from '../../../domain/prediction/evaluate.ts';
import { simulate } from '../../../domain/prediction/simulate.ts';

describe('in the simulated world', () => {
  const worlds = [1, 2].map((seed) => [...simulate({ rows: 2_000, seed, noise: 0.05 })]);
  const evaluations = worlds.map(evaluate);

  it('predictions 1,000 to 2,000 are within 0.10 for 85 of 100, off by at most 0.056, with a skill of 0.15 and more', () => {
    for (const { secondHalf } of evaluations) {
      const [mean] = secondHalf.judges;
      expect(mean?.within).toBeGreaterThanOrEqual(0.85);
      expect(mean?.error).toBeLessThanOrEqual(0.056);
      expect(secondHalf.skill).toBeGreaterThanOrEqual(0.15);
    }
  });

  it('intervals for 90 of 100 hold 88 to 92, and 86 and more in any 500 rows on end', () => {
    for (const { whole, worstCoverage } of evaluations) {
      expect(whole.coverage).toBeGreaterThanOrEqual(0.88);
      expect(whole.coverage).toBeLessThanOrEqual(0.92);
      expect(worstCoverage).toBeGreaterThanOrEqual(0.86);
    }
  });

  it('of questions said to be asked again at some chance, that share is', () => {
    for (const { whole } of evaluations) expect(whole.retry_calibration_error).toBeLessThanOrEqual(0.05);
  });

  it('nobody is better than who knows the truth', () => {
    for (const [at, rows] of worlds.entries()) {
      const truth = rows.slice(1_000).map((row) => Math.abs(row.quality - row.truth));
      const error = truth.reduce((sum, each) => sum + each, 0) / truth.length;
      expect(evaluations[at]?.secondHalf.judges[0]?.error).toBeGreaterThan(error);
    }
  });

  it('with twice the noise everybody is worse: the share within 0.10 says how judges differ as much as how good we are', () => {
    const { secondHalf } = evaluate([...simulate({ rows: 2_000, seed: 1, noise: 0.1 })]);
    expect(secondHalf.judges[0]?.within).toBeLessThan(0.72);
    expect(secondHalf.skill).toBeGreaterThan(0);
  });

  it('intervals still hold what they say after the answers turn around', () => {
    const before = worlds[0]?.slice(0, 1_000) ?? [];
    const after = worlds[1]?.slice(0, 1_000).map((row) => ({ ...row, quality: 1 - row.quality })) ?? [];
    const { whole, worstCoverage } = evaluate([...before, ...after]);
    expect(whole.coverage).toBeGreaterThanOrEqual(0.88);
    expect(worstCoverage).toBeGreaterThanOrEqual(0.8);
  });

  it('the same seed gives the same world', () => {
    expect([...simulate({ rows: 50, seed: 7, noise: 0.05 })]).toEqual([
      ...simulate({ rows: 50, seed: 7, noise: 0.05 }),
    ]);
  });
});
