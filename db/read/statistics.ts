import { type SQL, sql } from 'drizzle-orm';
import { limits } from '../../domain/limits.ts';
import { assumed } from '../../domain/market/ranking.ts';
import type { FacetCount } from '../../domain/market/search.ts';
import type { CategoryStatistics, MarketStatistics } from '../../domain/market/statistics.ts';
import type { Database } from '../connection.ts';

type Totals = Omit<MarketStatistics, 'categories' | 'topRated' | 'mostDownloaded' | 'mostRun' | 'reuse'>;

/** Packages that are offered, with what is known of each. */
const offered = sql`
  package_search AS offered
  LEFT JOIN package_standings AS standings USING (package)
  LEFT JOIN packages USING (package)`;
const averageRating = sql`sum(stars)::double precision / nullif(sum(ratings), 0)`;

export async function readTotals(db: Database): Promise<Totals> {
  const { rows } = await db.execute<{ totals: Totals }>(sql`
    SELECT json_build_object(
      'packages', count(*), 'releases', coalesce(sum(versions), 0), 'publishers', count(DISTINCT offered.publisher),
      'verifiedPublishers', count(DISTINCT offered.publisher) FILTER (WHERE verified), 'installs', coalesce(sum(installs), 0),
      'completed', coalesce(sum(completed), 0), 'failed', coalesce(sum(failed), 0), 'stopped', coalesce(sum(stopped), 0),
      'ratings', coalesce(sum(ratings), 0), 'averageRating', ${averageRating}
    ) AS totals FROM ${offered}`);
  const [row] = rows;
  if (row === undefined) throw new Error('An aggregate always has a row.');
  return row.totals;
}

/** Categories, the largest first. */
export async function readCategoryStatistics(db: Database, limit: number): Promise<CategoryStatistics[]> {
  const { rows } = await db.execute<{ found: CategoryStatistics }>(sql`
    SELECT json_build_object('category', category, 'packages', count(*), 'installs', coalesce(sum(installs), 0),
      'completed', coalesce(sum(completed), 0), 'averageRating', ${averageRating}) AS found
    FROM ${offered} GROUP BY category ORDER BY count(*) DESC, category LIMIT ${limit}`);
  return rows.map(({ found }) => found);
}

/** Categories with how many packages are offered in each, the largest first. */
export async function readCategories(db: Database, limit: number): Promise<FacetCount[]> {
  const { rows } = await db.execute<{ found: FacetCount }>(sql`
    SELECT json_build_object('name', category, 'count', count(*)) AS found
    FROM package_search GROUP BY category ORDER BY count(*) DESC, category LIMIT ${limit}`);
  return rows.map(({ found }) => found);
}

async function names(db: Database, query: SQL): Promise<string[]> {
  const { rows } = await db.execute<{ package: string }>(sql`${query} LIMIT ${limits.listedMax}`);
  return rows.map((row) => row.package);
}

export const readNewest = (db: Database): Promise<string[]> =>
  names(db, sql`SELECT package FROM package_search ORDER BY first_published_at DESC, package`);

export const readMostRun = (db: Database): Promise<string[]> =>
  names(
    db,
    sql`SELECT package FROM package_standings JOIN package_search USING (package)
      WHERE completed > 0 ORDER BY completed DESC, package`,
  );

export const readMostDownloaded = (db: Database): Promise<string[]> =>
  names(
    db,
    sql`SELECT package FROM packages JOIN package_search USING (package) WHERE installs > 0 ORDER BY installs DESC, package`,
  );

/** By domain/market/ranking.ts expectedStars. */
export const readTopRated = (db: Database): Promise<string[]> =>
  names(
    db,
    sql`SELECT package FROM package_standings JOIN package_search USING (package) WHERE ratings > 0
      ORDER BY (${assumed.ratings * assumed.stars}::double precision + stars) / (${assumed.ratings}::double precision + ratings) DESC, package`,
  );

/** What the last runs that people started used: who asked for each, and who published what it runs and what that takes from others. */
export async function readUses(
  db: Database,
  limit: number,
): Promise<readonly { readonly requester: string; readonly publishers: readonly string[]; readonly runs: number }[]> {
  const { rows } = await db.execute<{ requester: string; publishers: string[]; runs: number }>(sql`
    SELECT requester, publishers, count(*)::integer AS runs FROM (
      SELECT coalesce(requester, '') AS requester, array(
        SELECT DISTINCT publisher FROM packages
        WHERE package = ANY(latest.package || latest.uses) AND publisher IS NOT NULL ORDER BY publisher
      ) AS publishers
      FROM (SELECT * FROM runs WHERE parent IS NULL ORDER BY started_at DESC LIMIT ${limit}) AS latest
    ) AS used GROUP BY requester, publishers`);
  return rows;
}
