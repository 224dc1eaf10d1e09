import { type Outcome, Predictor } from './predictor.ts';
import { baselines, judges } from './scores.ts';
import { insightsOf, type QualityInsights, type QualityStatistics, statisticsOf } from './statistics.ts';

const windowSize = 500;

/** How predictions did over a part of the rows. */
export interface PartReport {
  /** The first row of the part, from 0, and how many there are. */
  readonly from: number;
  readonly count: number;
  readonly judges: readonly { readonly name: string; readonly error: number; readonly within: number }[];
  /** Against the best baseline of this part. */
  readonly skill: number;
}

export interface Evaluation {
  readonly rows: number;
  readonly whole: QualityStatistics;
  /** After the first half, when there was something to learn from. */
  readonly secondHalf: PartReport;
  /** The least share of outcomes inside their interval in any 500 rows on end; null for fewer rows. */
  readonly worstCoverage: number | null;
  readonly insights: QualityInsights;
}

/** Predicts each row, then learns from it, in their order: no row is predicted by what came later. */
export function evaluate(rows: readonly Outcome[]): Evaluation {
  const predictor = new Predictor();
  const { scores } = predictor;
  const half = Math.floor(rows.length / 2);
  const before = { errors: scores.errors.slice(), accurate: scores.accurate.slice() };
  const covered: number[] = [];
  for (const [at, row] of rows.entries()) {
    if (at === half) {
      before.errors.set(scores.errors);
      before.accurate.set(scores.accurate);
    }
    const said = predictor.learn(row);
    covered.push(Number(Math.abs(row.quality - said.mean) <= said.halfWidth));
  }
  const count = rows.length - half;
  const part = judges.map((name, judge) => ({
    name,
    error: perRow((scores.errors[judge] ?? 0) - (before.errors[judge] ?? 0), count),
    within: perRow((scores.accurate[judge] ?? 0) - (before.accurate[judge] ?? 0), count),
  }));
  const best = Math.min(...part.slice(-baselines.length).map(({ error }) => error));
  return {
    rows: rows.length,
    whole: statisticsOf(scores),
    secondHalf: { from: half, count, judges: part, skill: best === 0 ? 0 : 1 - (part[0]?.error ?? 0) / best },
    worstCoverage: worstWindow(covered),
    insights: insightsOf(scores),
  };
}

function perRow(sum: number, rows: number): number {
  return rows === 0 ? 0 : sum / rows;
}

function worstWindow(covered: readonly number[]): number | null {
  if (covered.length < windowSize) return null;
  let sum = 0;
  let worst = windowSize;
  for (const [at, hit] of covered.entries()) {
    sum += hit - (covered[at - windowSize] ?? 0);
    if (at >= windowSize - 1) worst = Math.min(worst, sum);
  }
  return worst / windowSize;
}
