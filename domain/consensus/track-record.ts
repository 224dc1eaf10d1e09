import { type Calibration, calibrated } from '../calibration.ts';

/** How often an agent was right with questions of a field. */
export interface TrackRecord {
  readonly right: number;
  readonly wrong: number;
  /** Learned from what it stated; absent below 30 outcomes, and what it states counts for nothing then. */
  readonly calibration?: Calibration;
}

export const noRecord: TrackRecord = { right: 0, wrong: 0 };

/** As if everybody had been right twice and wrong once. */
const prior = { right: 2, wrong: 1 };
const chanceMin = 0.05;
const chanceMax = 0.99;

/** The chance that an agent is right, 0.05 to 0.99. */
export function chanceOf({ right, wrong }: TrackRecord): number {
  const chance = (prior.right + right) / (prior.right + prior.wrong + right + wrong);
  return Math.min(chanceMax, Math.max(chanceMin, chance));
}

/**
 * What a vote counts: the log-odds of being right among so many options, nothing for one who is no better than chance.
 * @param stated how sure it says it is, 0 to 1; counts once it has a record of what it states
 * @see Nitzan and Paroush, International Economic Review 23 (1982)
 */
export function weightOf(record: TrackRecord, options: number, stated: number): number {
  const chance =
    record.calibration === undefined
      ? chanceOf(record)
      : Math.min(chanceMax, Math.max(chanceMin, calibrated(stated, record.calibration)));
  return Math.max(0, Math.log(((Math.max(2, options) - 1) * chance) / (1 - chance)));
}
