import { and, eq, inArray, or, sql } from 'drizzle-orm';
import type { Database } from '../connection.ts';
import { releaseMarks } from '../market-tables.ts';
import { packageVersions } from '../tables.ts';
import type { PackageVersionRow } from './packages.ts';

export interface ReleaseRow
  extends Pick<PackageVersionRow, 'package' | 'version' | 'metadata' | 'requires' | 'publishedAt'> {
  /** Only of versions from before what they require was kept. */
  readonly source: string | null;
  readonly yanked: boolean;
}

/** All versions of the named packages, as much of them as decides which go together. */
export async function findReleases(db: Database, names: readonly string[]): Promise<ReleaseRow[]> {
  if (names.length === 0) return [];
  const { package: name, version, metadata, requires, publishedAt, source } = packageVersions;
  return db
    .select({
      package: name,
      version,
      metadata,
      requires,
      publishedAt,
      source: sql<string | null>`CASE WHEN ${requires} IS NULL THEN ${source} END`,
      // What was yanked may have been given back; the last word counts.
      yanked: sql<boolean>`coalesce((
        SELECT kind = 'yanked' FROM ${releaseMarks}
        WHERE ${releaseMarks.package} = ${name} AND ${releaseMarks.version} = ${version} AND kind <> 'deprecated'
        ORDER BY number DESC LIMIT 1
      ), false)`,
    })
    .from(packageVersions)
    .where(inArray(name, [...names]));
}

/** These versions whole. */
export async function readVersions(
  db: Database,
  wanted: readonly { readonly package: string; readonly version: string }[],
): Promise<PackageVersionRow[]> {
  if (wanted.length === 0) return [];
  const each = wanted.map((one) =>
    and(eq(packageVersions.package, one.package), eq(packageVersions.version, one.version)),
  );
  return db
    .select()
    .from(packageVersions)
    .where(or(...each));
}
