import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Read, type RoomOfAccount, saveTransaction } from '../../../db/bot/accounts.ts';
import { isVoice } from '../../../domain/room/appservice.ts';
import type { InboxEntry, RoomEvent } from '../../../domain/room/event.ts';
import { hear, isInvitation } from '../../../domain/room/timeline.ts';
import { openWaker } from '../waker.ts';
import type { Appservice } from './appservice.ts';
import { isLoggedOut } from './client.ts';
import { eventsIn } from './events.ts';
import type { ListenParts } from './listening.ts';
import { persist } from './persist.ts';
import { openTransactions, type SentTransaction } from './transactions.ts';

interface ReceiveParts extends ListenParts {
  readonly appservice: Appservice;
}

/** The homeserver is asked this often whether it reaches us, in milliseconds. */
const pingMs = 30_000;
const joinedSchema = z.object({ joined_rooms: z.array(z.string()) });
const namedSchema = z.object({ event_id: z.string() });
const inRoomSchema = z.object({ room_id: z.string().min(1).max(255) });

/** Takes what the homeserver sends; what it sent is stored before it sends more. */
export async function receive(parts: ReceiveParts, life: AbortController, onRead: () => void): Promise<void> {
  const { client, db, account, log, begun, appservice } = parts;
  const { signal } = life;
  const { generation } = begun;
  const rooms = new Map(begun.rooms);
  const there = await persist(
    () => client.doRequest('GET', '/_matrix/client/v3/joined_rooms'),
    log,
    signal,
    'the homeserver does not say in which rooms the bot is',
  );
  if (there === null) return;
  // The account was in rooms before it was an appservice.
  for (const room of joinedSchema.parse(there).joined_rooms) {
    if (!rooms.has(room)) rooms.set(room, { joined: true, invitedBy: null });
  }

  async function take({ id, events }: SentTransaction): Promise<boolean> {
    const read = readEvents(events, rooms, parts);
    const named = { account, generation, id, events: hashOf(events) };
    const stored = await persist(() => saveTransaction(db, named, read), log, signal);
    if (stored === 'elsewhere') life.abort();
    if (stored !== 'stored') return stored === 'repeated';
    for (const { room, joined, invitedBy } of read.rooms) {
      rooms.set(room, { joined, invitedBy: invitedBy ?? rooms.get(room)?.invitedBy ?? null });
    }
    onRead();
    return true;
  }
  // What a transaction means depends on those before it.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = (transaction: SentTransaction): Promise<boolean> => {
    const taken = turn.then(() => take(transaction));
    turn = taken.catch(() => undefined);
    return taken;
  };
  // A process that ends may still have the port.
  const close = await persist(() => openTransactions(appservice, inTurn), log, signal, 'the bot cannot listen yet');
  if (close === null) return;
  try {
    onRead();
    await pingOn(parts, signal, onRead);
  } finally {
    await close();
  }
}

/** A transaction that comes again holds the same events. */
function hashOf(events: readonly unknown[]): string {
  const ids = events.map((event) => namedSchema.safeParse(event).data?.event_id ?? null);
  return createHash('sha256').update(JSON.stringify(ids)).digest('hex');
}

/** Asks the homeserver whether it reaches us: that makes it send at once what it kept while we were away. */
async function pingOn({ client, log, appservice }: ReceiveParts, signal: AbortSignal, onAnswer: () => void) {
  const path = `/_matrix/client/v1/appservice/${encodeURIComponent(appservice.registration.id)}/ping`;
  let away = false;
  while (!signal.aborted) {
    try {
      await client.doRequest('POST', path, null, {});
      if (away) log.info({}, 'the homeserver reaches the bot again');
      away = false;
      onAnswer();
    } catch (error) {
      if (signal.aborted) return;
      if (isLoggedOut(error)) throw error;
      if (!away) log.warn({ error: String(error) }, 'the homeserver does not reach the bot, or does not answer');
      away = true;
    }
    await openWaker().wait(null, pingMs, signal);
  }
}

/** What events are to the account, room by room. */
function readEvents(
  events: readonly unknown[],
  rooms: ReadonlyMap<string, RoomOfAccount>,
  { account, onMembers }: Pick<ReceiveParts, 'account' | 'onMembers'>,
): Pick<Read, 'entries' | 'rooms'> {
  const entries: { room: string; entry: InboxEntry }[] = [];
  const changed: Read['rooms'][number][] = [];
  for (const [room, here] of byRoom(events)) {
    const before = rooms.get(room)?.joined ?? false;
    if (here.some(({ type }) => type === 'm.room.member')) onMembers(room);
    const invitation = before ? undefined : here.findLast((event) => isInvitation(event, account));
    if (invitation !== undefined) entries.push({ room, entry: { kind: 'invite', target: null, event: invitation } });
    // What agents and loops say from their own accounts, the bot says.
    const heard = hear(
      here.filter(({ sender }) => !isVoice(sender, account)),
      { account, joined: before },
    );
    entries.push(...heard.entries.map((entry) => ({ room, entry })));
    if (heard.joined !== before || invitation !== undefined || !rooms.has(room)) {
      changed.push({ room, joined: heard.joined, ...(invitation && { invitedBy: invitation.sender }) });
    }
  }
  return { entries, rooms: changed };
}

function byRoom(events: readonly unknown[]): ReadonlyMap<string, readonly RoomEvent[]> {
  const found = new Map<string, RoomEvent[]>();
  for (const each of events) {
    const where = inRoomSchema.safeParse(each);
    if (where.success) found.set(where.data.room_id, [...(found.get(where.data.room_id) ?? []), ...eventsIn([each])]);
  }
  return found;
}
