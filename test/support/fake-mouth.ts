import type { ChatMouth, Incoming, Outgoing, Standing } from '../../client/bot/mouth.ts';
import type { Json } from '../../domain/json.ts';

export const botAccount = '@loom:loom.test';
export const testRoom = '!room';

/** A homeserver in memory, with one room unless told otherwise. */
export interface FakeMouth extends ChatMouth {
  /** What was said, the newest content of each, in the order in which each was first said. */
  readonly said: Map<string, Outgoing>;
  readonly acknowledged: string[];
  /** Where people stand in rooms; whoever is not there is in none. */
  readonly people: Map<string, Standing>;
  readonly stateOf: Map<string, Json>;
  readonly aliases: Map<string, string>;
  /** The text of what was said under an id. */
  text(id: string): string;
  /** The event that came of it. */
  event(id: string): string;
}

export function fakeMouth(people: Readonly<Record<string, number>> = {}): FakeMouth {
  const said = new Map<string, Outgoing>();
  const acknowledged: string[] = [];
  const standings = new Map<string, Standing>(
    Object.entries({ ...people, [botAccount]: 100 }).map(([user, level]) => [user, { joined: true, level }]),
  );
  const stateOf = new Map<string, Json>();
  const aliases = new Map<string, string>();
  const event = (id: string): string => `$${id}`;
  return {
    account: botAccount,
    hasVoices: false,
    readsEncrypted: false,
    said,
    acknowledged,
    people: standings,
    stateOf,
    aliases,
    event,
    text(id) {
      const outgoing = said.get(id);
      return outgoing?.kind === 'message' ? outgoing.content.body : '';
    },
    async say(outgoing) {
      said.set(outgoing.id, outgoing);
      if (outgoing.kind === 'state') stateOf.set(outgoing.type, outgoing.content);
    },
    eventOf: async (id) => (said.has(id) ? event(id) : null),
    saidAs: async (id) => (said.has(id.slice(1)) ? id.slice(1) : null),
    acknowledge: ({ eventId }) => void acknowledged.push(eventId),
    standing: async (_room, user) => standings.get(user) ?? { joined: false, level: 0 },
    levelFor: async (_room, _type, isState) => (isState ? 100 : 0),
    state: async (_room, type) => stateOf.get(type) ?? null,
    roomCalled: async (alias) => aliases.get(alias) ?? null,
    isDirect: async () => false,
    directRoom: async (user) => `!direct-${user}`,
    leave: async () => undefined,
    attach: async (_room, { name }) => ({ url: `mxc://loom.test/${name}` }),
    upload: async ({ name }) => `mxc://loom.test/${name}`,
    download: async () => new Uint8Array(),
    health: async () => ({
      homeserver: 'http://loom.test',
      sendable: 10,
      sendablePerSecond: 0.2,
      lastSyncMs: 100,
      waitingIn: 0,
      waitingOut: 0,
      oldestInMs: null,
    }),
  };
}

let events = 0;

/** Something that happens in the room now, changed as told. */
export function incoming(sender: string, change: Partial<Incoming> = {}): Incoming {
  events += 1;
  return {
    eventId: `$event${events}`,
    room: testRoom,
    sender,
    kind: 'message',
    at: Date.now(),
    receivedAt: Date.now(),
    body: '',
    formatted: null,
    messageType: 'm.text',
    threadRoot: null,
    replyTo: null,
    target: null,
    mentions: [],
    content: {},
    withdrawn: false,
    attempt: 1,
    ...change,
  };
}
