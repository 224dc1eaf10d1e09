import { z } from 'zod';
import { knownEvents, type Read, type Reading, type RoomOfAccount } from '../../../db/bot/accounts.ts';
import type { Database } from '../../../db/connection.ts';
import { entryOf, type InboxEntry, type RoomEvent, textIn } from '../../../domain/room/event.ts';
import { hasGap, hear, type Position, type SyncedTimeline, type Walk, walkOn } from '../../../domain/room/timeline.ts';
import type { RoomsClient } from './client.ts';
import type { Encryption, RoomKey, SyncedKeys } from './encryption/encryption.ts';
import { eventsIn } from './events.ts';

const timelineSchema = z.object({
  events: z.array(z.unknown()).default([]),
  limited: z.boolean().default(false),
  prev_batch: z.string().optional(),
});
const roomSchema = z.object({ timeline: timelineSchema.optional() });
const invitedSchema = z.object({
  invite_state: z.object({ events: z.array(z.unknown()).default([]) }).optional(),
});
const strippedSchema = z.object({
  type: z.string(),
  sender: z.string(),
  state_key: z.string(),
  content: z.record(z.string(), z.json()),
});
const syncSchema = z.object({
  next_batch: z.string(),
  to_device: z.object({ events: z.array(z.unknown()).default([]) }).optional(),
  device_lists: z
    .object({ changed: z.array(z.string()).default([]), left: z.array(z.string()).default([]) })
    .optional(),
  device_one_time_keys_count: z.record(z.string(), z.number()).default({}),
  device_unused_fallback_key_types: z.array(z.string()).default([]),
  rooms: z
    .object({
      join: z.record(z.string(), roomSchema).default({}),
      leave: z.record(z.string(), roomSchema).default({}),
      invite: z.record(z.string(), invitedSchema).default({}),
    })
    .optional(),
});
type Synced = z.infer<typeof syncSchema>;
const pageSchema = z.object({ chunk: z.array(z.unknown()), end: z.string().optional() });

const pollMs = 30_000;
/** Beyond the poll itself. */
const answerMs = 30_000;
const pageEvents = 100;
/** Of one gap: after so many pages the rest is let go. */
const pagesMax = 500;

const timelineFilter = {
  limit: 50,
  types: ['m.room.message', 'm.reaction', 'm.room.redaction', 'm.room.encrypted', 'm.room.member'],
};
const filter = JSON.stringify({
  presence: { types: [] },
  account_data: { types: [] },
  room: {
    timeline: timelineFilter,
    state: { types: [], lazy_load_members: true },
    ephemeral: { types: [] },
    account_data: { types: [] },
  },
});

export interface SyncParts {
  readonly client: RoomsClient;
  readonly db: Database;
  readonly account: string;
  /** Null where encrypted rooms are not read. */
  readonly encryption: Encryption | null;
  /** Rooms whose members may have changed. */
  readonly onMembers: (room: string) => void;
}

/**
 * Asks the server what happened since the last time, and fetches what it left out.
 * @param reading where the account stands; a first sync only finds out where that is
 * @throws MatrixError, Error when the server refuses or does not answer
 */
export async function readOn(
  parts: SyncParts,
  { since, rooms }: Pick<Reading, 'since' | 'rooms'>,
): Promise<Read & { readonly keys: readonly RoomKey[] }> {
  const isFirst = since === null;
  const query = { filter, timeout: isFirst ? 0 : pollMs, since: since ?? undefined, set_presence: 'offline' };
  const answer = await parts.client.doRequest('GET', '/_matrix/client/v3/sync', query, null, pollMs + answerMs);
  const synced = syncSchema.parse(answer);
  // Keys come before the messages they are for.
  const keys = parts.encryption === null ? [] : await parts.encryption.receive(syncedKeys(synced));
  const read = { since: synced.next_batch, entries: [], rooms: [], keys };
  const invited = invitesOf(synced, parts.account, since ?? 'start');
  if (isFirst) {
    const joined = Object.keys(synced.rooms?.join ?? {}).map((room) => ({ room, joined: true }));
    return { ...read, entries: invited.entries, rooms: [...joined, ...invited.rooms] };
  }
  const heard = await Promise.all([
    ...Object.entries(synced.rooms?.leave ?? {}).map(([room, { timeline }]) =>
      readRoom(parts, room, timeline, since, rooms.get(room), false),
    ),
    ...Object.entries(synced.rooms?.join ?? {}).map(([room, { timeline }]) =>
      readRoom(parts, room, timeline, since, rooms.get(room), true),
    ),
  ]);
  return {
    ...read,
    entries: [...heard.flatMap(({ entries }) => entries), ...invited.entries],
    rooms: [...heard.flatMap(({ changed }) => changed), ...invited.rooms],
  };
}

