import type { Json, JsonObject } from '../../domain/json.ts';
import type { InboxKind } from '../../domain/room/event.ts';
import type { Outgoing } from '../../domain/room/outgoing.ts';

export type { Outgoing } from '../../domain/room/outgoing.ts';

/** What happened in a room, as the handler of the bot gets it. */
export interface Incoming {
  /** The event's id, and the id of the request it makes: whatever it starts is found again by it. */
  readonly eventId: string;
  /** An opaque text: the newer ids have no `:server` part. */
  readonly room: string;
  /** `@ann:example.org`, the only name that proves anything. */
  readonly sender: string;
  readonly kind: IncomingKind;
  /** When its sender's server says it was sent; milliseconds since 1970. */
  readonly at: number;
  /** When it reached us, by the clock of our database; milliseconds since 1970. */
  readonly receivedAt: number;
  /** Of a message its text, of an edit the new text, of a reaction its key, of a redaction and of `left` the reason. */
  readonly body: string;
  /** HTML as it was sent: never trust it, never read commands from it. */
  readonly formatted: string | null;
  /** `m.text`, `m.notice`, `m.file` … of a message or edit. */
  readonly messageType: string | null;
  readonly threadRoot: string | null;
  readonly replyTo: string | null;
  /** The event that is edited, reacted to or redacted. */
  readonly target: string | null;
  /** Users the message names by `m.mentions`. */
  readonly mentions: readonly string[];
  /** Whole, for what is not listed here. */
  readonly content: JsonObject;
  /** It was redacted before its turn came. */
  readonly withdrawn: boolean;
  /** 1 for the first time; more when the bot was killed, or failed, while it was at it. */
  readonly attempt: number;
}

/**
 * `joined`: we joined, `sender` invited us; the first thing of a room. `left`: `sender` took us out of the room.
 * `encrypted`: somebody wrote what we cannot read.
 */
export type IncomingKind = Exclude<InboxKind, 'invite'>;

/** Where somebody stands in a room, asked of the server at this moment. */
export interface Standing {
  readonly joined: boolean;
  /** Power level; `creatorLevel` for a creator of a room of version 12 or newer. */
  readonly level: number;
}

/** How the bot is getting on, for `doctor`. */
export interface Health {
  readonly homeserver: string;
  /** Events the server takes at this moment, and how many more with each second, as far as we know. */
  readonly sendable: number;
  readonly sendablePerSecond: number;
  /** Milliseconds since the last answer of the server to a sync. */
  readonly lastSyncMs: number | null;
  /** Commands not yet handled, messages not yet sent, and the age of the oldest command in milliseconds. */
  readonly waitingIn: number;
  readonly waitingOut: number;
  readonly oldestInMs: number | null;
}

export interface UploadedFile {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly type: string;
}

/** What a handler can do with the rooms of one account. */
export interface ChatMouth {
  /** `@loom:example.org` */
  readonly account: string;
  /** Whether agents and loops speak from accounts of their own. */
  readonly hasVoices: boolean;
  /** Whether it reads encrypted rooms, and writes in them. */
  readonly readsEncrypted: boolean;
  /** Stored when it resolves, and sent from then on whatever happens: a crash, a restart of the server, a rate limit. */
  say(outgoing: Outgoing): Promise<void>;
  /** The event that came of what was said under an id; null while it is not sent. */
  eventOf(id: string): Promise<string | null>;
  /** The id under which we said an event; null for an event that is not ours. */
  saidAs(eventId: string): Promise<string | null>;
  /** A read receipt and a typing notice, which cost nothing. Typing ends when the handler is done. */
  acknowledge(incoming: Incoming): void;
  standing(room: string, user: string): Promise<Standing>;
  /** The least power level the room asks for an event: `m.room.message`, `m.reaction`, or of state. */
  levelFor(room: string, eventType: string, isState: boolean): Promise<number>;
  /** Content of a state event; null when there is none. */
  state(room: string, type: string, stateKey: string): Promise<Json>;
  /** The room an alias means, `#ops:example.org`; null when it means none. */
  roomCalled(alias: string): Promise<string | null>;
  /** Whether only we and one other are there. */
  isDirect(room: string): Promise<boolean>;
  /** The room we share with one user alone; made where there is none. */
  directRoom(user: string): Promise<string>;
  leave(room: string, reason: string): Promise<void>;
  /** Puts a file on the server for a room, encrypted where the room is. @returns where it is, as contents of messages say it */
  attach(room: string, file: UploadedFile): Promise<JsonObject>;
  /** @returns an `mxc:` address; the same bytes get the same address again */
  upload(file: UploadedFile): Promise<string>;
  /** @throws LoomError `chat.media_unavailable`, also when there are more bytes than `bytesMax` */
  download(mxc: string, bytesMax: number): Promise<Uint8Array>;
  health(): Promise<Health>;
}

/**
 * Handles what happens in rooms. Events of one room come one after the other, in the order of the server; rooms do not wait
 * for each other. `handle` is called again for an event when the process died before it resolved, so whatever it does goes by
 * the event's id. It returns when the command is accepted, not when a run has ended.
 */
export interface Handler {
  /**
   * @throws LoomError: one that may pass is tried again, and the room waits; any other, and one that did not pass for
   *   minutes, is said in the room
   */
  handle(incoming: Incoming): Promise<void>;
  /** The server refuses what was said, for good: no right to speak, an event too large. @param code `M_FORBIDDEN` … */
  refused(outgoing: Outgoing, code: string): Promise<void>;
  /** This process speaks for the account no longer, or ends. */
  close(): Promise<void>;
}

/** Called when this process begins to speak for the account: also the moment to take up what lives on, such as cards. */
export type OpenHandler = (mouth: ChatMouth) => Promise<Handler>;
