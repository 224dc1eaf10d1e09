import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { GivenOutcome, LearnedReceipt, RebuiltReceipt } from '../domain/prediction/given.ts';

const retry = { initialInterval: '200 milliseconds', maximumInterval: '5 seconds', maximumAttempts: 20 } as const;
const writes = proxyActivities<Pick<Activities, 'quality.learn' | 'quality.forget'>>({
  startToCloseTimeout: '1 minute',
  retry,
});
/** It reads a log that may have a million outcomes. */
const rebuilding = proxyActivities<Pick<Activities, 'quality.rebuild'>>({
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '30 seconds',
  retry,
});

/** Learns what came of a question. */
export async function learnQuality(workspace: string, given: GivenOutcome): Promise<LearnedReceipt> {
  return writes['quality.learn'](workspace, given);
}

/** Builds the predictor of a workspace again from all it learned. */
export async function rebuildQuality(workspace: string): Promise<RebuiltReceipt> {
  return rebuilding['quality.rebuild'](workspace);
}

/** Forgets what came of these answers, with all that was learned from it. */
export async function forgetOutcomes(workspace: string, interactions: readonly string[]): Promise<number> {
  return writes['quality.forget'](workspace, interactions);
}
