import { type Outcome, Predictor } from './predictor.ts';
import { baselines, judges } from './scores.ts';
import { insightsOf, type QualityInsights, type QualityStatistics, skillOf, statisticsOf } from './statistics.ts';

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

/**
 * Predicts each row, then learns from it, in their order: no row is predicted by what came later. Rows may be added with
 * pauses between them.
 */
export class Evaluator {
  readonly #predictor = new Predictor();
  readonly #half: number;
  readonly #before = { errors: new Float64Array(judges.length), accurate: new Float64Array(judges.length) };
  readonly #covered: number[] = [];

  /** @param rows how many will be added */
  constructor(rows: number) {
    this.#half = Math.floor(rows / 2);
  }

  add(row: Outcome): void {
    const { scores } = this.#predictor;
    if (this.#covered.length === this.#half) {
      this.#before.errors.set(scores.errors);
      this.#before.accurate.set(scores.accurate);
    }
    const said = this.#predictor.learn(row);
    this.#covered.push(Number(Math.abs(row.quality - said.mean) <= said.halfWidth));
  }

  report(): Evaluation {
    const { scores } = this.#predictor;
    const count = this.#covered.length - this.#half;
    const part = judges.map((name, judge) => ({
      name,
      error: perRow((scores.errors[judge] ?? 0) - (this.#before.errors[judge] ?? 0), count),
      within: perRow((scores.accurate[judge] ?? 0) - (this.#before.accurate[judge] ?? 0), count),
    }));
    const best = Math.min(...part.slice(-baselines.length).map(({ error }) => error));
    return {
      rows: this.#covered.length,
      whole: statisticsOf(scores),
      secondHalf: { from: this.#half, count, judges: part, skill: skillOf(part[0]?.error ?? 0, best) },
      worstCoverage: worstWindow(this.#covered),
      insights: insightsOf(scores),
    };
  }
}

/** All rows at once. */
export function evaluate(rows: readonly Outcome[]): Evaluation {
  const evaluator = new Evaluator(rows.length);
  for (const row of rows) evaluator.add(row);
  return evaluator.report();
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
