import { and, desc, eq, or, sql } from 'drizzle-orm';
import type { Review } from '../../domain/market/rating.ts';
import type { Database } from '../connection.ts';
import { reviews } from '../standing-tables.ts';
import { runs } from '../tables.ts';

/** The last completed run of a package in a room of theirs: the one they speak in, or any where they ran it themselves. */
export async function readEntitlingRun(
  db: Database,
  { package: name, user, room }: { readonly package: string; readonly user: string; readonly room: string },
): Promise<{ readonly run: string; readonly version: string } | undefined> {
  const rows = await db
    .select({ run: runs.workflowId, version: runs.version })
    .from(runs)
    .where(and(eq(runs.package, name), eq(runs.status, 'completed'), or(eq(runs.requester, user), eq(runs.room, room))))
    .orderBy(desc(runs.endedAt))
    .limit(1);
  const [{ run, version } = { run: '', version: null }] = rows;
  return version === null ? undefined : { run, version };
}

/** Reviews of a package, newest first. @param after the last one of the page before */
export async function readReviews(
  db: Database,
  name: string,
  { limit, after }: { readonly limit: number; readonly after?: Pick<Review, 'at' | 'user'> },
): Promise<Review[]> {
  const behind = after === undefined ? sql`true` : sql`(${reviews.at}, ${reviews.user}) < (${after.at}, ${after.user})`;
  const rows = await db
    .select()
    .from(reviews)
    .where(and(eq(reviews.package, name), behind))
    .orderBy(desc(reviews.at), desc(reviews.user), desc(reviews.major))
    .limit(limit);
  return rows.map(({ user, major, stars, text, version, at }) => ({
    user,
    major,
    stars,
    text,
    version,
    at: at.toISOString(),
  }));
}
