import { findCard } from '../../db/bot/cards.ts';
import { connectDatabase } from '../../db/connection.ts';
import { limits } from '../../domain/limits.ts';
import { runIdFor } from '../../domain/run-ids.ts';
import type { ChatMouth, Handler, Incoming, OpenHandler, Outgoing } from '../bot/mouth.ts';
import { requestIdOf, runIdOf } from '../cli/ids.ts';
import { ownVersion } from '../cli/installation.ts';
import { commands } from '../commands/index.ts';
import type { Loom } from '../loom.ts';
import { answerByReaction, withdrawByRedaction } from './answering.ts';
import { examineRoom } from './doctor.ts';
import type { ChatParts } from './parts.ts';
import { Projection } from './projection.ts';
import { type RateBounds, RateLimits } from './rate-limits.ts';
import { rateByReaction } from './reacting.ts';
import { Rooms } from './rooms.ts';
import { hear } from './speaking.ts';
import { note } from './trail.ts';
import { answer } from './voice.ts';

export interface HandlerParts {
  readonly loom: Loom;
  readonly databaseUrl: string;
  readonly log: { warn(fields: object, message: string): void };
  readonly now?: () => number;
  readonly bounds?: RateBounds;
}

const boundsDefault: RateBounds = { perUser: limits.commandsPerUserMax, perRoom: limits.commandsPerRoomMax };
const connectionsMax = 4;

/** What the bot does with what happens in rooms. */
export const openHandler =
  ({ loom, databaseUrl, log, now = Date.now, bounds = boundsDefault }: HandlerParts): OpenHandler =>
  async (mouth) => {
    const { db, close } = connectDatabase(databaseUrl, connectionsMax);
    const rooms = new Rooms(mouth, now);
    const projection = new Projection({ loom, db, mouth, rooms, now }, ({ code, message }, run) => {
      log.warn({ code, run }, message);
    });
    const parts: ChatParts = {
      loom,
      db,
      mouth,
      rooms,
      projection,
      rates: new RateLimits(bounds),
      commands,
      version: ownVersion(),
      now,
      examine: (room) => examineRoom(mouth, room),
    };
    await projection.open();
    return {
      handle: (incoming) => (incoming.withdrawn ? Promise.resolve() : handle(parts, incoming)),
      refused: (outgoing, code) => sayElsewhere(parts, outgoing, code),
      async close() {
        await projection.close();
        await close();
      },
    } satisfies Handler;
  };

async function handle(parts: ChatParts, incoming: Incoming): Promise<void> {
  switch (incoming.kind) {
    case 'message':
    case 'edit':
      return hear(parts, incoming);
    case 'reaction':
      await answerByReaction(parts, incoming);
      return rateByReaction(parts, incoming);
    case 'redaction':
      return redacted(parts, incoming);
    case 'joined':
      return greet(parts.mouth, parts.rooms, incoming);
    case 'encrypted':
      return sayUnreadable(parts.mouth, incoming.room);
    case 'left':
      return;
  }
}

/**
 * A reaction that is removed takes an answer back; a command that is removed before its run has done anything cancels it.
 * The server has checked that whoever removed it may.
 */
async function redacted(parts: ChatParts, incoming: Incoming): Promise<void> {
  const { loom, db, mouth, rooms } = parts;
  if (incoming.target === null || (await withdrawByRedaction(parts, incoming))) return;
  const card = await findCard(db, runIdFor(requestIdOf(incoming.target)));
  if (card === undefined || card.room !== incoming.room || !card.live) return;
  const run = await loom.runs.get(card.run);
  if (run.status !== 'running') return;
  const deed = { verb: 'cancel', run: card.run, plan: run.plan, details: { why: 'its command was removed' } };
  if (run.steps.every(({ status, attempts }) => status === 'waiting' || (status === 'running' && attempts === 0))) {
    await loom.runs.cancel(card.run);
    return note(parts.db, incoming, deed);
  }
  const prompt = await rooms.promptOf(incoming.room);
  const id = runIdOf(run);
  const text = `The command of ${id} was removed, but it has begun. ${prompt}cancel ${id} stops it.`;
  const asked = { ...incoming, threadRoot: card.root, eventId: card.root };
  await answer(mouth, asked, `answer ${incoming.eventId} ${incoming.sender}`, { text, attachments: [] });
}

async function greet(mouth: ChatMouth, rooms: Rooms, { room }: Incoming): Promise<void> {
  const prompt = await rooms.promptOf(room);
  await mouth.say({
    kind: 'message',
    id: `greeting:${room}`,
    room,
    priority: 'answer',
    thread: null,
    replyTo: null,
    content: {
      msgtype: 'm.notice',
      body: `I run loops here. Say "${prompt}help" to see what I do, and "${prompt}doctor" to see how I am.`,
    },
  });
}

/**
 * A room where we may not speak still hears why: whoever asked is told where we may. @param code as the homeserver gives it
 */
async function sayElsewhere({ mouth }: ChatParts, { id, room }: Outgoing, code: string): Promise<void> {
  const [what, , asker] = id.split(' ');
  if (what !== 'answer' || asker === undefined || code !== 'M_FORBIDDEN') return;
  const direct = await mouth.directRoom(asker);
  await mouth.say({
    kind: 'message',
    id: `elsewhere:${id}`,
    room: direct,
    priority: 'answer',
    thread: null,
    replyTo: null,
    content: {
      msgtype: 'm.notice',
      body: `I may not speak in ${room}, so I could not answer you there. Ask an admin of the room to let me.`,
    },
  });
}

const encryptionOff =
  'I cannot read this room: end-to-end encryption is off for me. Ask my operator to switch it on, or invite me to a room without it.';
const keyMissing =
  'I cannot read a message here: its key has not reached me. I do what it says should the key come within a day; saying it again helps at once.';

/** Said once in a room, in the clear, so that nobody waits for an answer that cannot come. */
async function sayUnreadable(mouth: ChatMouth, room: string): Promise<void> {
  const why = mouth.readsEncrypted ? keyMissing : encryptionOff;
  await mouth.say({
    kind: 'message',
    id: `unreadable:${room}`,
    room,
    priority: 'answer',
    thread: null,
    replyTo: null,
    content: {
      msgtype: 'm.notice',
      body: why,
    },
  });
}
