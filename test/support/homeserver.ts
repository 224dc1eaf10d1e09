import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { askHomeserver, type HomeserverRequest } from '../../workers/embedded/homeserver.ts';
import { type Account, openAccount } from '../../workers/embedded/matrix-accounts.ts';
import type { Homeserver } from '../../workers/embedded/synapse.ts';
import { variables } from './services.ts';

/** What `global-setup.ts` leaves about the homeserver it started, or why it could start none. */
const leftSchema = z.union([
  z.object({
    url: z.string(),
    secrets: z.object({ registration: z.string(), macaroons: z.string(), forms: z.string() }),
  }),
  z.object({ missing: z.string() }),
]);

function left() {
  return leftSchema.parse(JSON.parse(process.env[variables.matrix] ?? '{"missing":"it was not started"}'));
}

/** A block of tests that need a homeserver. Where none can run, the set-up said so, and the block is shown as skipped. */
export function describeMatrix(name: string, tests: () => void): void {
  const found = left();
  if ('missing' in found) describe.skip(`${name} (no homeserver here: ${found.missing})`, tests);
  else describe(name, tests);
}

/** The homeserver all tests share, without limits. */
export function homeserver(): Homeserver {
  const found = left();
  if ('missing' in found) throw new Error(found.missing);
  return found;
}

const eventSchema = z.object({
  event_id: z.string(),
  type: z.string(),
  sender: z.string(),
  state_key: z.string().optional(),
  content: z.record(z.string(), z.json()),
  unsigned: z.record(z.string(), z.json()).optional(),
});
export type RoomEvent = z.infer<typeof eventSchema>;

/** Somebody in rooms, who types and reads: a client of a few lines. */
export interface Person extends Account {
  ask<T extends z.ZodType>(request: Omit<HomeserverRequest, 'token'>, schema: T): Promise<z.output<T>>;
  /** @returns the room's id */
  makeRoom(settings?: object): Promise<string>;
  invite(room: string, user: string): Promise<void>;
  join(room: string): Promise<void>;
  /** @returns the event's id */
  send(room: string, type: string, content: object): Promise<string>;
  say(room: string, body: string): Promise<string>;
  redact(room: string, event: string, reason?: string): Promise<string>;
  setState(room: string, type: string, content: object, stateKey?: string): Promise<void>;
  /** All events of a room, oldest first. */
  read(room: string): Promise<RoomEvent[]>;
  /** Waits until the events of a room fit. */
  sees(room: string, fits: (events: readonly RoomEvent[]) => boolean, withinMs?: number): Promise<RoomEvent[]>;
}

const anything = z.looseObject({});
const pageSchema = z.object({ chunk: z.array(eventSchema), end: z.string().optional() });
const pagesMax = 200;

/** Registers somebody new. @param name made unique by what is added to it */
export async function person(
  name: string,
  server: Homeserver = homeserver(),
  folder = mkdtempSync(join(tmpdir(), 'account-')),
): Promise<Person> {
  const account = await openAccount(server, folder, `${name}-${randomUUID().slice(0, 8)}`);
  return asPerson(server.url, account);
}

/** A client for an account. */
export function asPerson(url: string, account: Account): Person {
  const { token } = account;
  const inRoom = (room: string, rest: string): string => `/_matrix/client/v3/rooms/${encodeURIComponent(room)}/${rest}`;
  const ask: Person['ask'] = (request, schema) => patiently(() => askHomeserver(url, { ...request, token }, schema));
  const post = (path: string, body: object) => ask({ method: 'POST', path, body }, anything);

  async function send(room: string, type: string, content: object): Promise<string> {
    const path = inRoom(room, `send/${type}/${randomUUID()}`);
    return (await ask({ method: 'PUT', path, body: content }, z.object({ event_id: z.string() }))).event_id;
  }

  async function read(room: string): Promise<RoomEvent[]> {
    const found: RoomEvent[] = [];
    let from = '';
    for (let page = 0; page < pagesMax; page += 1) {
      const path = inRoom(room, `messages?dir=f&limit=500${from}`);
      const { chunk, end } = await ask({ method: 'GET', path }, pageSchema);
      found.push(...chunk);
      if (end === undefined) return found;
      from = `&from=${encodeURIComponent(end)}`;
    }
    throw new Error('The room has more events than a test reads.');
  }

  return {
    ...account,
    ask,
    send,
    read,
    async makeRoom(settings = {}) {
      const path = '/_matrix/client/v3/createRoom';
      return (await ask({ method: 'POST', path, body: settings }, z.object({ room_id: z.string() }))).room_id;
    },
    invite: async (room, user) => void (await post(inRoom(room, 'invite'), { user_id: user })),
    join: async (room) => void (await post(inRoom(room, 'join'), {})),
    say: (room, body) => send(room, 'm.room.message', { msgtype: 'm.text', body }),
    async redact(room, event, reason = '') {
      const path = inRoom(room, `redact/${encodeURIComponent(event)}/${randomUUID()}`);
      return (await ask({ method: 'PUT', path, body: { reason } }, z.object({ event_id: z.string() }))).event_id;
    },
    async setState(room, type, content, stateKey = '') {
      await ask({ method: 'PUT', path: inRoom(room, `state/${type}/${stateKey}`), body: content }, anything);
    },
    async sees(room, fits, withinMs = 50_000) {
      const end = Date.now() + withinMs;
      for (;;) {
        const events = await read(room);
        if (fits(events)) return events;
        if (Date.now() > end) {
          const last = events.slice(-5).map(({ sender, type, content }) => JSON.stringify({ sender, type, content }));
          throw new Error(`What was waited for did not come in ${withinMs} ms. The last events:\n${last.join('\n')}`);
        }
        // The room tells by itself only who syncs; a test looks again.
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
    },
  };
}

const patienceMs = 20_000;

/** A homeserver that is being started again is waited for. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  const end = Date.now() + patienceMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      // By name: errors of Node's own fetch are of another realm than those of a test.
      const isAway = ['TypeError', 'TimeoutError'].includes((error as Error).name);
      if (!isAway || Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
