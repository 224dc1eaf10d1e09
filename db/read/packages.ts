import { and, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../connection.ts';
import { releaseMarks } from '../market-tables.ts';
import { packageVersions, plans } from '../tables.ts';

/** Enough for a hint. */
const exportersMax = 500;

export type PackageVersionRow = typeof packageVersions.$inferSelect;

/** A version, for those that would depend on it or run it. */
export interface FoundVersion
  extends Pick<PackageVersionRow, 'package' | 'version' | 'sha256' | 'planHash' | 'contract' | 'lock'> {
  readonly yanked: boolean;
}

/** Whether the last word on a release, restored or not, was that it is withdrawn. */
export const yanked = sql<boolean>`coalesce((
  SELECT mark.kind = 'yanked' FROM ${releaseMarks} AS mark
  WHERE mark.package = package_versions.package AND mark.version = package_versions.version AND mark.kind <> 'deprecated'
  ORDER BY mark.number DESC LIMIT 1
), false)`;

/** All versions of the named packages, without their texts. */
export async function findVersions(db: Pick<Database, 'select'>, names: readonly string[]): Promise<FoundVersion[]> {
  if (names.length === 0) return [];
  return db
    .select({
      package: packageVersions.package,
      version: packageVersions.version,
      sha256: packageVersions.sha256,
      planHash: packageVersions.planHash,
      contract: packageVersions.contract,
      lock: packageVersions.lock,
      yanked,
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
export async function readVersion(
  db: Pick<Database, 'select'>,
  name: string,
  version: string,
): Promise<PackageVersionRow | undefined> {
  const rows = await db
    .select()
    .from(packageVersions)
    .where(and(eq(packageVersions.package, name), eq(packageVersions.version, version)));
  return rows[0];
}

export type VersionSummaryRow = Pick<
  PackageVersionRow,
  'package' | 'version' | 'sha256' | 'keyId' | 'metadata' | 'lock' | 'publishedAt'
>;

/** All versions of one package or of all, or those that are named, without their texts, in no particular order. */
export async function listVersions(
  db: Database,
  wanted: { readonly package?: string; readonly releases?: readonly ReleaseName[] },
): Promise<VersionSummaryRow[]> {
  if (wanted.releases?.length === 0) return [];
  return db
    .select({
      package: packageVersions.package,
      version: packageVersions.version,
      sha256: packageVersions.sha256,
      keyId: packageVersions.keyId,
      metadata: packageVersions.metadata,
      lock: packageVersions.lock,
      publishedAt: packageVersions.publishedAt,
    })
    .from(packageVersions)
    .where(
      and(
        wanted.package === undefined ? undefined : eq(packageVersions.package, wanted.package),
        wanted.releases === undefined ? undefined : isOneOf(wanted.releases),
      ),
    );
}

/** A release by name. */
export interface ReleaseName {
  readonly package: string;
  readonly version: string;
}

export function isOneOf(names: readonly ReleaseName[]): SQL {
  const wanted = names.map((each) => sql`(${each.package}, ${each.version})`);
  return sql`(${packageVersions.package}, ${packageVersions.version}) IN (${sql.join(wanted, sql`, `)})`;
}

/** The canonical JSON of a plan, or undefined. */
export async function readPlan(db: Pick<Database, 'select'>, hash: string): Promise<string | undefined> {
  const rows = await db.select({ plan: plans.plan }).from(plans).where(eq(plans.hash, hash));
  return rows[0]?.plan;
}
