import { calibrate, calibrated, type Outcome, uncalibrated } from '../../domain/calibration.ts';
import { drawsFrom } from '../../domain/dice.ts';

/** Says so much, and is right as often as `truth` says. */
function outcomes(count: number, truth: (stated: number) => number): Outcome[] {
  const draw = drawsFrom('outcomes');
  return Array.from({ length: count }, () => {
    const stated = 0.02 + 0.96 * draw();
    return { stated, right: draw() < truth(stated) };
  });
}

describe('how sure something is once its record is known', () => {
  it('is what it says, as long as there is no record', () => {
    expect(calibrate(outcomes(29, () => 1))).toEqual(uncalibrated);
    expect(calibrated(0.7, uncalibrated)).toBeCloseTo(0.7, 9);
  });

  it('is found again when it claims too much', () => {
    // Twice as sure, in log-odds, as it is right.
    const truth = (stated: number): number => calibrated(stated, { slope: 0.5, offset: -0.4 });
    const { slope, offset } = calibrate(outcomes(4_000, truth));
    expect(slope).toBeCloseTo(0.5, 1);
    expect(offset).toBeCloseTo(-0.4, 1);
  });

  it('does not grow without bound when the record parts cleanly', () => {
    const { slope, offset } = calibrate(outcomes(200, (stated) => Number(stated > 0.5)));
    expect(slope).toBeLessThan(20);
    expect(Math.abs(offset)).toBeLessThan(5);
  });

  it('is the mean of the record when the surer is the more often wrong', () => {
    const fitted = calibrate(outcomes(500, (stated) => 1 - stated));
    expect(fitted.slope).toBe(0);
    expect(calibrated(0.99, fitted)).toBeCloseTo(0.5, 1);
  });
});
