import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import type { AgentDoor } from '../../activities/agents/door.ts';
import { type BotOptions, runBot } from '../../client/bot/matrix/run.ts';
import { openHandler } from '../../client/chat/handler.ts';
import type { RateBounds } from '../../client/chat/rate-limits.ts';
import type { Loom } from '../../client/loom.ts';
import { homeserver, type Person, person, type RoomEvent } from './homeserver.ts';
import { type Bench, type Tools, workbench } from './worker.ts';

/** The bot at work in real rooms, over a real worker. */
export interface ChatBench extends Bench {
  readonly loom: Loom;
  readonly bot: Person;
  /** A room of somebody, with the bot and others in it. @param levels power levels of others, by user */
  room(creator: Person, others?: readonly Person[], levels?: Readonly<Record<string, number>>): Promise<string>;
  /** Stops the process that speaks, and starts another. */
  restart(): Promise<void>;
}

export interface ChatOptions {
  readonly bounds?: RateBounds;
  readonly now?: () => number;
  /** Who answers when agents are asked. */
  readonly agents?: AgentDoor;
  /** Another homeserver than the one all tests share, which knows the bot as an appservice. */
  readonly way?: { readonly url: string; readonly bot: Person; readonly appservice: BotOptions['appservice'] };
}

/** Everybody may ask as much as tests do. */
const unbounded: RateBounds = { perUser: 10_000, perRoom: 10_000 };

export async function chatBench(
  tools: Tools,
  { bounds = unbounded, now, agents, way }: ChatOptions = {},
): Promise<ChatBench> {
  const [bench, bot] = await Promise.all([workbench(tools, agents && { agents }), way?.bot ?? person('loom')]);
  const loom = bench.openLoom();
  const log = pino({ level: process.env.HOLOLOOM_LOG_LEVEL ?? 'silent' });
  const speak = async () => {
    const abort = new AbortController();
    let running: Promise<void> = Promise.resolve();
    await new Promise<void>((resolve, reject) => {
      running = runBot({
        databaseUrl: bench.databaseUrl,
        homeserver: { url: way?.url ?? homeserver().url, token: bot.token },
        ...(way?.appservice && { appservice: way.appservice }),
        inviters: ['*'],
        rate: { perSecond: 1_000, burst: 1_000 },
        open: openHandler({
          loom,
          databaseUrl: bench.databaseUrl,
          log,
          bounds,
          ...(now === undefined ? {} : { now }),
        }),
        log,
        onReady: () => resolve(),
        signal: abort.signal,
      });
      running.catch(reject);
    });
    return async () => {
      abort.abort();
      await running;
    };
  };
  let hush = await speak();
  return {
    ...bench,
    loom,
    bot,
    async room(creator, others = [], levels = {}) {
      const room = await creator.makeRoom({ preset: 'public_chat', invite: [bot.userId] });
      if (Object.keys(levels).length > 0) {
        const power = (await creator.read(room)).findLast(({ type }) => type === 'm.room.power_levels');
        const users = { ...(power?.content.users as object), ...levels };
        await creator.setState(room, 'm.room.power_levels', { ...power?.content, users });
      }
      for (const other of others) await other.join(room);
      await creator.sees(room, (events) =>
        events.some((event) => isOf(event, bot) && /I run loops here/.test(bodyOf(event))),
      );
      return room;
    },
    async restart() {
      await hush();
      hush = await speak();
    },
    async close() {
      await hush();
      await loom.close();
      await bench.close();
    },
  };
}

export const isOf = (event: RoomEvent, { userId }: Person): boolean => event.sender === userId;

/** The text of a message, or of the message an edit makes of it. */
export function bodyOf({ content }: RoomEvent): string {
  const edited = content['m.new_content'] as { body?: unknown } | undefined;
  const body = edited?.body ?? content.body;
  return typeof body === 'string' ? body : '';
}

/** What an event relates to: `m.thread`, `m.replace` … and the event. */
export function relationOf({ content }: RoomEvent): { readonly type: string | null; readonly event: string | null } {
  const relation = content['m.relates_to'] as { rel_type?: string; event_id?: string } | undefined;
  return { type: relation?.rel_type ?? null, event: relation?.event_id ?? null };
}

/** A message as the room sees it now: how it was first said, and its text after the last edit. */
export interface Seen {
  readonly event: RoomEvent;
  readonly body: string;
  /** Of what it says now. */
  readonly content: RoomEvent['content'];
  readonly edits: number;
}

/** What somebody said in a room, each message once, as it stands now. */
export function saidBy(events: readonly RoomEvent[], who: Person): readonly Seen[] {
  const own = events.filter((event) => isOf(event, who) && event.type === 'm.room.message');
  return own
    .filter((event) => relationOf(event).type !== 'm.replace')
    .map((event) => {
      const edits = own.filter(
        (each) => relationOf(each).type === 'm.replace' && relationOf(each).event === event.event_id,
      );
      const last = edits.at(-1) ?? event;
      const content = (last.content['m.new_content'] as RoomEvent['content'] | undefined) ?? last.content;
      return { event, body: bodyOf(last), content, edits: edits.length };
    });
}

/** Waits until the bot has said something that fits, and gives it as it stands then. */
export async function hears(
  { bot }: ChatBench,
  who: Person,
  room: string,
  fits: (seen: Seen) => boolean,
): Promise<Seen> {
  const events = await who.sees(room, (all) => saidBy(all, bot).some(fits));
  const found = saidBy(events, bot).find(fits);
  if (found === undefined) throw new Error('What was seen is gone.');
  return found;
}

/** Says something and waits for the answer to it. */
export async function asks(
  bench: ChatBench,
  who: Person,
  room: string,
  body: string,
  more: object = {},
): Promise<Seen> {
  const event = await who.send(room, 'm.room.message', { msgtype: 'm.text', body, ...more });
  return hears(bench, who, room, (seen) => isAnswerTo(seen, event));
}

/** Whether a message answers an event: as a reply, or as the card in the thread below it. */
export function isAnswerTo({ event }: Seen, asked: string): boolean {
  const relation = event.content['m.relates_to'] as { 'm.in_reply_to'?: { event_id?: string } } | undefined;
  return relation?.['m.in_reply_to']?.event_id === asked || relationOf(event).event === asked;
}

export const react = (who: Person, room: string, target: string, key: string): Promise<string> =>
  who.send(room, 'm.reaction', { 'm.relates_to': { rel_type: 'm.annotation', event_id: target, key } });

/** A name nobody has used. */
export const fresh = (name: string): string => `${name}-${randomUUID().slice(0, 8)}`;
