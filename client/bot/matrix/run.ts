import { z } from 'zod';
import { beginReading } from '../../../db/bot/accounts.ts';
import { holdLock } from '../../../db/bot/lock.ts';
import { connectDatabase } from '../../../db/connection.ts';
import { LoomError } from '../../../domain/errors.ts';
import type { SendRate } from '../../../domain/room/send-budget.ts';
import { handleInbox } from '../inbox.ts';
import type { Log } from '../log.ts';
import type { OpenHandler } from '../mouth.ts';
import { openWaker, patience } from '../waker.ts';
import { type Appservice, enter } from './appservice.ts';
import { type Identity, isLoggedOut, mayPass, RoomsClient } from './client.ts';
import { answerInvitation } from './invitations.ts';
import { listen } from './listening.ts';
import { openMouth } from './mouth.ts';
import { openKeys } from './open-keys.ts';
import { persist, retryMsMax, retryMsMin } from './persist.ts';
import { receive } from './receiving.ts';
import { openSender } from './sender.ts';
import { openRooms } from './standing.ts';
import { openVoices } from './voices.ts';

export interface BotOptions {
  readonly databaseUrl: string;
  /** `token`: of the bot's account, or of the appservice. */
  readonly homeserver: { readonly url: string; readonly token: string };
  /** Given when the homeserver sends events by itself; absent when they are asked for by syncs. */
  readonly appservice?: Appservice;
  /** Whether encrypted rooms are read and written. */
  readonly encryption?: boolean;
  /** See `mayInvite`. */
  readonly inviters: readonly string[];
  readonly rate: SendRate;
  readonly open: OpenHandler;
  readonly log: Log;
  /** It listens, or stands by while another process does. Called once. */
  readonly onReady: (state: 'listening' | 'standing by') => void;
  readonly signal: AbortSignal;
}

const connectionsMax = 6;
const whoSchema = z.object({ user_id: z.string(), device_id: z.string().optional() });

/**
 * Speaks for an account until the signal is aborted. One process does at a time, and others stand by: should it end, or lose
 * its database, the next takes over where it was.
 * @throws LoomError `chat.logged_out`
 */
export async function runBot(options: BotOptions): Promise<void> {
  const { databaseUrl, log, signal } = options;
  const ready = once(options.onReady);
  const identity = await whoAmI(options);
  if (identity === null) return;
  const account = identity.user;
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
      await speak(options, identity, life, () => ready('listening'));
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
  identity: Identity,
  life: AbortController,
  onListening: () => void,
): Promise<void> {
  const { databaseUrl, homeserver, appservice, inviters, rate, log } = options;
  const { signal } = life;
  const account = identity.user;
  const { db, close } = connectDatabase(databaseUrl, connectionsMax);
  const client = new RoomsClient(homeserver.url, homeserver.token, signal, appservice ? identity : null);
  const [inbox, outbox] = [openWaker(), openWaker()];
  const rooms = openRooms(client, account);
  const begun = await persist(() => beginReading(db, account), log, signal);
  if (begun === null) return close();
  const encryption = options.encryption ? await openKeys({ client, db, log, identity, rooms }, begun, life) : null;
  let syncedAt: number | null = null;
  const voices = appservice ? openVoices(client, account, log) : null;
  const sender = openSender({
    ...{ client, db, account, rate, log, voices, encryption, waker: outbox },
    onRefused: (outgoing, code) =>
      void handler.refused(outgoing, code).catch((error: unknown) => log.warn({ error: String(error) }, 'not told')),
  });
  const mouth = openMouth({
    ...{ client, db, account, rooms, sender, encryption, waker: outbox, syncedAt: () => syncedAt },
    hasVoices: voices !== null,
  });
  const handler = await options.open(mouth).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const listening = async (): Promise<void> => {
    const { device } = identity;
    const parts = { client, db, account, device, log, begun, encryption, onMembers: rooms.forgetMembers };
    const onRead = (): void => {
      syncedAt = Date.now();
      onListening();
      inbox.call();
    };
    await (appservice ? receive({ ...parts, appservice }, life, onRead) : listen(parts, life, onRead));
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
    encryption?.close();
    await close();
  }
}

/** The account a token is for, or that of an appservice, made where there is none; a homeserver that is away is waited for. */
async function whoAmI({ homeserver, appservice, log, signal }: BotOptions): Promise<Identity | null> {
  const client = new RoomsClient(homeserver.url, homeserver.token, signal);
  const retry = patience(retryMsMin, retryMsMax);
  for (let told = false; !signal.aborted; told = true) {
    try {
      if (appservice) return await enter(client, appservice.registration.sender_localpart);
      const answer = await client.doRequest('GET', '/_matrix/client/v3/account/whoami');
      const { user_id: user, device_id: device = null } = whoSchema.parse(answer);
      return { user, device };
    } catch (error) {
      if (isLoggedOut(error)) throw loggedOut(homeserver.url);
      if (appservice && !mayPass(error)) throw error;
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
    'Log the bot in again and put its new token into HOLOLOOM_MATRIX_TOKEN, or give the homeserver the registration of the bot.',
  );
}

function once<T>(action: (value: T) => void): (value: T) => void {
  let done = false;
  return (value) => {
    if (!done) action(value);
    done = true;
  };
}
