import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { Database } from '../connection.ts';
import { botInbox } from '../tables.ts';

export type InboxRow = typeof botInbox.$inferSelect;

const waitingOf = (account: string) => and(eq(botInbox.account, account), isNull(botInbox.handledAt));

/** Rooms in which something waits to be handled. */
export async function waitingRooms(db: Database, account: string): Promise<string[]> {
  const rows = await db.selectDistinct({ room: botInbox.room }).from(botInbox).where(waitingOf(account));
  return rows.map(({ room }) => room);
}

export interface Taken {
  readonly row: InboxRow;
  /** It was redacted before its turn came. */
  readonly withdrawn: boolean;
}

/**
 * Takes the oldest event of a room that is not handled, and counts the attempt.
 * @returns milliseconds to wait when its next try is due only then; null when nothing waits
 */
export async function takeNext(db: Database, account: string, room: string): Promise<Taken | number | null> {
  const [next] = await db
    .select({
      eventId: botInbox.eventId,
      dueInMs: sql<number>`extract(epoch FROM ${botInbox.nextTryAt} - now()) * 1000`.mapWith(Number),
    })
    .from(botInbox)
    .where(and(waitingOf(account), eq(botInbox.room, room)))
    .orderBy(asc(botInbox.position))
    .limit(1);
  if (next === undefined) return null;
  if (next.dueInMs > 0) return Math.ceil(next.dueInMs);
  const [row] = await db
    .update(botInbox)
    .set({ attempts: sql`${botInbox.attempts} + 1` })
    .where(and(waitingOf(account), eq(botInbox.eventId, next.eventId)))
    .returning();
  if (row === undefined) return 0;
  const redactions = await db.execute(
    sql`SELECT 1 FROM bot_inbox WHERE account = ${account} AND target = ${row.eventId} AND kind = 'redaction'
      AND room = ${row.room} LIMIT 1`,
  );
  return { row, withdrawn: redactions.rows.length > 0 };
}

/** Notes that an event is handled. @param problem why it was given up, if it was */
export async function finish(db: Database, account: string, eventId: string, problem: string | null): Promise<void> {
  const here = and(eq(botInbox.account, account), eq(botInbox.eventId, eventId));
  await db.update(botInbox).set({ handledAt: sql`now()`, problem }).where(here);
}

/** Notes that an event is to be tried again after a while. */
export async function postpone(db: Database, account: string, eventId: string, ms: number, problem: string) {
  const here = and(eq(botInbox.account, account), eq(botInbox.eventId, eventId));
  const nextTryAt = sql`now() + ${ms} * interval '1 millisecond'`;
  await db.update(botInbox).set({ nextTryAt, problem }).where(here);
}

/** How many events wait, and since when the oldest does, in milliseconds. */
export async function waitingIn(db: Database, account: string): Promise<{ count: number; oldestMs: number | null }> {
  const [row] = await db
    .select({
      count: sql<number>`count(*)::int`,
      oldestMs: sql<number | null>`extract(epoch FROM now() - min(${botInbox.receivedAt})) * 1000`,
    })
    .from(botInbox)
    .where(waitingOf(account));
  const oldestMs = row?.oldestMs ?? null;
  return { count: row?.count ?? 0, oldestMs: oldestMs === null ? null : Number(oldestMs) };
}
