import { and, eq, sql } from 'drizzle-orm';
import type { Database } from './connection.ts';
import { holdStandings } from './facts.ts';
import { placePackages } from './placing.ts';
import { reviews } from './standing-tables.ts';

export type NewReview = Omit<typeof reviews.$inferInsert, 'at' | 'replaced'>;

/**
 * Keeps what somebody says of a major version, in the place of what they said before.
 * @returns the stars that were replaced, or null; the same again when the same request comes again
 */
export async function saveReview(db: Database, review: NewReview): Promise<number | null> {
  return db.transaction(async (transaction) => {
    await holdStandings(transaction, [review.package]);
    const own = and(
      eq(reviews.user, review.user),
      eq(reviews.package, review.package),
      eq(reviews.major, review.major),
    );
    const [before] = await transaction.select().from(reviews).where(own);
    if (before?.request === review.request) return before.replaced;
    const row = { ...review, replaced: before?.stars ?? null, at: sql`now()` };
    await transaction
      .insert(reviews)
      .values(row)
      .onConflictDoUpdate({ target: [reviews.user, reviews.package, reviews.major], set: row });
    await standRatings(transaction, review.package);
    await placePackages(transaction, [review.package]);
    return row.replaced;
  });
}

/** Of everybody the word about the newest major version they know counts. */
async function standRatings(db: Database, name: string): Promise<void> {
  await db.execute(sql`
    UPDATE package_standings SET stars = counted.stars, ratings = counted.ratings
    FROM (
      SELECT coalesce(sum(stars), 0) AS stars, count(*) AS ratings
      FROM (SELECT DISTINCT ON ("user") stars FROM reviews WHERE package = ${name} ORDER BY "user", major DESC) AS newest
    ) AS counted
    WHERE package = ${name}`);
}
