import { SortedWindow } from './sorted-window.ts';

/** Keeps a share between 0 and 1. */
export function clip(value: number): number {
  return Math.min(1, Math.max(0, value));
}

const binCount = 20;
const seenLeast = 30;
const remembered = 201;

/**
 * The median outcome where the mean head says about the same: what a prediction should be to be close most often, as the
 * mean is what it should be to be right on average. Where little was seen it is the mean.
 */
export class MedianHead {
  readonly bins: readonly SortedWindow[] = Array.from({ length: binCount }, () => new SortedWindow(remembered));

  predict(mean: number): number {
    const bin = this.#binOf(mean);
    return bin.size >= seenLeast ? bin.median() : mean;
  }

  learn(mean: number, quality: number): void {
    this.#binOf(mean).add(quality);
  }

  #binOf(mean: number): SortedWindow {
    const bin = this.bins[Math.min(binCount - 1, Math.floor(mean * binCount))];
    if (bin === undefined) throw new RangeError(`${mean} is no share.`);
    return bin;
  }
}

const missTarget = 0.1;
const stepSize = 0.01;
const [levelLeast, levelMost] = [0.001, 0.5];

/**
 * How far outcomes lie from the prediction: an interval that 9 of 10 outcomes fall into, also after things changed. Its
 * level moves with each miss, a' = a + .01(.1 - miss), within .001 and .5; the width is that quantile of the last 500 errors.
 * @see I. Gibbs and E. Candès, Adaptive conformal inference under distribution shift, arXiv 2106.00170
 */
export class Interval {
  readonly errors = new SortedWindow(500);
  readonly level = Float64Array.of(missTarget);

  /** Half the width of the interval; 1 (it says nothing) before enough errors are known. */
  halfWidth(): number {
    const rank = Math.ceil((1 - (this.level[0] ?? missTarget)) * (this.errors.size + 1));
    return rank > this.errors.size ? 1 : this.errors.at(rank - 1);
  }

  learn(error: number): void {
    const miss = Number(error > this.halfWidth());
    const level = (this.level[0] ?? missTarget) + stepSize * (missTarget - miss);
    this.level[0] = Math.min(levelMost, Math.max(levelLeast, level));
    this.errors.add(error);
  }
}
