/** What a judge said, and what people said of the same answer; both 0 to 1. */
export interface JudgedByPeople {
  readonly judged: number;
  readonly people: number;
}

/** A step of the stairs that lead from what a judge says to what people say. */
export interface Step {
  /** Scores from here on, up to the next step. */
  readonly from: number;
  readonly means: number;
}

/** Below this many cases a judge is taken at its word, and said to be uncalibrated. */
export const casesMin = 50;

/**
 * Isotonic regression: the rising stairs closest to the cases, by pooling neighbours that fall.
 * @returns null for fewer than 50 cases: uncalibrated
 * @see Ayer, Brunk, Ewing, Reid, Silverman, Annals of Mathematical Statistics 26 (1955)
 */
export function calibrateJudge(cases: readonly JudgedByPeople[]): readonly Step[] | null {
  if (cases.length < casesMin) return null;
  const pools: { from: number; sum: number; count: number }[] = [];
  for (const { judged, people } of [...cases].sort((one, other) => one.judged - other.judged)) {
    const top = pools.at(-1);
    if (top?.from === judged) {
      top.sum += people;
      top.count += 1;
    } else pools.push({ from: judged, sum: people, count: 1 });
    for (;;) {
      const [below, last] = pools.slice(-2);
      if (below === undefined || last === undefined || below.sum / below.count < last.sum / last.count) break;
      pools.splice(-2, 2, { from: below.from, sum: below.sum + last.sum, count: below.count + last.count });
    }
  }
  return pools.map(({ from, sum, count }) => ({ from, means: sum / count }));
}

/** What a judge's score means to people. */
export function meaningOf(judged: number, stairs: readonly Step[] | null): number {
  if (stairs === null) return judged;
  return (stairs.findLast(({ from }) => from <= judged) ?? stairs[0])?.means ?? judged;
}

/**
 * What length has to do with what a judge says: sums for a regression of its scores on the logarithm of the length. A judge
 * that likes long answers is told on by its own record, and the part that is length alone is taken off.
 */
export interface LengthRecord {
  readonly count: number;
  readonly length: number;
  readonly score: number;
  readonly lengthSquared: number;
  readonly lengthByScore: number;
}

export const noLengthRecord: LengthRecord = { count: 0, length: 0, score: 0, lengthSquared: 0, lengthByScore: 0 };

const ridge = 1;

export function withLength(record: LengthRecord, characters: number, score: number): LengthRecord {
  const length = Math.log(1 + characters);
  return {
    count: record.count + 1,
    length: record.length + length,
    score: record.score + score,
    lengthSquared: record.lengthSquared + length * length,
    lengthByScore: record.lengthByScore + length * score,
  };
}

/** A judge's score as it would be for an answer of the mean length, 0 to 1. */
export function withoutLength(score: number, characters: number, record: LengthRecord): number {
  if (record.count < 2) return score;
  const mean = record.length / record.count;
  const spread = record.lengthSquared - record.count * mean * mean;
  const slope = (record.lengthByScore - record.score * mean) / (spread + ridge);
  return Math.min(1, Math.max(0, score - slope * (Math.log(1 + characters) - mean)));
}
