import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Outcome } from '../domain/prediction/predictor.ts';
import type { Database } from './connection.ts';
import { qualityModels, qualitySnapshots, qualityUpdates } from './quality-tables.ts';

export interface NewOutcome {
  readonly workspace: string;
  readonly interaction: string;
  readonly outcome: Outcome;
}

/** Where a state of the predictor stands. */
export interface Standing {
  readonly workspace: string;
  readonly epoch: number;
  readonly sequence: number;
}

/**
 * Adds an outcome to the log of a workspace. Numbers follow the order of commits: the row that gives them is held until the
 * end, so no reader sees a later outcome before an earlier one.
 * @returns its place; `created` is false when this answer was told of before
 */
export async function saveOutcome(
  db: Database,
  { workspace, interaction, outcome }: NewOutcome,
): Promise<{ readonly sequence: number; readonly created: boolean }> {
  return db.transaction(async (transaction) => {
    const next = await lockModel(transaction, workspace);
    const [before] = await transaction
      .select({ sequence: qualityUpdates.sequence })
      .from(qualityUpdates)
      .where(and(eq(qualityUpdates.workspace, workspace), eq(qualityUpdates.interaction, interaction)));
    if (before !== undefined) return { sequence: before.sequence, created: false };
    const sequence = next.sequence + 1;
    await transaction.insert(qualityUpdates).values({ workspace, sequence, interaction, outcome });
    await transaction.update(qualityModels).set({ sequence }).where(eq(qualityModels.workspace, workspace));
    return { sequence, created: true };
  });
}

/** Keeps a state, unless a newer one is kept or it is of an epoch that is over. */
export async function saveSnapshot(
  db: Database,
  { workspace, epoch, sequence, bytes }: Standing & { readonly bytes: Uint8Array },
): Promise<void> {
  await db.execute(sql`
    INSERT INTO quality_snapshots (workspace, epoch, sequence, bytes)
    SELECT workspace, epoch, ${sequence}::bigint, ${Buffer.from(bytes)}::bytea FROM quality_models
    WHERE workspace = ${workspace} AND epoch = ${epoch}
    ON CONFLICT (workspace) DO UPDATE
    SET epoch = excluded.epoch, sequence = excluded.sequence, bytes = excluded.bytes
    WHERE (quality_snapshots.epoch, quality_snapshots.sequence) < (excluded.epoch, excluded.sequence)`);
}

/**
 * Puts a state that was built from the whole log in the place of all others.
 * @returns false when something was forgotten, or another was put there, since it was begun
 */
export async function replaceState(
  db: Database,
  { workspace, epoch, sequence, bytes }: Standing & { readonly bytes: Uint8Array },
): Promise<boolean> {
  return db.transaction(async (transaction) => {
    const now = await lockModel(transaction, workspace);
    if (now.epoch !== epoch) return false;
    await nextEpoch(transaction, workspace);
    const row = { workspace, epoch: epoch + 1, sequence, bytes: Buffer.from(bytes) };
    await transaction.insert(qualitySnapshots).values(row);
    return true;
  });
}

/**
 * Takes outcomes out of the log, and with them all that was learned from them: every state is dropped, and built again
 * without them by whoever asks next.
 * @returns how many there were
 */
export async function forgetOutcomes(
  db: Database,
  workspace: string,
  interactions: readonly string[],
): Promise<number> {
  return db.transaction(async (transaction) => {
    await lockModel(transaction, workspace);
    const gone = await transaction
      .delete(qualityUpdates)
      .where(and(eq(qualityUpdates.workspace, workspace), inArray(qualityUpdates.interaction, [...interactions])))
      .returning({ sequence: qualityUpdates.sequence });
    if (gone.length > 0) await nextEpoch(transaction, workspace);
    return gone.length;
  });
}

async function lockModel(db: Database, workspace: string): Promise<Omit<Standing, 'workspace'>> {
  await db.insert(qualityModels).values({ workspace }).onConflictDoNothing();
  const [row] = await db
    .select({ epoch: qualityModels.epoch, sequence: qualityModels.sequence })
    .from(qualityModels)
    .where(eq(qualityModels.workspace, workspace))
    .for('update');
  if (row === undefined) throw new Error(`The row of workspace ${workspace} was deleted while it was written.`);
  return row;
}

async function nextEpoch(db: Database, workspace: string): Promise<void> {
  await db
    .update(qualityModels)
    .set({ epoch: sql`${qualityModels.epoch} + 1` })
    .where(eq(qualityModels.workspace, workspace));
  await db.delete(qualitySnapshots).where(eq(qualitySnapshots.workspace, workspace));
}
