import { and, desc, eq, inArray } from 'drizzle-orm';
import type { Database } from '../connection.ts';
import { packageVersions, plans } from '../tables.ts';

export type PackageVersionRow = typeof packageVersions.$inferSelect;

/** All versions of the named packages, without their texts. */
export async function findVersions(
  db: Database,
  names: readonly string[],
): Promise<Pick<PackageVersionRow, 'package' | 'version' | 'sha256' | 'planHash' | 'contract' | 'lock'>[]> {
  if (names.length === 0) return [];
  return db
    .select({
      package: packageVersions.package,
      version: packageVersions.version,
      sha256: packageVersions.sha256,
      planHash: packageVersions.planHash,
      contract: packageVersions.contract,
      lock: packageVersions.lock,
    })
    .from(packageVersions)
    .where(inArray(packageVersions.package, [...names]));
}

/** One version whole, or undefined. */
export async function readVersion(db: Database, name: string, version: string): Promise<PackageVersionRow | undefined> {
  const rows = await db
    .select()
    .from(packageVersions)
    .where(and(eq(packageVersions.package, name), eq(packageVersions.version, version)));
  return rows[0];
}

/** The newest publications, newest first, of one package or of all. */
export async function listVersions(
  db: Database,
  options: { readonly package?: string; readonly limit: number },
): Promise<PackageVersionRow[]> {
  return db
    .select()
    .from(packageVersions)
    .where(options.package === undefined ? undefined : eq(packageVersions.package, options.package))
    .orderBy(desc(packageVersions.publishedAt), packageVersions.package)
    .limit(options.limit);
}

/** The canonical JSON of a plan, or undefined. */
export async function readPlan(db: Database, hash: string): Promise<string | undefined> {
  const rows = await db.select({ plan: plans.plan }).from(plans).where(eq(plans.hash, hash));
  return rows[0]?.plan;
}
