import type { Sample } from '../domain/prediction/encoding.ts';
import type { GivenOutcome, LearnedReceipt, RebuiltReceipt } from '../domain/prediction/given.ts';
import type { Prediction } from '../domain/prediction/predict.ts';
import type { QualityInsights, QualityStatistics } from '../domain/prediction/statistics.ts';
import type { Caller } from './loom.ts';

/** The workspace whose predictor is meant. */
export type Where = Pick<Caller, 'room'>;

/** Quality before it is made: each room has a predictor of its own. */
export interface QualityDoor {
  /** How good an answer to this will be, how sure that is, how hard the question, and which configuration to take. */
  predict(sample: Sample, where: Where): Promise<Prediction>;
  /** Learns what came of a question, in the order in which outcomes are told; one `id` counts once. Throws `quality.bad_outcome`. */
  learn(outcome: GivenOutcome, where: Where): Promise<LearnedReceipt>;
  stats(where: Where): Promise<QualityStatistics>;
  insights(where: Where): Promise<QualityInsights>;
  /** Builds the predictor again from all it learned. */
  rebuild(caller: Pick<Caller, 'room' | 'requestId'>): Promise<RebuiltReceipt>;
  /** Forgets outcomes with all that was learned from them. @returns how many there were */
  forget(ids: readonly string[], caller: Pick<Caller, 'room' | 'requestId'>): Promise<number>;
}
