import { type Reading, saveRead } from '../../../db/bot/accounts.ts';
import { type KeysOfSession, makeReadable, unreadable } from '../../../db/bot/keys.ts';
import type { Log } from '../log.ts';
import { openWaker, patience } from '../waker.ts';
import { isLoggedOut } from './client.ts';
import { persist, retryMsMax, retryMsMin } from './persist.ts';
import { readEntry, readOn, type SyncParts } from './sync.ts';

export interface ListenParts extends SyncParts {
  readonly log: Log;
  /** Where the account stood when this process took it over. */
  readonly begun: Reading;
  /** The session the keys are of. */
  readonly device: string | null;
}

/** Reads on and on; what was read is stored before the next sync begins. */
export async function listen(parts: ListenParts, life: AbortController, onRead: () => void): Promise<void> {
  const { db, account, log, begun } = parts;
  const { signal } = life;
  const rooms = new Map(begun.rooms);
  let since: Reading['since'] = begun.since;
  const retry = patience(retryMsMin, retryMsMax);
  let away = false;
  await lately(parts, null, signal);
  while (!signal.aborted) {
    let read: Awaited<ReturnType<typeof readOn>>;
    try {
      read = await readOn(parts, { since, rooms });
      if (away) log.info({}, 'the homeserver answers again');
      away = false;
      retry.over();
    } catch (error) {
      if (signal.aborted) return;
      if (isLoggedOut(error)) throw error;
      if (!away) log.warn({ error: String(error) }, 'the homeserver does not answer; waiting for it');
      away = true;
      await openWaker().wait(null, retry.next(), signal);
      continue;
    }
    const save = async () => saveRead(db, account, begun.generation, read, await keysOf(parts));
    const isOurs = await persist(save, log, signal);
    // Another process has taken over while we believed to have the lock.
    if (isOurs !== true) return;
    since = read.since;
    for (const { room, joined, invitedBy } of read.rooms) {
      rooms.set(room, { joined, invitedBy: invitedBy ?? rooms.get(room)?.invitedBy ?? null });
    }
    onRead();
    const sessions = read.keys.map(({ session }) => session);
    if (await lately(parts, sessions, signal)) onRead();
  }
}

async function keysOf({ encryption, device }: ListenParts): Promise<KeysOfSession | null> {
  return encryption === null || device === null ? null : { device, store: await encryption.dump() };
}

/**
 * After what a sync brought is stored: tells the server what it has to know, and takes up messages whose key came only now.
 * @param sessions of the keys that came; null for whatever could not be read before
 * @returns whether there are such messages
 */
async function lately(parts: ListenParts, sessions: readonly string[] | null, signal: AbortSignal): Promise<boolean> {
  const { db, account, log, encryption } = parts;
  if (encryption === null) return false;
  const work = async (): Promise<boolean> => {
    await encryption.tell();
    const rows = sessions?.length === 0 ? [] : await unreadable(db, account, sessions);
    let found = false;
    for (const row of rows) {
      const entry = await readEntry(parts, row.room, row);
      if (entry === null || entry.kind === 'encrypted') continue;
      await makeReadable(db, row, entry);
      found = true;
    }
    return found;
  };
  return (await persist(work, log, signal, 'keys cannot be exchanged now')) ?? false;
}
