import { Names } from './names.ts';

/** A prediction beside what came of it. */
export interface Judged {
  readonly type: string;
  readonly config: string;
  readonly mean: number;
  readonly median: number;
  readonly halfWidth: number;
  readonly retryChance: number;
  readonly quality: number;
  /** Null when nobody knows. */
  readonly retried: boolean | null;
}

/** What a prediction is measured against: the mean outcome so far, of all, of its type, of its type and configuration. */
export const baselines = ['global mean', 'type mean', 'type x configuration mean'] as const;
/** Whose errors are kept, in this order. */
export const judges = ['mean head', 'median head', ...baselines] as const;
/** An error this small counts as accurate, and one this large as large. */
export const accurateMost = 0.1;
export const largeLeast = 0.2;
const recentMax = 500;
export const binCount = 10;
const groupsMax = 512;
/** Numbers kept of a group: outcomes, sum of quality, of absolute errors, outcomes with known retry, retries. */
export const groupWidth = 5;

/** Counts of a row of predictions and outcomes; each is predicted before it is learned. */
export class Scores {
  /** Outcomes, covered by the interval, sum of interval widths, retries known, retried, retry rightly said, Brier sum, large errors. */
  readonly counts = new Float64Array(8);
  /** By judge: sum of absolute errors, and how many were accurate. */
  readonly errors = new Float64Array(judges.length);
  readonly accurate = new Float64Array(judges.length);
  /** The last 500 absolute errors of each judge. */
  readonly recent = new Float64Array(judges.length * recentMax);
  /** Bin by what was said: outcomes, sum of what was said, sum of what came. */
  readonly qualityBins = new Float64Array(binCount * 3);
  readonly retryBins = new Float64Array(binCount * 3);
  readonly groups = new Float64Array(groupsMax * groupWidth);
  readonly groupNames: Names;
  readonly #said = new Float64Array(judges.length);

  constructor(groupNames: readonly string[] = []) {
    this.groupNames = new Names(groupsMax, groupNames);
  }

  get size(): number {
    return this.counts[0] ?? 0;
  }

  add(judged: Judged): void {
    const type = this.groupNames.take(`type\n${judged.type}`);
    const way = this.groupNames.take(`way\n${judged.config}`);
    const pair = this.groupNames.take(`pair\n${judged.type}\n${judged.config}`);
    const whole = this.groupNames.take('all');
    const said = this.#said;
    said[0] = judged.mean;
    said[1] = judged.median;
    said[2] = this.#meanOf(whole, 0.5);
    said[3] = this.#meanOf(type, said[2]);
    said[4] = this.#meanOf(pair, said[3]);
    for (let judge = 0; judge < judges.length; judge += 1) this.#addError(judge, judged.quality);
    const error = Math.abs(judged.quality - judged.mean);
    for (const group of [whole, type, way, pair]) this.#addToGroup(group, judged, error);
    this.#count(0, 1);
    this.#count(1, Number(error <= judged.halfWidth));
    this.#count(2, Math.min(1, judged.mean + judged.halfWidth) - Math.max(0, judged.mean - judged.halfWidth));
    this.#count(7, Number(error > largeLeast));
    addToBin(this.qualityBins, judged.mean, judged.quality);
    if (judged.retried !== null) this.#addRetry(judged.retryChance, Number(judged.retried));
  }

  /** Mean absolute error of a judge over the last outcomes, at most 500. */
  recentError(judge: number, last: number): number {
    const seen = Math.min(last, recentMax, this.size);
    let sum = 0;
    for (let back = 1; back <= seen; back += 1) {
      sum += this.recent[judge * recentMax + ((this.size - back) % recentMax)] ?? 0;
    }
    return seen === 0 ? 0 : sum / seen;
  }

  /** How often a configuration was tried. */
  triesOf(config: string): number {
    const group = this.groupNames.find(`way\n${config}`);
    return group === -1 ? 0 : (this.groups[group * groupWidth] ?? 0);
  }

  #addError(judge: number, quality: number): void {
    const error = Math.abs(quality - (this.#said[judge] ?? 0));
    this.errors[judge] = (this.errors[judge] ?? 0) + error;
    this.accurate[judge] = (this.accurate[judge] ?? 0) + Number(error <= accurateMost);
    this.recent[judge * recentMax + (this.size % recentMax)] = error;
  }

  #addRetry(chance: number, retried: number): void {
    this.#count(3, 1);
    this.#count(4, retried);
    this.#count(5, Number(chance >= 0.5 === (retried === 1)));
    this.#count(6, (chance - retried) ** 2);
    addToBin(this.retryBins, chance, retried);
  }

  #addToGroup(group: number, { quality, retried }: Judged, error: number): void {
    const start = group * groupWidth;
    const known = Number(retried !== null);
    for (const [at, value] of [1, quality, error, known, Number(retried === true)].entries()) {
      this.groups[start + at] = (this.groups[start + at] ?? 0) + value;
    }
  }

  #meanOf(group: number, otherwise: number): number {
    const count = this.groups[group * groupWidth] ?? 0;
    return count === 0 ? otherwise : (this.groups[group * groupWidth + 1] ?? 0) / count;
  }

  #count(at: number, value: number): void {
    this.counts[at] = (this.counts[at] ?? 0) + value;
  }
}

function addToBin(bins: Float64Array, said: number, came: number): void {
  const start = Math.min(binCount - 1, Math.floor(said * binCount)) * 3;
  bins[start] = (bins[start] ?? 0) + 1;
  bins[start + 1] = (bins[start + 1] ?? 0) + said;
  bins[start + 2] = (bins[start + 2] ?? 0) + came;
}
