import { createHash } from 'node:crypto';
import type { Database } from '../db/connection.ts';
import { forgetOutcomes, replaceState, saveOutcome, saveSnapshot } from '../db/quality.ts';
import type { Predictors } from '../db/read/predictors.ts';
import { readLog } from '../db/read/quality.ts';
import { LoomError } from '../domain/errors.ts';
import type { Sample } from '../domain/prediction/encoding.ts';
import {
  type GivenOutcome,
  keptOutcome,
  type LearnedReceipt,
  type RebuiltReceipt,
} from '../domain/prediction/given.ts';
import { type Prediction, predict } from '../domain/prediction/predict.ts';
import { Predictor } from '../domain/prediction/predictor.ts';

export interface QualityDeps {
  readonly db: Database;
  readonly predictors: Predictors;
}

const snapshotEvery = 100;
const pageSize = 500;

/** Says how good an answer will be. */
export const predictQuality =
  ({ predictors }: QualityDeps) =>
  (workspace: string, sample: Sample): Promise<Prediction> =>
    predictors.use(workspace, ({ predictor }) => predict(predictor, sample));

/** Learns what came of a question, once; every hundredth time the state is kept. */
export const learnOutcome =
  ({ db, predictors }: QualityDeps) =>
  async (workspace: string, given: GivenOutcome): Promise<LearnedReceipt> => {
    const receipt = await saveOutcome(db, { workspace, interaction: given.id, outcome: keptOutcome(given) });
    if (receipt.created && receipt.sequence % snapshotEvery === 0) {
      const state = await predictors.use(workspace, ({ epoch, sequence, predictor }) => ({
        ...{ workspace, epoch, sequence },
        bytes: predictor.snapshot(),
      }));
      await saveSnapshot(db, state);
    }
    return receipt;
  };

/** Builds the state again from the whole log, and puts it in the place of the one that is held everywhere. */
export const rebuildPredictor =
  ({ db, predictors }: QualityDeps) =>
  async (workspace: string): Promise<RebuiltReceipt> => {
    const held = await predictors.use(workspace, ({ epoch, sequence, predictor }) => ({
      ...{ epoch, sequence },
      bytes: predictor.snapshot(),
    }));
    const rebuilt = new Predictor();
    let after = 0;
    while (after < held.sequence) {
      const { epoch, outcomes } = await readLog(db, workspace, { after, limit: pageSize });
      if (epoch !== held.epoch) throw changed(workspace);
      const wanted = outcomes.filter(({ sequence }) => sequence <= held.sequence);
      for (const { outcome } of wanted) rebuilt.learn(outcome);
      after = wanted.length < pageSize ? held.sequence : (wanted.at(-1)?.sequence ?? held.sequence);
    }
    const bytes = rebuilt.snapshot();
    const state = { workspace, epoch: held.epoch, sequence: held.sequence, bytes };
    if (!(await replaceState(db, state))) throw changed(workspace);
    return { outcomes: rebuilt.scores.size, before: sha256Of(held.bytes), after: sha256Of(bytes) };
  };

/** Forgets what came of these answers, and all that was learned from it. @returns how many there were */
export const forgetQuality =
  ({ db }: QualityDeps) =>
  (workspace: string, interactions: readonly string[]): Promise<number> =>
    forgetOutcomes(db, workspace, interactions);

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function changed(workspace: string): LoomError {
  return new LoomError(
    'quality.log_changed',
    `What was learned in ${workspace} changed while it was read again.`,
    'Leave it: it is tried again by itself.',
  );
}
