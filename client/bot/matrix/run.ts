import { z } from 'zod';
import { beginReading, type Read, type Reading, saveRead } from '../../../db/bot/accounts.ts';
import { holdLock } from '../../../db/bot/lock.ts';
import { connectDatabase } from '../../../db/connection.ts';
import { LoomError } from '../../../domain/errors.ts';
import type { SendRate } from '../../../domain/room/send-budget.ts';
import { handleInbox } from '../inbox.ts';
import type { Log } from '../log.ts';
import type { OpenHandler } from '../mouth.ts';
import { openWaker, patience } from '../waker.ts';
import { isLoggedOut, RoomsClient } from './client.ts';
import { answerInvitation } from './invitations.ts';
import { openMouth } from './mouth.ts';
import { openSender } from './sender.ts';
import { openRooms } from './standing.ts';
import { readOn, type SyncParts } from './sync.ts';

export interface BotOptions {
  readonly databaseUrl: string;
  readonly homeserver: { readonly url: string; readonly token: string };
  /** See `mayInvite`. */
  readonly inviters: readonly string[];
  readonly rate: SendRate;
  readonly open: OpenHandler;
  readonly log: Log;
  /** It listens, or stands by while another process does. Called once. */
  readonly onReady: (state: 'listening' | 'standing by') => void;
  readonly signal: AbortSignal;
}

const retryMsMin = 500;
const retryMsMax = 10_000;
const connectionsMax = 6;

/**
 * Speaks for an account until the signal is aborted. One process does at a time, and others stand by: should it end, or lose
 * its database, the next takes over where it was.
 * @throws LoomError `chat.logged_out`
 */
export async function runBot(options: BotOptions): Promise<void> {
  const { databaseUrl, homeserver, log, signal } = options;
  const ready = once(options.onReady);
  const account = await whoAmI(new RoomsClient(homeserver.url, homeserver.token, signal), log, signal);
  if (account === null) return;
  while (!signal.aborted) {
    const onWait = (): void => {
      log.info({ account }, 'another process speaks for the account; standing by');
      ready('standing by');
    };
    const lock = await holdLock(databaseUrl, `hololoom bot ${account}`, { signal, onWait }).catch((error: unknown) => {
      if (signal.aborted) return null;
      throw error;
    });
    if (lock === null) return;
    const life = new AbortController();
    const end = (): void => life.abort();
    signal.addEventListener('abort', end);
    void lock.lost.then(end);
    try {
      await speak(options, account, life, () => ready('listening'));
    } finally {
      life.abort();
      signal.removeEventListener('abort', end);
      await lock.release();
    }
    if (!signal.aborted) log.warn({ account }, 'the account is in other hands, or the database is gone; standing by');
  }
}

/** Everything one process does while it has the lock. */
async function speak(
  options: BotOptions,
  account: string,
  life: AbortController,
  onListening: () => void,
): Promise<void> {
  const { databaseUrl, homeserver, inviters, rate, log } = options;
  const { signal } = life;
  const { db, close } = connectDatabase(databaseUrl, connectionsMax);
  const client = new RoomsClient(homeserver.url, homeserver.token, signal);
  const [inbox, outbox] = [openWaker(), openWaker()];
  const rooms = openRooms(client, account);
  let syncedAt: number | null = null;
  const sender = openSender({
    ...{ client, db, account, rate, log, waker: outbox },
    onRefused: (outgoing, code) =>
      void handler.refused(outgoing, code).catch((error: unknown) => log.warn({ error: String(error) }, 'not told')),
  });
  const mouth = openMouth({ client, db, account, rooms, sender, waker: outbox, syncedAt: () => syncedAt });
  const handler = await options.open(mouth).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const listening = async (): Promise<void> => {
    const parts = { client, db, account, onMembers: rooms.forgetMembers };
    await listen({ ...parts, log }, life, () => {
      syncedAt = Date.now();
      onListening();
      inbox.call();
    });
  };
  const handling = handleInbox(
    {
      ...{ db, account, log, mouth, handler, waker: inbox, onHandled: mouth.typingOver },
      answerInvitation: (room, inviter) => answerInvitation(client, inviters, log, room, inviter),
    },
    signal,
  );
  try {
    const all = [listening(), handling, sender.run(signal)];
    // The first that ends takes the others with it.
    await Promise.race(all).finally(() => life.abort());
    await Promise.all(all);
  } catch (error) {
    if (isLoggedOut(error)) throw loggedOut(homeserver.url);
    throw error;
  } finally {
    life.abort();
    await handler.close();
    await close();
  }
}

interface ListenParts extends SyncParts {
  readonly log: Log;
}

/** Reads on and on; what was read is stored before the next sync begins. */
async function listen(parts: ListenParts, life: AbortController, onRead: () => void): Promise<void> {
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

/** Waits for a database that is away: nothing that was read is let go. @returns null when the signal was aborted */
async function persist<T>(work: () => Promise<T>, log: Log, signal: AbortSignal): Promise<T | null> {
  const retry = patience(retryMsMin, retryMsMax);
  while (!signal.aborted) {
    try {
      return await work();
    } catch (error) {
      log.warn({ error: String(error) }, 'what was read cannot be stored now');
      await openWaker().wait(null, retry.next(), signal);
    }
  }
  return null;
}

/** The account a token is for; a homeserver that is away is waited for. */
async function whoAmI(client: RoomsClient, log: Log, signal: AbortSignal): Promise<string | null> {
  const retry = patience(retryMsMin, retryMsMax);
  for (let told = false; !signal.aborted; told = true) {
    try {
      const answer = await client.doRequest('GET', '/_matrix/client/v3/account/whoami');
      return z.object({ user_id: z.string() }).parse(answer).user_id;
    } catch (error) {
      if (isLoggedOut(error)) throw loggedOut(client.homeserverUrl);
      if (!told) log.warn({ error: String(error) }, 'the homeserver does not answer yet; waiting for it');
      await openWaker().wait(null, retry.next(), signal);
    }
  }
  return null;
}

function loggedOut(url: string): LoomError {
  return new LoomError(
    'chat.logged_out',
    `The homeserver at ${url} does not know the bot's access token.`,
    'Log the bot in again and put its new token into HOLOLOOM_MATRIX_TOKEN.',
  );
}

function once<T>(action: (value: T) => void): (value: T) => void {
  let done = false;
  return (value) => {
    if (!done) action(value);
    done = true;
  };
}
