import { inArray, sql } from 'drizzle-orm';
import type { Database } from '../connection.ts';
import { packageVersions } from '../tables.ts';
import { type PackageVersionRow, yanked } from './packages.ts';

export interface ReleaseRow
  extends Pick<PackageVersionRow, 'package' | 'version' | 'planHash' | 'metadata' | 'requires' | 'publishedAt'> {
  /** Only of versions from before what they require was kept. */
  readonly source: string | null;
  readonly yanked: boolean;
}

/** All versions of the named packages, as much of them as decides which go together. */
export async function findReleases(db: Database, names: readonly string[]): Promise<ReleaseRow[]> {
  if (names.length === 0) return [];
  const { package: name, version, planHash, metadata, requires, publishedAt, source } = packageVersions;
  return db
    .select({
      package: name,
      version,
      planHash,
      metadata,
      requires,
      publishedAt,
      source: sql<string | null>`CASE WHEN ${requires} IS NULL THEN ${source} END`,
      yanked,
    })
    .from(packageVersions)
    .where(inArray(name, [...names]));
}
