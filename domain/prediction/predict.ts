import { type AnswerConfig, configurations, defaultConfig } from './configurations.ts';
import type { Sample } from './encoding.ts';
import type { QueryFeatures } from './features.ts';
import type { Outlook, Predictor } from './predictor.ts';
import { recentSkill } from './statistics.ts';

/** Why no configuration is recommended over the default. */
export type Abstention = 'too few outcomes' | 'no skill';

/** What is known of a question before it is answered. Shares from 0 to 1. */
export interface Prediction {
  /** Of an answer by `config`: on average, and the value that is close most often. */
  readonly predictedQuality: number;
  readonly medianQuality: number;
  /** Nine of ten outcomes lie in it; confidence is 1 less its width. */
  readonly interval: readonly [low: number, high: number];
  readonly confidence: number;
  /** 1 less what the best configuration would give. */
  readonly difficultyScore: number;
  readonly predictedRetryProbability: number;
  /** The configuration the prediction is about. */
  readonly config: string;
  /** Its name, and what it means. */
  readonly recommended: string;
  readonly recommendedConfig: AnswerConfig;
  /** Null: it is recommended because of what was learned. */
  readonly abstained: Abstention | null;
  /** Expected whatever the configuration: what experiments compare outcomes with. */
  readonly expectedAnyway: number;
  /** What the recommended configuration's quality is made of, largest first. */
  readonly contributions: readonly { readonly name: string; readonly value: number }[];
  readonly outlooks: readonly Outlook[];
  readonly features: QueryFeatures;
  /** Outcomes learned from so far. */
  readonly learnedFrom: number;
}

export interface PredictOptions {
  /** The configurations to choose from, by name; HoloLoom's own when left out. */
  readonly configs?: Readonly<Record<string, AnswerConfig>>;
  /** Explores: each outlook is a draw from what is believed of it. Gives numbers from 0 up to 1. */
  readonly dice?: () => number;
}

const optimism = 0.5;
/** Standard deviations on each side of 9 out of 10. */
const wide = 1.645;
const triesLeast = 50;
/** Before so many outcomes nobody can say whether there is skill. */
const judgedLeast = 100;
const contributionsMax = 6;

/** Predicts without learning. */
export function predict(predictor: Predictor, sample: Sample, options: PredictOptions = {}): Prediction {
  const configs = options.configs ?? configurations;
  const names = Object.keys(configs);
  const fallback = configs[defaultConfig] === undefined ? (names[0] ?? defaultConfig) : defaultConfig;
  const config = sample.config ?? fallback;
  const judged = predictor.judge({ ...sample, config });
  const outlooks = predictor.outlooks(names);
  const { best, abstained } = choose(outlooks, predictor, options.dice);
  const recommended = abstained === null && best !== undefined ? best.config : fallback;
  const [low, high] = [Math.max(0, judged.mean - judged.halfWidth), Math.min(1, judged.mean + judged.halfWidth)];
  return {
    predictedQuality: judged.mean,
    medianQuality: judged.median,
    interval: [low, high],
    confidence: 1 - (high - low),
    difficultyScore: 1 - Math.max(...outlooks.map(({ mean }) => mean), outlooks.length === 0 ? judged.mean : 0),
    predictedRetryProbability: judged.retryChance,
    config,
    recommended,
    recommendedConfig: configs[recommended] ?? (configurations[defaultConfig] as AnswerConfig),
    abstained,
    expectedAnyway: predictor.blind(),
    contributions: predictor.contributions(recommended).slice(0, contributionsMax),
    outlooks,
    features: judged.features,
    learnedFrom: predictor.scores.size,
  };
}

/** The best by mean + .5 deviations, or by a draw; nothing to choose where the best two cannot be told apart yet. */
function choose(
  outlooks: readonly Outlook[],
  predictor: Predictor,
  dice: (() => number) | undefined,
): { readonly best: Outlook | undefined; readonly abstained: Abstention | null } {
  const worth = ({ mean, deviation }: Outlook): number =>
    mean + deviation * (dice === undefined ? optimism : normal(dice));
  const [best, second] = outlooks
    .map((outlook) => ({ outlook, worth: worth(outlook) }))
    .sort((one, other) => other.worth - one.worth)
    .map(({ outlook }) => outlook);
  if (predictor.scores.size >= judgedLeast && recentSkill(predictor.scores) <= 0)
    return { best, abstained: 'no skill' };
  // To explore is to try what is not known, so few tries are no reason to keep to the default.
  if (dice !== undefined || best === undefined || second === undefined) return { best, abstained: null };
  const overlap = best.mean - wide * best.deviation <= second.mean + wide * second.deviation;
  const few = Math.min(best.tries, second.tries) < triesLeast;
  return { best, abstained: overlap && few ? 'too few outcomes' : null };
}

/** A draw from the normal distribution. @see G. Box and M. Muller, Annals of Mathematical Statistics 29 (1958) */
export function normal(dice: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - dice())) * Math.cos(2 * Math.PI * dice());
}
