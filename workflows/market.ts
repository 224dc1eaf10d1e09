import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { AgreedChange, Return, SettingsChange } from '../activities/market/apply.ts';
import type { WantedChange } from '../activities/market/propose.ts';
import type { ChangeReceipt, ShownProposal } from '../domain/market/proposal.ts';
import type { WorkspaceSettings } from '../domain/market/settings.ts';

const patience = {
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '200 milliseconds', maximumInterval: '5 seconds', maximumAttempts: 20 },
} as const;
const activities = proxyActivities<Pick<Activities, 'market.apply' | 'market.propose'>>(patience);
/** One short transaction each, so they are done where the workflow is. */
const quick = proxyLocalActivities<Pick<Activities, 'market.return' | 'market.settings'>>(patience);

/** Works out a change to what a workspace has installed; nothing is changed. */
export async function proposeChange(wanted: WantedChange): Promise<ShownProposal> {
  return activities['market.propose'](wanted);
}

/** Makes a change that was agreed to. */
export async function applyChange(change: AgreedChange): Promise<ChangeReceipt> {
  return activities['market.apply'](change);
}

/** Points a workspace at an earlier generation. */
export async function returnTo(to: Return): Promise<ChangeReceipt> {
  return quick['market.return'](to);
}

/** Changes how a workspace takes updates. */
export async function changeSettings(change: SettingsChange): Promise<WorkspaceSettings> {
  return quick['market.settings'](change);
}
