import { waitingIn } from '../../../db/bot/inbox.ts';
import { findSaid, readSaid, saveOutgoing } from '../../../db/bot/outbox.ts';
import type { Database } from '../../../db/connection.ts';
import type { ChatMouth, Incoming } from '../mouth.ts';
import type { Waker } from '../waker.ts';
import type { RoomsClient } from './client.ts';
import type { Encryption } from './encryption/encryption.ts';
import { openMedia } from './media.ts';
import type { Sender } from './sender.ts';
import type { Rooms } from './standing.ts';

export interface MouthParts {
  readonly client: RoomsClient;
  readonly db: Database;
  readonly account: string;
  readonly rooms: Rooms;
  readonly sender: Sender;
  /** Wakes the sender. */
  readonly waker: Waker;
  readonly hasVoices: boolean;
  readonly encryption: Encryption | null;
  /** Milliseconds since 1970 of the last answer to a sync; null before the first. */
  readonly syncedAt: () => number | null;
}

/** A mouth that can stop typing. */
export interface MatrixMouth extends ChatMouth {
  readonly typingOver: (room: string) => void;
}

/** Should the process die, the notice ends by itself. */
const typingMs = 30_000;

export function openMouth(parts: MouthParts): MatrixMouth {
  const { client, db, account, rooms, sender, waker, hasVoices, encryption, syncedAt } = parts;
  const typing = new Set<string>();
  const path = (room: string, rest: string) => `/_matrix/client/v3/rooms/${encodeURIComponent(room)}/${rest}`;
  /** Manners: nobody waits for them, and nothing is lost without them. */
  const lightly = (work: Promise<unknown>): void => void work.catch(() => undefined);
  const type = (room: string, on: boolean): void =>
    lightly(
      client.doRequest('PUT', path(room, `typing/${encodeURIComponent(account)}`), null, {
        typing: on,
        ...(on ? { timeout: typingMs } : {}),
      }),
    );

  return {
    account,
    hasVoices,
    readsEncrypted: encryption !== null,
    ...openMedia(client, db, account, encryption),
    standing: rooms.standing,
    levelFor: rooms.levelFor,
    state: rooms.state,
    roomCalled: rooms.roomCalled,
    isDirect: rooms.isDirect,
    async say(outgoing) {
      await saveOutgoing(db, account, outgoing);
      waker.call();
    },
    eventOf: async (id) => (await readSaid(db, account, [id])).get(id)?.eventId ?? null,
    saidAs: (eventId) => findSaid(db, account, eventId),
    acknowledge({ room, eventId }: Incoming) {
      typing.add(room);
      type(room, true);
      const receipt = path(room, `receipt/m.read/${encodeURIComponent(eventId)}`);
      lightly(client.doRequest('POST', receipt, null, {}));
    },
    typingOver(room) {
      if (typing.delete(room)) type(room, false);
    },
    async directRoom(user) {
      const create = () => client.createRoom({ invite: [user], is_direct: true, preset: 'private_chat' });
      await client.dms.update();
      return client.dms.getOrCreateDm(user, create);
    },
    leave: async (room, reason) => void (await client.doRequest('POST', path(room, 'leave'), null, { reason })),
    async health() {
      const [inside, outside] = await Promise.all([waitingIn(db, account), sender.waiting()]);
      const at = syncedAt();
      const budget = sender.budget();
      return {
        homeserver: client.homeserverUrl,
        sendable: budget.sendable,
        sendablePerSecond: budget.perSecond,
        lastSyncMs: at === null ? null : Date.now() - at,
        waitingIn: inside.count,
        waitingOut: outside,
        oldestInMs: inside.oldestMs,
      };
    },
  };
}
