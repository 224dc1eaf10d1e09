import { findInviter } from '../../db/bot/accounts.ts';
import { finish, type InboxRow, postpone, takeNext, waitingRooms } from '../../db/bot/inbox.ts';
import type { Database } from '../../db/connection.ts';
import { isRetryable, LoomError } from '../../domain/errors.ts';
import { incomingFrom } from './incoming.ts';
import type { Log } from './log.ts';
import type { ChatMouth, Handler } from './mouth.ts';
import { patience, type Waker } from './waker.ts';

export interface InboxParts {
  readonly db: Database;
  readonly account: string;
  readonly log: Log;
  readonly mouth: ChatMouth;
  readonly handler: Handler;
  /** Somebody asks the account into a room. @throws as a handler does */
  readonly answerInvitation: (room: string, inviter: string) => Promise<void>;
  /** What was begun for an event, such as a typing notice, is over. */
  readonly onHandled: (room: string) => void;
  /** Woken when something came in. */
  readonly waker: Waker;
}

const roomsAtOnce = 8;
const lookMs = 5_000;
const retryMsMin = 1_000;
const retryMsMax = 30_000;
/** What may pass is tried so often: with the pauses between, for about five minutes. */
const attemptsMax = 14;

/**
 * Hands what came in to the handler: rooms beside each other, the events of a room one after the other. An event is done when
 * the handler says so; one that was begun when the process died is begun again.
 */
export async function handleInbox(parts: InboxParts, signal: AbortSignal): Promise<void> {
  const { db, account, log, waker } = parts;
  const busy = new Map<string, Promise<void>>();
  const retry = patience(retryMsMin, retryMsMax);
  while (!signal.aborted) {
    const called = waker.next();
    try {
      const rooms = (await waitingRooms(db, account)).filter((room) => !busy.has(room));
      retry.over();
      for (const room of rooms.slice(0, roomsAtOnce - busy.size)) {
        const work = handleRoom(parts, room, signal)
          .catch((error: unknown) => log.warn({ room, error: String(error) }, 'the inbox cannot be read now'))
          .finally(() => {
            busy.delete(room);
            waker.call();
          });
        busy.set(room, work);
      }
      await waker.wait(called, lookMs, signal);
    } catch (error) {
      log.warn({ error: String(error) }, 'the inbox cannot be read now');
      await waker.wait(null, retry.next(), signal);
    }
  }
  await Promise.all(busy.values());
}

/** Handles what waits in a room, until nothing does, or the next try is not due yet. */
async function handleRoom(parts: InboxParts, room: string, signal: AbortSignal): Promise<void> {
  const { db, account, waker } = parts;
  while (!signal.aborted) {
    const taken = await takeNext(db, account, room);
    if (taken === null) return;
    if (typeof taken === 'number') {
      await waker.wait(null, Math.min(taken, lookMs), signal);
      continue;
    }
    const { row, withdrawn } = taken;
    const problem = await handle(parts, row, withdrawn);
    if (signal.aborted && problem !== null) return;
    if (problem === null) await finish(db, account, row.eventId, null);
    else await afterProblem(parts, row, problem);
    parts.onHandled(room);
  }
}

async function handle(parts: InboxParts, row: InboxRow, withdrawn: boolean): Promise<LoomError | null> {
  try {
    if (row.kind === 'invite') await parts.answerInvitation(row.room, row.event.sender);
    else {
      const inviter = row.kind === 'joined' ? await findInviter(parts.db, parts.account, row.room) : null;
      await parts.handler.handle(incomingFrom(row, row.kind, { withdrawn, inviter }));
    }
    return null;
  } catch (error) {
    return LoomError.from(error);
  }
}

/** What may pass is tried again; what does not is told where it was asked, so that nobody is met with silence. */
async function afterProblem(parts: InboxParts, row: InboxRow, problem: LoomError): Promise<void> {
  const { db, account, log, mouth } = parts;
  const { code, message, hint } = problem;
  if (isRetryable(code) && row.attempts < attemptsMax) {
    const ms = Math.min(retryMsMax, retryMsMin * 2 ** (row.attempts - 1));
    log.warn({ event: row.eventId, code, error: message, ms }, 'not handled yet');
    return postpone(db, account, row.eventId, ms, `${code}: ${message}`);
  }
  log.error({ event: row.eventId, code, error: message }, 'given up');
  if (row.kind === 'message' || row.kind === 'edit') {
    await mouth.say({
      kind: 'message',
      id: `problem:${row.eventId}`,
      room: row.room,
      priority: 'answer',
      thread: null,
      replyTo: { event: row.eventId },
      content: { msgtype: 'm.notice', body: `${message} ${hint}` },
    });
  }
  await finish(db, account, row.eventId, `${code}: ${message}`);
}
