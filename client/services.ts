import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isErrorCode, LoomError } from '../domain/errors.ts';
import type { Addresses, Chat, Given, Needs, Progress } from '../domain/services.ts';
import type { Conversation } from './conversation.ts';
import { greet, notice, notReached, packageRoot, reachSupervisor, type Wish } from './supervisor.ts';

/** The services, held until `close`. */
export interface Services {
  readonly addresses: Addresses;
  /** The room of an embedded homeserver, when the need was `chat` and one could be had. */
  readonly chat: Chat | null;
  /** Whether HoloLoom runs any of them itself. */
  readonly embedded: boolean;
  /** Lets go. Resolves when others still hold the services, or when all of them have stopped. */
  close(): Promise<void>;
}

export interface ServicesOptions {
  readonly needs: Needs;
  /** The state folder; `stateFolder()` when left out. */
  readonly home?: string;
  /** Told what is going on, from the start until `close` is done. */
  readonly onProgress?: (progress: Progress) => void;
  /** Aborted, it gives up starting: what was started is stopped again, and the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

const stopMs = 15_000;
const restartsMax = 5;
const triesMax = 3;

/**
 * Makes sure that PostgreSQL, Temporal and the worker run, and holds them. Addresses of the environment (DATABASE_URL,
 * TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_UI_URL) are taken as they are; with the first two set nothing is
 * started. What has no address is run by a supervisor process that all processes of a state folder share, and that stops
 * when the last one lets go. A supervisor that is killed is started again, with the same addresses, as long as it is held.
 * @throws LoomError `services.*`
 */
export async function openServices(options: ServicesOptions): Promise<Services> {
  const given = givenAddresses();
  const { databaseUrl, temporalAddress } = given;
  if (databaseUrl !== null && temporalAddress !== null && options.needs !== 'chat') {
    const { temporalNamespace, temporalUiUrl } = given;
    const addresses = { databaseUrl, temporalAddress, temporalNamespace, temporalUiUrl, ownTemporal: false };
    return { addresses, chat: null, embedded: false, close: async () => undefined };
  }
  const home = resolve(options.home ?? stateFolder());
  const tell = options.onProgress ?? (() => undefined);
  let closing = false;
  const wish: Wish = { home, given, needs: options.needs, tell };
  let held = await hold(wish, options.signal);
  const { addresses, chat } = held;

  async function holdOn(): Promise<void> {
    for (let restarts = 0; ; restarts += 1) {
      const { conversation } = held;
      // Somebody stopped the supervisor in order: that is respected. One that was killed is started again.
      const stopped = await conversation.next(['stopped']);
      await conversation.ended;
      if (closing || restarts === restartsMax) return;
      if (stopped !== null) return notice(tell, 'The services were stopped.');
      notice(tell, 'The supervisor of the services is gone; starting it again.');
      try {
        held = await hold(wish);
        if (closing) return letGo(held.conversation);
      } catch (error) {
        const { message, hint } = LoomError.from(error);
        notice(tell, `${message} ${hint}`);
        return;
      }
    }
  }
  const holding = holdOn();

  return {
    addresses,
    chat,
    embedded: true,
    async close() {
      closing = true;
      await letGo(held.conversation);
      await holding;
    },
  };
}

/** The services, held, when they answer already; null where nothing runs. Starts nothing. @throws LoomError `services.*` */
export async function findServices(options: Omit<ServicesOptions, 'needs'> = {}): Promise<Services | null> {
  const given = givenAddresses();
  const needs = 'database';
  if (given.databaseUrl !== null && given.temporalAddress !== null) return openServices({ ...options, needs });
  const home = resolve(options.home ?? stateFolder());
  const greeting = await greet({ home, given, needs, tell: () => undefined });
  if (greeting === null) return null;
  // The greeting keeps them running until they are held.
  return openServices({ ...options, needs }).finally(() => greeting.end());
}

interface Hold {
  readonly conversation: Conversation;
  readonly addresses: Addresses;
  readonly chat: Chat | null;
}

async function hold(wish: Wish, signal?: AbortSignal): Promise<Hold> {
  for (let tries = 1; ; tries += 1) {
    const conversation = await reachSupervisor(wish);
    const leave = () => conversation.send({ type: 'leave' });
    signal?.addEventListener('abort', leave);
    if (signal?.aborted) leave();
    const answer = await conversation.next(['ready', 'failed']);
    signal?.removeEventListener('abort', leave);
    if (answer?.type === 'ready' && !signal?.aborted) {
      return { conversation, addresses: answer.addresses, chat: answer.chat };
    }
    // Nobody may hold the services after us: wait for what did start to stop.
    await letGo(conversation);
    signal?.throwIfAborted();
    // No answer at all: we met a supervisor on its way out.
    const failed = answer?.type === 'failed' ? answer : null;
    if (failed !== null || tries === triesMax) throw failure(failed, wish.home);
  }
}

/** Says goodbye and waits until the supervisor has done what follows from it. */
async function letGo(conversation: Conversation): Promise<void> {
  conversation.send({ type: 'leave' });
  await Promise.race([conversation.ended, sleep(stopMs, null, { ref: false })]);
  conversation.end();
}

/** Where state is kept: HOLOLOOM_HOME, else `.hololoom` of the checkout, or of the working folder for an installed package. */
export function stateFolder(): string {
  const chosen = process.env.HOLOLOOM_HOME;
  if (chosen) return resolve(chosen);
  const root = packageRoot();
  return join(existsSync(join(root, 'tsconfig.build.json')) ? root : process.cwd(), '.hololoom');
}

/** What the environment says, null where it says nothing. */
export function givenAddresses(): Given {
  return {
    databaseUrl: process.env.DATABASE_URL || null,
    temporalAddress: process.env.TEMPORAL_ADDRESS || null,
    temporalNamespace: process.env.TEMPORAL_NAMESPACE || 'default',
    temporalUiUrl: process.env.TEMPORAL_UI_URL?.replace(/\/$/, '') || null,
    matrixUrl: process.env.HOLOLOOM_MATRIX_URL?.replace(/\/$/, '') || null,
  };
}

function failure(answer: { code: string; message: string; hint: string } | null, home: string): LoomError {
  if (answer === null) return notReached(home, 'ended');
  const code = isErrorCode(answer.code) ? answer.code : 'internal.unexpected';
  return new LoomError(code, answer.message, answer.hint);
}
