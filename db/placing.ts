import { inArray, sql } from 'drizzle-orm';
import { meanStars, merit, meritStep } from '../domain/market/ranking.ts';
import type { Database } from './connection.ts';
import { readStandings } from './read/standings.ts';
import { packageSearch } from './standing-tables.ts';

/** Packages placed by one statement. */
const batch = 1_000;

/**
 * Moves packages to the place in the order that they have earned. One that earned hardly more or less than before stays:
 * the more it ran, the less a run moves it, and the less there is to write.
 */
export async function placePackages(db: Database, names: readonly string[]): Promise<void> {
  for (let at = 0; at < names.length; at += batch) await placeBatch(db, names.slice(at, at + batch));
}

async function placeBatch(db: Database, names: readonly string[]): Promise<void> {
  const standings = await readStandings(db, names);
  const placed = await db
    .select({ package: packageSearch.package, merit: packageSearch.merit, rating: packageSearch.rating })
    .from(packageSearch)
    .where(inArray(packageSearch.package, [...names]));
  const moves = placed.flatMap(({ package: name, merit: before, rating }) => {
    const standing = standings.get(name);
    if (standing === undefined) return [];
    const now = { name, merit: merit(standing), rating: meanStars(standing) };
    return Math.abs(now.merit - before) < meritStep && now.rating === rating ? [] : [now];
  });
  if (moves.length === 0) return;
  await db.execute(sql`
    UPDATE package_search SET merit = moved.merit, rating = moved.rating
    FROM json_to_recordset(${JSON.stringify(moves)}::json) AS moved(name text, merit double precision, rating double precision)
    WHERE package = moved.name`);
}
