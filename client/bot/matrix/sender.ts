import {
  countWaiting,
  noteAttempt,
  noteProblem,
  noteSent,
  type OutboxRow,
  readSaid,
  readWaiting,
} from '../../../db/bot/outbox.ts';
import type { Database } from '../../../db/connection.ts';
import { type EventReference, type Outgoing, priorities, referencesOf } from '../../../domain/room/outgoing.ts';
import {
  afterRefused,
  afterSent,
  openBudget,
  type SendBudget,
  type SendRate,
  sendable,
} from '../../../domain/room/send-budget.ts';
import { attempting, choose, step, type Waiting } from '../../../domain/room/send-order.ts';
import type { Log } from '../log.ts';
import { patience, type Waker } from '../waker.ts';
import { isLoggedOut, mayPass, type RoomsClient, refusalOf } from './client.ts';
import { inOneVoice, type SendRequest, sendRequest } from './content.ts';
import type { Encryption } from './encryption/encryption.ts';
import type { Voices } from './voices.ts';

export interface SenderParts {
  readonly client: RoomsClient;
  readonly db: Database;
  readonly account: string;
  readonly rate: SendRate;
  readonly log: Log;
  /** Accounts of agents and loops; null where they have none. */
  readonly voices: Voices | null;
  /** Null where encrypted rooms are not written. */
  readonly encryption: Encryption | null;
  /** Woken when something more is to be said. */
  readonly waker: Waker;
  /** The server refuses something for good. */
  readonly onRefused: (outgoing: Outgoing, code: string) => void;
}

/** What leaves the account: everything by one hand, so that the urgent goes first and the server is never asked for too much. */
export interface Sender {
  /** Sends until the signal is aborted. @throws when the account is logged out */
  run(signal: AbortSignal): Promise<void>;
  budget(): Pick<SendBudget, 'perSecond'> & { readonly sendable: number };
  waiting(): Promise<number>;
}

interface Candidate extends Waiting {
  readonly row: OutboxRow;
}

const candidatesMax = 200;
/** Looks by itself, should a call be missed. */
const lookMs = 5_000;
const retryMsMin = 500;
const retryMsMax = 10_000;
const silenceMs = 5_000;

export function openSender(parts: SenderParts): Sender {
  const { client, db, account, rate, log, voices, waker } = parts;
  let budget = openBudget(rate, Date.now());
  const retry = patience(retryMsMin, retryMsMax);

  async function candidates(): Promise<{ list: Candidate[]; eventIdOf: (reference: EventReference) => string | null }> {
    const rows = await readWaiting(db, account, candidatesMax);
    const names = rows.flatMap(({ outgoing }) =>
      referencesOf(outgoing).flatMap((each) => ('said' in each ? [each.said] : [])),
    );
    const said = await readSaid(db, account, [...new Set(names)]);
    const eventIdOf = (reference: EventReference): string | null =>
      'event' in reference ? reference.event : (said.get(reference.said)?.eventId ?? null);
    const list: Candidate[] = [];
    for (const row of rows) {
      const references = referencesOf(row.outgoing);
      const isRefused = (each: EventReference): boolean =>
        'said' in each && eventIdOf(each) === null && (said.get(each.said)?.problem ?? null) !== null;
      // What it refers to will never be there.
      if (references.some(isRefused)) await giveUp(row, 'M_NOT_FOUND');
      else {
        const { id, room, position } = row;
        const priority = priorities[row.priority] ?? 'seed';
        const ready = references.every((each) => eventIdOf(each) !== null);
        list.push({ row, id, room, position, priority, ready, sentAt: row.sentAt?.getTime() ?? null });
      }
    }
    return { list, eventIdOf };
  }

  async function giveUp(row: OutboxRow, code: string): Promise<void> {
    log.warn({ id: row.id, room: row.room, code }, 'the homeserver refuses what is to be said');
    await noteProblem(db, row, row.version, code);
    parts.onRefused(row.outgoing, code);
  }

  async function send({ row }: Candidate, eventIdOf: (reference: EventReference) => string | null, probing: boolean) {
    const { act, ordinal } = step(row);
    const voice = (await voices?.of(row.outgoing)) ?? null;
    const { path, body } = sendRequest(
      voice === null && voices !== null ? inOneVoice(row.outgoing) : row.outgoing,
      ordinal,
      act === 'create' ? null : row.eventId,
      (reference) => eventIdOf(reference) ?? '',
    );
    await noteAttempt(db, row, attempting(row));
    try {
      const request = await sealed(parts.encryption, row.outgoing, { path, body });
      const where = `/_matrix/client/v3/rooms/${encodeURIComponent(row.room)}/${request.path}`;
      const answer = await (voice ?? client).doRequest('PUT', where, null, request.body);
      budget = afterSent(budget, Date.now(), probing);
      await noteSent(db, row, attempting(row), row.eventId ?? eventIdIn(answer));
    } catch (error) {
      // The bot says it itself at the next turn.
      if (voice !== null && refusalOf(error)?.code === 'M_FORBIDDEN') voices?.lose(row.outgoing);
      else await refused(row, error, probing);
    }
  }

  async function refused(row: OutboxRow, error: unknown, probing: boolean): Promise<void> {
    const refusal = refusalOf(error);
    if (isLoggedOut(error)) throw error;
    if (refusal?.code === 'M_LIMIT_EXCEEDED') {
      budget = afterRefused(budget, Date.now(), refusal.retryAfterMs ?? silenceMs, probing);
      log.info({ retryAfterMs: refusal.retryAfterMs, perSecond: budget.perSecond }, 'the homeserver asks for patience');
      return;
    }
    if (refusal === null || mayPass(error)) throw error;
    // The same reaction by the same account: it is there.
    if (refusal.code === 'M_DUPLICATE_ANNOTATION') return noteSent(db, row, row.version, null);
    await giveUp(row, refusal.code);
  }

  async function turn(): Promise<number> {
    const { list, eventIdOf } = await candidates();
    const choice = choose(list, budget, Date.now());
    if (choice.kind === 'wait') return Math.min(choice.ms ?? lookMs, lookMs);
    await send(choice.next, eventIdOf, choice.probing);
    return 0;
  }

  return {
    async run(signal) {
      while (!signal.aborted) {
        const called = waker.next();
        try {
          const ms = await turn();
          retry.over();
          if (ms > 0) await waker.wait(called, ms, signal);
        } catch (error) {
          if (signal.aborted) return;
          if (isLoggedOut(error)) throw error;
          const ms = retry.next();
          log.warn({ ms, error: String(error) }, 'nothing can be sent now');
          await waker.wait(null, ms, signal);
        }
      }
    },
    budget: () => ({ perSecond: budget.perSecond, sendable: sendable(budget, Date.now()) }),
    waiting: () => countWaiting(db, account),
  };
}

function eventIdIn(answer: unknown): string | null {
  const isAnswer = typeof answer === 'object' && answer !== null && 'event_id' in answer;
  return isAnswer && typeof answer.event_id === 'string' ? answer.event_id : null;
}

/** A message as it is sent to an encrypted room; reactions, redactions and state are not encrypted anywhere. */
async function sealed(
  encryption: Encryption | null,
  { kind, room }: Outgoing,
  request: SendRequest,
): Promise<SendRequest> {
  if (encryption === null || kind !== 'message' || !(await encryption.isEncrypted(room))) return request;
  const body = await encryption.seal(room, 'm.room.message', request.body);
  return { path: request.path.replace('send/m.room.message/', 'send/m.room.encrypted/'), body };
}
