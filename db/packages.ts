import { and, eq, isNull, sql } from 'drizzle-orm';
import type { PublisherKey } from '../domain/market/signature.ts';
import type { Database } from './connection.ts';
import { packages, publisherKeys, publishers, releaseMarks } from './market-tables.ts';
import { type PlanRow, savePlan } from './plans.ts';
import { packageVersions } from './tables.ts';

export type NewPackageVersion = Omit<typeof packageVersions.$inferInsert, 'publishedAt'>;
type Writer = Pick<Database, 'insert' | 'update'>;

/**
 * Stores a version with its plans.
 * @returns false when this (package, version) is already there, whatever it holds; the stored row is untouched
 */
export async function savePackageVersion(
  to: Writer,
  row: NewPackageVersion,
  plans: readonly PlanRow[],
): Promise<boolean> {
  for (const plan of plans) await savePlan(to, plan);
  const stored = await to
    .insert(packageVersions)
    .values(row)
    .onConflictDoNothing()
    .returning({ version: packageVersions.version });
  return stored.length === 1;
}

/** Signs a release from before packages were signed. */
export async function signPackageVersion(
  to: Writer,
  { package: name, version }: { readonly package: string; readonly version: string },
  signed: Pick<NewPackageVersion, 'artifact' | 'signature' | 'keyId' | 'capabilities'>,
): Promise<void> {
  await to
    .update(packageVersions)
    .set(signed)
    .where(
      and(eq(packageVersions.package, name), eq(packageVersions.version, version), isNull(packageVersions.signature)),
    );
}

/** Gives a name to a publisher, if nobody has it. */
export async function savePackage(to: Writer, row: typeof packages.$inferInsert): Promise<void> {
  await to
    .insert(packages)
    .values(row)
    .onConflictDoUpdate({
      target: packages.package,
      set: { publisher: row.publisher ?? null },
      setWhere: isNull(packages.publisher),
    });
}

/** Adds a key of a publisher, and the publisher when it is the first; the key it replaces is retired. */
export async function savePublisherKey(to: Writer, key: PublisherKey, keyId: string): Promise<void> {
  await to.insert(publishers).values({ publisher: key.publisher }).onConflictDoNothing();
  await to.insert(publisherKeys).values({ ...key, keyId });
  if (key.replaces !== null)
    await to.update(publisherKeys).set({ retiredAt: sql`now()` }).where(eq(publisherKeys.keyId, key.replaces));
}

export async function saveMark(
  to: Writer,
  row: Omit<typeof releaseMarks.$inferInsert, 'number' | 'at'>,
): Promise<void> {
  await to.insert(releaseMarks).values(row);
}
