import { beginReading, type Read, type Reading, saveRead } from '../../../db/bot/accounts.ts';
import type { Log } from '../log.ts';
import { openWaker, patience } from '../waker.ts';
import { isLoggedOut } from './client.ts';
import { persist, retryMsMax, retryMsMin } from './persist.ts';
import { readOn, type SyncParts } from './sync.ts';

export interface ListenParts extends SyncParts {
  readonly log: Log;
}

/** Reads on and on; what was read is stored before the next sync begins. */
export async function listen(parts: ListenParts, life: AbortController, onRead: () => void): Promise<void> {
  const { db, account, log } = parts;
  const { signal } = life;
  const begun = await persist(() => beginReading(db, account), log, signal);
  if (begun === null) return;
  const rooms = new Map(begun.rooms);
  let since: Reading['since'] = begun.since;
  const retry = patience(retryMsMin, retryMsMax);
  let away = false;
  while (!signal.aborted) {
    let read: Read;
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
    const isOurs = await persist(() => saveRead(db, account, begun.generation, read), log, signal);
    // Another process has taken over while we believed to have the lock.
    if (isOurs !== true) return;
    since = read.since;
    for (const { room, joined, invitedBy } of read.rooms) {
      rooms.set(room, { joined, invitedBy: invitedBy ?? rooms.get(room)?.invitedBy ?? null });
    }
    onRead();
  }
}
