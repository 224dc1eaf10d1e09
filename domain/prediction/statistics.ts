import { baselines, binCount, groupWidth, judges, type Scores } from './scores.ts';

/** Of the predictions that said about the same: how many, what they said and what came, on average. */
export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly said: number;
  readonly came: number;
}

/** One way to predict, and how far off it was: over all outcomes and the last 100. `within`: share off by at most 0.10. */
export interface JudgeRow {
  readonly name: string;
  readonly error: number;
  readonly recentError: number;
  readonly within: number;
}

/** How good the predictions are. Errors are mean absolute errors; every outcome was predicted before it was learned. */
export interface QualityStatistics {
  readonly predictions_made: number;
  /** Of the mean head, off by at most 0.10. */
  readonly predictions_accurate: number;
  readonly accuracy_rate: number;
  readonly avg_prediction_error: number;
  /** Over the last 100. */
  readonly recent_avg_error: number;
  /** Retries said at 50 % or more that came, and said at less that did not; of `retries_known`. */
  readonly retry_predictions_correct: number;
  readonly retries_known: number;
  /** Both heads, then the three baselines. */
  readonly judges: readonly JudgeRow[];
  /** 1 - error / error of the best baseline: over all, and over the last 500. At most 0: of no use. */
  readonly skill: number;
  readonly recent_skill: number;
  readonly best_baseline: string;
  /** Share of outcomes inside the interval, which aims at 0.9, and how wide it is on average. */
  readonly coverage: number;
  readonly avg_interval_width: number;
  readonly retry_brier: number;
  /** Expected calibration error of retries over ten bins. */
  readonly retry_calibration_error: number;
  readonly quality_bins: readonly CalibrationBin[];
  readonly retry_bins: readonly CalibrationBin[];
}

/** What the outcomes say about the questions. */
export interface QualityInsights {
  readonly total_predictions: number;
  /** Off by more than 0.20. */
  readonly large_errors: number;
  readonly large_error_rate: number;
  readonly avg_retry_rate: number;
  readonly avg_quality: number;
  /** Lowest quality first; only types with five outcomes and more. */
  readonly hardest_query_types: readonly TypeInsight[];
}

export interface TypeInsight {
  readonly query_type: string;
  readonly count: number;
  readonly avg_quality: number;
  readonly avg_error: number;
  readonly retry_rate: number;
}

const typesShownMax = 5;
const outcomesLeast = 5;

export function statisticsOf(scores: Scores): QualityStatistics {
  const made = scores.size;
  const share = (value: number | undefined): number => (made === 0 ? 0 : (value ?? 0) / made);
  const rows = judges.map((name, judge) => ({
    name,
    error: share(scores.errors[judge]),
    recentError: scores.recentError(judge, 100),
    within: share(scores.accurate[judge]),
  }));
  const best = rows.slice(-baselines.length).reduce((one, other) => (other.error < one.error ? other : one));
  const retriesKnown = scores.counts[3] ?? 0;
  const retryBins = binsOf(scores.retryBins);
  return {
    predictions_made: made,
    predictions_accurate: scores.accurate[0] ?? 0,
    accuracy_rate: share(scores.accurate[0]),
    avg_prediction_error: share(scores.errors[0]),
    recent_avg_error: scores.recentError(0, 100),
    retry_predictions_correct: scores.counts[5] ?? 0,
    retries_known: retriesKnown,
    judges: rows,
    skill: skillOf(rows[0]?.error ?? 0, best.error),
    recent_skill: recentSkill(scores),
    best_baseline: best.name,
    coverage: share(scores.counts[1]),
    avg_interval_width: share(scores.counts[2]),
    retry_brier: retriesKnown === 0 ? 0 : (scores.counts[6] ?? 0) / retriesKnown,
    retry_calibration_error: calibrationError(retryBins),
    quality_bins: binsOf(scores.qualityBins),
    retry_bins: retryBins,
  };
}

/** Skill over the last 500 outcomes: whether the predictor is of use now. */
export function recentSkill(scores: Scores): number {
  const own = scores.recentError(0, Number.POSITIVE_INFINITY);
  const others = baselines.map((_, at) =>
    scores.recentError(judges.length - baselines.length + at, Number.POSITIVE_INFINITY),
  );
  return skillOf(own, Math.min(...others));
}

export function insightsOf(scores: Scores): QualityInsights {
  const made = scores.size;
  const types = scores.groupNames.list().flatMap((name, group) => {
    const [count = 0, quality = 0, error = 0, known = 0, retried = 0] = scores.groups.subarray(group * groupWidth);
    if (!name.startsWith('type\n') || count < outcomesLeast) return [];
    return {
      query_type: name.slice('type\n'.length),
      count,
      avg_quality: quality / count,
      avg_error: error / count,
      retry_rate: known === 0 ? 0 : retried / known,
    };
  });
  const whole = scores.groupNames.find('all') * groupWidth;
  return {
    total_predictions: made,
    large_errors: scores.counts[7] ?? 0,
    large_error_rate: made === 0 ? 0 : (scores.counts[7] ?? 0) / made,
    avg_retry_rate: (scores.counts[3] ?? 0) === 0 ? 0 : (scores.counts[4] ?? 0) / (scores.counts[3] ?? 0),
    avg_quality: made === 0 ? 0 : (scores.groups[whole + 1] ?? 0) / made,
    hardest_query_types: types.sort((one, other) => one.avg_quality - other.avg_quality).slice(0, typesShownMax),
  };
}

/** Share of outcomes times how far the bin's word is from what came, over all bins. */
export function calibrationError(bins: readonly CalibrationBin[]): number {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  return total === 0 ? 0 : bins.reduce((sum, { count, said, came }) => sum + count * Math.abs(said - came), 0) / total;
}

/** 1 - error / the baseline's: 1 for a predictor without error, 0 for one that is no better. */
export function skillOf(error: number, baseline: number): number {
  return baseline === 0 ? 0 : 1 - error / baseline;
}

function binsOf(bins: Float64Array): CalibrationBin[] {
  return Array.from({ length: binCount }, (_, bin) => {
    const [count = 0, said = 0, came = 0] = bins.subarray(bin * 3, bin * 3 + 3);
    const ends = { from: bin / binCount, to: (bin + 1) / binCount };
    return { ...ends, count, said: count === 0 ? 0 : said / count, came: count === 0 ? 0 : came / count };
  });
}
