import { type Moved, moveTo, saveGeneration, saveSettings } from '../../db/generations.ts';
import { readGeneration, readWorkspace } from '../../db/read/generations.ts';
import { LoomError } from '../../domain/errors.ts';
import { assertRunsHere } from '../../domain/market/minimum.ts';
import { type ChangeReceipt, inWords, shortHash } from '../../domain/market/proposal.ts';
import { type WorkspaceSettings, workspaceSettingsSchema } from '../../domain/market/settings.ts';
import { type MarketDeps, type WantedChange, workOut } from './propose.ts';

export interface AgreedChange extends WantedChange {
  /** Hash of the proposal that was agreed to. */
  readonly agreed: string;
  /** Who asks. */
  readonly by: string;
}

/**
 * Makes a change that was agreed to: works it out again, refuses when that comes out differently, and stores plans,
 * generation and pointer at once. Twice is once.
 * @throws LoomError `market.other_proposal`, `market.moved_on`, and as `workOut` does
 */
export const applyChange =
  (deps: MarketDeps) =>
  async ({ agreed, by, ...wanted }: AgreedChange): Promise<ChangeReceipt> => {
    const { workspace, request } = wanted;
    const before = await doneBefore(deps, workspace, agreed);
    if (before !== null) return before;
    const { shown, plans } = await workOut(deps, wanted);
    if (shown.hash !== agreed) {
      // Another try of this very change may have been quicker, and then it is worked out from where that led.
      const done = await doneBefore(deps, workspace, agreed);
      if (done !== null) return done;
      throw new LoomError(
        'market.other_proposal',
        `What would change now is ${shortHash(shown.hash)}, and what was agreed to is ${shortHash(agreed)}.`,
        'Look at what would change now, and agree to that.',
      );
    }
    const moved = await saveGeneration(deps.db, shown, { by, reason: inWords(request) }, plans);
    return receipt(workspace, moved);
  };

/** A try that died after it was stored must not look at the market again: there nothing is left to change. */
async function doneBefore({ db }: MarketDeps, workspace: string, agreed: string): Promise<ChangeReceipt | null> {
  const { generation } = await readWorkspace(db, workspace);
  const row = await readGeneration(db, workspace, generation);
  return row?.proposal === agreed ? { workspace, generation, before: row.parent ?? 0 } : null;
}

export interface Return {
  readonly workspace: string;
  /** Where the workspace stands. */
  readonly from: number;
  readonly to: number;
  readonly by: string;
  /** `package@version` that updates by themselves leave out from now on. */
  readonly avoid?: readonly string[];
}

/**
 * Points a workspace at one of its earlier generations. Runs that go on are not touched: each has its plan.
 * @throws LoomError `market.no_generation`, `market.needs_newer`, `market.moved_on`
 */
export const returnTo =
  ({ db }: MarketDeps) =>
  async ({ workspace, ...move }: Return): Promise<ChangeReceipt> => {
    const row = await readGeneration(db, workspace, move.to);
    if (row === undefined && move.to !== 0) {
      const message = `There is no generation ${move.to} here.`;
      throw new LoomError('market.no_generation', message, 'Type "market generations" to see those there are.');
    }
    for (const entry of row?.entries ?? []) assertRunsHere(entry);
    return receipt(workspace, await moveTo(db, workspace, move));
  };

function receipt(workspace: string, moved: Moved): ChangeReceipt {
  if (moved.moved) return { workspace, generation: moved.generation, before: moved.before };
  throw new LoomError(
    'market.moved_on',
    `What is installed was changed in the meantime: it is generation ${moved.at} now.`,
    'Look at what would change now, and agree to that.',
  );
}

export interface SettingsChange {
  readonly workspace: string;
  readonly change: Partial<WorkspaceSettings>;
}

/** Keeps how a workspace takes updates. @returns all settings as they are now */
export const changeSettings =
  ({ db }: MarketDeps) =>
  async ({ workspace, change }: SettingsChange): Promise<WorkspaceSettings> => {
    workspaceSettingsSchema.partial().parse(change);
    await saveSettings(db, workspace, change);
    return (await readWorkspace(db, workspace)).settings;
  };
