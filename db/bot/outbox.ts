import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { type Outgoing, priorities } from '../../domain/room/outgoing.ts';
import type { Database } from '../connection.ts';
import { botOutbox } from '../tables.ts';

export type OutboxRow = typeof botOutbox.$inferSelect;

/** Stores what is to be said. The same again changes nothing; other content is another version of it. */
export async function saveOutgoing(db: Database, account: string, outgoing: Outgoing): Promise<void> {
  const { id, room, priority } = outgoing;
  await db
    .insert(botOutbox)
    .values({ account, id, room, priority: priorities.indexOf(priority), outgoing })
    .onConflictDoUpdate({
      target: [botOutbox.account, botOutbox.id],
      set: {
        outgoing: sql`excluded.outgoing`,
        priority: sql`excluded.priority`,
        version: sql`${botOutbox.version} + 1`,
        queuedAt: sql`now()`,
        problem: null,
      },
      setWhere: sql`${botOutbox.outgoing} - 'priority' <> excluded.outgoing - 'priority'`,
    });
}

const waiting = (account: string) =>
  and(eq(botOutbox.account, account), sql`${botOutbox.version} > ${botOutbox.sent}`, isNull(botOutbox.problem));

/** The most urgent of what is to be sent. */
export async function readWaiting(db: Database, account: string, limit: number): Promise<OutboxRow[]> {
  return db
    .select()
    .from(botOutbox)
    .where(waiting(account))
    .orderBy(botOutbox.priority, botOutbox.position)
    .limit(limit);
}

export async function countWaiting(db: Database, account: string): Promise<number> {
  return db.$count(botOutbox, waiting(account));
}

/** What became of what was said under some names. */
export interface Said {
  /** Null while it is not sent. */
  readonly eventId: string | null;
  /** Why the server does not take it. */
  readonly problem: string | null;
}

export async function readSaid(db: Database, account: string, ids: readonly string[]): Promise<Map<string, Said>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ id: botOutbox.id, eventId: botOutbox.eventId, problem: botOutbox.problem })
    .from(botOutbox)
    .where(and(eq(botOutbox.account, account), inArray(botOutbox.id, [...ids])));
  return new Map(rows.map(({ id, ...said }) => [id, said]));
}

/** The name under which an event was said; null when it is none of the account's. */
export async function findSaid(db: Database, account: string, eventId: string): Promise<string | null> {
  const here = and(eq(botOutbox.account, account), eq(botOutbox.eventId, eventId));
  const [row] = await db.select({ id: botOutbox.id }).from(botOutbox).where(here).limit(1);
  return row?.id ?? null;
}

type Key = Pick<OutboxRow, 'account' | 'id'>;
const rowOf = ({ account, id }: Key) => and(eq(botOutbox.account, account), eq(botOutbox.id, id));

/** Notes that a version is on its way, before it is. */
export async function noteAttempt(db: Database, key: Key, version: number): Promise<void> {
  await db.update(botOutbox).set({ attempted: version }).where(rowOf(key));
}

/** Notes what the server has. @param eventId of the event itself, also when an edit of it was sent */
export async function noteSent(db: Database, key: Key, version: number, eventId: string | null): Promise<void> {
  await db
    .update(botOutbox)
    .set({ sent: version, sentAt: sql`now()`, ...(eventId === null ? {} : { eventId }) })
    .where(rowOf(key));
}

/** Notes that the server does not take this version; a later one is tried again. */
export async function noteProblem(db: Database, key: Key, version: number, problem: string): Promise<void> {
  await db
    .update(botOutbox)
    .set({ problem })
    .where(and(rowOf(key), eq(botOutbox.version, version)));
}
