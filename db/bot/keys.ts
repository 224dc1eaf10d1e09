import { and, eq, gt, inArray, sql } from 'drizzle-orm';
import type { InboxEntry } from '../../domain/room/event.ts';
import type { Database } from '../connection.ts';
import { botAccounts, botInbox, botKeys } from '../tables.ts';
import type { InboxRow } from './inbox.ts';

/** The keys of an account's session as they were stored last; null when none were. */
export async function readKeys(db: Database, account: string, device: string): Promise<Uint8Array | null> {
  const here = and(eq(botKeys.account, account), eq(botKeys.device, device));
  const [row] = await db.select({ store: botKeys.store }).from(botKeys).where(here);
  return row?.store ?? null;
}

/** What names keys, for the process that has them. */
export interface KeysOfSession {
  readonly device: string;
  readonly store: Uint8Array;
}

/** @param db a transaction, too */
export async function putKeys(
  db: Pick<Database, 'insert'>,
  account: string,
  { device, store }: KeysOfSession,
): Promise<void> {
  const set = { store: Buffer.from(store), savedAt: sql`now()` };
  await db
    .insert(botKeys)
    .values({ account, device, store: Buffer.from(store) })
    .onConflictDoUpdate({ target: [botKeys.account, botKeys.device], set });
}

/** @returns false when another process speaks for the account by now; then nothing is stored */
export async function saveKeys(
  db: Database,
  account: string,
  generation: number,
  keys: KeysOfSession,
): Promise<boolean> {
  return db.transaction(async (transaction) => {
    const [held] = await transaction
      .select({ generation: botAccounts.generation })
      .from(botAccounts)
      .where(eq(botAccounts.account, account))
      .for('update');
    if (held?.generation !== generation) return false;
    await putKeys(transaction, account, keys);
    return true;
  });
}

/** Messages of the last day that could not be read. @param sessions of their keys; null for all */
export async function unreadable(
  db: Database,
  account: string,
  sessions: readonly string[] | null,
): Promise<InboxRow[]> {
  const session = sql<string>`${botInbox.event} -> 'content' ->> 'session_id'`;
  return db
    .select()
    .from(botInbox)
    .where(
      and(
        eq(botInbox.account, account),
        eq(botInbox.kind, 'encrypted'),
        gt(botInbox.receivedAt, sql`now() - interval '1 day'`),
        sessions === null ? undefined : inArray(session, [...sessions]),
      ),
    )
    .orderBy(botInbox.position);
}

/** What could not be read can be, and is to be handled as if it had come now. */
export async function makeReadable(db: Database, row: InboxRow, { kind, target, event }: InboxEntry): Promise<void> {
  await db
    .update(botInbox)
    .set({
      kind,
      target,
      event,
      attempts: 0,
      receivedAt: sql`now()`,
      nextTryAt: sql`now()`,
      handledAt: null,
      problem: null,
    })
    .where(and(eq(botInbox.account, row.account), eq(botInbox.eventId, row.eventId), eq(botInbox.kind, 'encrypted')));
}
