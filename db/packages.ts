import type { Database } from './connection.ts';
import { type PlanRow, savePlan } from './plans.ts';
import { packageVersions } from './tables.ts';

export type NewPackageVersion = Omit<typeof packageVersions.$inferInsert, 'publishedAt'>;

/**
 * Stores a version with its plans, all or nothing.
 * @returns false when this (package, version) is already there, whatever it holds; the stored row is untouched
 */
export async function savePackageVersion(
  db: Database,
  row: NewPackageVersion,
  plans: readonly PlanRow[],
): Promise<boolean> {
  return db.transaction(async (transaction) => {
    for (const plan of plans) await savePlan(transaction, plan);
    const stored = await transaction
      .insert(packageVersions)
      .values(row)
      .onConflictDoNothing()
      .returning({ version: packageVersions.version });
    return stored.length === 1;
  });
}
