import { and, eq, sql } from 'drizzle-orm';
import type { InboxEntry } from '../../domain/room/event.ts';
import type { Database } from '../connection.ts';
import { botAccounts, botInbox, botRooms, botTransactions } from '../tables.ts';
import { type KeysOfSession, putKeys } from './keys.ts';

/** How far an account has read, and the rooms it is in, as one process took it over. */
export interface Reading {
  readonly generation: number;
  /** Null before the first sync. */
  readonly since: string | null;
  readonly rooms: ReadonlyMap<string, RoomOfAccount>;
}

export interface RoomOfAccount {
  readonly joined: boolean;
  readonly invitedBy: string | null;
}

/** Begins to speak for an account: whoever did before can write no more. */
export async function beginReading(db: Database, account: string): Promise<Reading> {
  const again = { generation: sql`${botAccounts.generation} + 1` };
  const [row] = await db
    .insert(botAccounts)
    .values({ account, generation: 1 })
    .onConflictDoUpdate({ target: botAccounts.account, set: again })
    .returning();
  const rooms = await db.select().from(botRooms).where(eq(botRooms.account, account));
  return {
    generation: row?.generation ?? 0,
    since: row?.since ?? null,
    rooms: new Map(rooms.map(({ room, joined, invitedBy }) => [room, { joined, invitedBy }])),
  };
}

/** What one sync brought. */
export interface Read {
  readonly since: string;
  readonly entries: readonly { readonly room: string; readonly entry: InboxEntry }[];
  readonly rooms: readonly { readonly room: string; readonly joined: boolean; readonly invitedBy?: string }[];
}

/**
 * Stores what a sync brought and how far it went, all or nothing. Events that are there already are left as they are.
 * @param keys of the account's session, as they are after it
 * @returns false when another process speaks for the account by now; then nothing is stored
 */
export async function saveRead(
  db: Database,
  account: string,
  generation: number,
  read: Read,
  keys: KeysOfSession | null = null,
): Promise<boolean> {
  return db.transaction(async (transaction) => {
    const moved = await transaction
      .update(botAccounts)
      .set({ since: read.since })
      .where(and(eq(botAccounts.account, account), eq(botAccounts.generation, generation)))
      .returning({ account: botAccounts.account });
    if (moved.length === 0) return false;
    await keep(transaction, account, read);
    if (keys !== null) await putKeys(transaction, account, keys);
    return true;
  });
}

/** What names something a homeserver sent, for the process that took it. */
interface ReceivedTransaction {
  readonly account: string;
  readonly generation: number;
  readonly id: string;
  /** Hash of the ids of its events. */
  readonly events: string;
}

/**
 * Stores what the homeserver sent under a transaction id, all or nothing, and once, however often it sends it.
 * @returns `elsewhere` when another process speaks for the account by now; then nothing is stored
 */
export async function saveTransaction(
  db: Database,
  { account, generation, id, events }: ReceivedTransaction,
  read: Kept,
): Promise<'stored' | 'repeated' | 'elsewhere'> {
  return db.transaction(async (transaction) => {
    const [held] = await transaction
      .select({ generation: botAccounts.generation })
      .from(botAccounts)
      .where(eq(botAccounts.account, account))
      .for('update');
    if (held?.generation !== generation) return 'elsewhere';
    const first = await transaction
      .insert(botTransactions)
      .values({ account, id, events })
      .onConflictDoNothing()
      .returning();
    if (first.length === 0) return 'repeated';
    await keep(transaction, account, read);
    return 'stored';
  });
}

type Kept = Pick<Read, 'entries' | 'rooms'>;

/** Events that are there already are left as they are. */
async function keep(transaction: Pick<Database, 'insert'>, account: string, read: Kept): Promise<void> {
  for (const { room, joined, invitedBy } of read.rooms) {
    const now = { joined, ...(invitedBy === undefined ? {} : { invitedBy }) };
    await transaction
      .insert(botRooms)
      .values({ account, room, ...now })
      .onConflictDoUpdate({ target: [botRooms.account, botRooms.room], set: now });
  }
  for (let first = 0; first < read.entries.length; first += rowsAtOnce) {
    const rows = read.entries.slice(first, first + rowsAtOnce).map(({ room, entry }) => ({
      account,
      room,
      eventId: entry.event.event_id,
      kind: entry.kind,
      target: entry.target,
      event: entry.event,
    }));
    await transaction.insert(botInbox).values(rows).onConflictDoNothing();
  }
}
const rowsAtOnce = 500;

/** Who invited the account to a room; null where nobody did. */
export async function findInviter(db: Database, account: string, room: string): Promise<string | null> {
  const here = and(eq(botRooms.account, account), eq(botRooms.room, room));
  const [row] = await db.select({ invitedBy: botRooms.invitedBy }).from(botRooms).where(here);
  return row?.invitedBy ?? null;
}

/** Ids of those events that were read before. */
export async function knownEvents(db: Database, account: string, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await db.execute<{ event_id: string }>(
    sql`SELECT event_id FROM bot_inbox WHERE account = ${account} AND event_id IN ${[...ids]}`,
  );
  return new Set(rows.map(({ event_id: id }) => id));
}