async function readRoom(
  parts: SyncParts,
  room: string,
  timeline: z.infer<typeof timelineSchema> | undefined,
  since: string,
  before: RoomOfAccount | undefined,
  isThere: boolean,
) {
  const position = { account: parts.account, joined: before?.joined ?? false };
  const synced = {
    events: eventsIn(timeline?.events ?? []),
    limited: timeline?.limited ?? false,
    prevBatch: timeline?.prev_batch ?? null,
  };
  const missed = hasGap(synced, position) ? await walkBack(parts, room, synced, since, position) : [];
  const events = [...missed, ...synced.events];
  if (events.some(({ type }) => type === 'm.room.member')) parts.onMembers(room);
  const { entries } = hear(events, position);
  const changed = before?.joined === isThere ? [] : [{ room, joined: isThere }];
  const read = await Promise.all(entries.map((entry) => readEntry(parts, room, entry)));
  return { entries: read.flatMap((entry) => (entry === null ? [] : [{ room, entry }])), changed };
}

/** What somebody said in an encrypted room, when its key is there; null for what is none of the account's business. */
export async function readEntry(
  { encryption, account }: Pick<SyncParts, 'encryption' | 'account'>,
  room: string,
  entry: InboxEntry,
): Promise<InboxEntry | null> {
  if (entry.kind !== 'encrypted' || encryption === null) return entry;
  const opened = await encryption.read(room, entry.event);
  return opened === null ? entry : entryOf(opened, account);
}

function syncedKeys(synced: Synced): SyncedKeys {
  return {
    toDevice: synced.to_device?.events ?? [],
    changed: synced.device_lists?.changed ?? [],
    left: synced.device_lists?.left ?? [],
    counts: synced.device_one_time_keys_count,
    unusedFallbacks: synced.device_unused_fallback_key_types,
  };
}

/** The events of a room that a sync left out, oldest first. */
async function walkBack(
  { client, db, account }: SyncParts,
  room: string,
  { prevBatch }: SyncedTimeline,
  since: string,
  position: Position,
): Promise<readonly RoomEvent[]> {
  let walk: Walk = { events: [], from: prevBatch };
  const path = `/_matrix/client/v3/rooms/${encodeURIComponent(room)}/messages`;
  for (let page = 0; page < pagesMax && walk.from !== null; page += 1) {
    const query = {
      dir: 'b',
      from: walk.from,
      // Before the account came there is no position of its own to stop at.
      to: position.joined ? since : undefined,
      limit: pageEvents,
      filter: JSON.stringify({ types: timelineFilter.types }),
    };
    const { chunk, end } = pageSchema.parse(await client.doRequest('GET', path, query));
    const events = eventsIn(chunk);
    const known = await knownEvents(
      db,
      account,
      events.map((event) => event.event_id),
    );
    walk = walkOn(walk, { events, end: end ?? null }, known, position);
  }
  return walk.events;
}

/** Invitations come once and have no id: where they were read names them. */
function invitesOf({ rooms }: Synced, account: string, since: string) {
  const entries: Read['entries'][number][] = [];
  const changes: Read['rooms'][number][] = [];
  for (const [room, { invite_state: state }] of Object.entries(rooms?.invite ?? {})) {
    const stripped = (state?.events ?? []).flatMap((each) => strippedSchema.safeParse(each).data ?? []);
    const own = stripped.find(({ type, state_key: user }) => type === 'm.room.member' && user === account);
    if (own === undefined) continue;
    const event: RoomEvent = {
      event_id: `invite:${room}:${since}`.slice(0, 255),
      type: 'm.room.member',
      sender: own.sender,
      origin_server_ts: 0,
      state_key: account,
      content: { membership: 'invite', reason: textIn(own.content, 'reason') ?? '' },
    };
    entries.push({ room, entry: { kind: 'invite', target: null, event } });
    changes.push({ room, joined: false, invitedBy: own.sender });
  }
  return { entries, rooms: changes };
}
