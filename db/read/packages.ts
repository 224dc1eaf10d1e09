import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Database } from '../connection.ts';
import { packageVersions, plans } from '../tables.ts';

/** Enough for a hint. */
const exportersMax = 500;

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

/** Versions that export a tool or a loop of one of these names, with the names of all they export. */
export async function findExporters(
  db: Database,
  names: readonly string[],
): Promise<{ readonly package: string; readonly version: string; readonly exports: readonly string[] }[]> {
  if (names.length === 0) return [];
  const exports = sql<string[]>`ARRAY(
    SELECT tool->>'name' FROM jsonb_array_elements(${packageVersions.contract}->'tools') AS tool
    UNION ALL SELECT ${packageVersions.contract}->'entry'->>'loop' WHERE ${packageVersions.contract}->'entry'->>'loop' IS NOT NULL
  )`;
  return db
    .select({ package: packageVersions.package, version: packageVersions.version, exports })
    .from(packageVersions)
    .where(sql`${exports} && ${sql.param([...names])}::text[]`)
    .limit(exportersMax);
}

/** One version whole, or undefined. */
export async function readVersion(db: Database, name: string, version: string): Promise<PackageVersionRow | undefined> {
  const rows = await db
    .select()
    .from(packageVersions)
    .where(and(eq(packageVersions.package, name), eq(packageVersions.version, version)));
  return rows[0];
}

export type VersionSummaryRow = Pick<
  PackageVersionRow,
  'package' | 'version' | 'sha256' | 'metadata' | 'lock' | 'publishedAt'
>;

/** All versions of one package or of all, without their texts, in no particular order. */
export async function listVersions(db: Database, options: { readonly package?: string }): Promise<VersionSummaryRow[]> {
  return db
    .select({
      package: packageVersions.package,
      version: packageVersions.version,
      sha256: packageVersions.sha256,
      metadata: packageVersions.metadata,
      lock: packageVersions.lock,
      publishedAt: packageVersions.publishedAt,
    })
    .from(packageVersions)
    .where(options.package === undefined ? undefined : eq(packageVersions.package, options.package));
}

/** The canonical JSON of a plan, or undefined. */
export async function readPlan(db: Database, hash: string): Promise<string | undefined> {
  const rows = await db.select({ plan: plans.plan }).from(plans).where(eq(plans.hash, hash));
  return rows[0]?.plan;
}
