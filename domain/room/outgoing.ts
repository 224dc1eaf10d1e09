import type { JsonObject } from '../json.ts';

/** Who goes first when the server lets us send slowly: the first of these. */
export const priorities = ['answer', 'prompt', 'final', 'progress', 'seed'] as const;
export type Priority = (typeof priorities)[number];

/** What speaks where it has an account of its own: an agent, or a loop whose run says something. */
export interface Speaker {
  readonly kind: 'agent' | 'loop';
  readonly name: string;
}

/** An event: by its id, or as what we once said under an id of our own, whether it was sent by now or not. */
export type EventReference = { readonly event: string } | { readonly said: string };

interface Sending {
  /**
   * Names what is said, for ever: `answer:<event id>`, `card:<workflow id>`. Said again with the same content nothing
   * happens; with other content the message is edited, and only the newest content is sent.
   */
  readonly id: string;
  readonly room: string;
  readonly priority: Priority;
}

export interface OutgoingMessage extends Sending {
  readonly kind: 'message';
  /** The root of the thread it belongs to. */
  readonly thread: EventReference | null;
  readonly replyTo: EventReference | null;
  /** `msgtype`, `body` and the like. Relations and, where missing, empty `m.mentions` are added. */
  /** Absent when it is the bot itself. */
  readonly speaker?: Speaker;
  readonly content: JsonObject & { readonly msgtype: string; readonly body: string };
}

export interface OutgoingReaction extends Sending {
  readonly kind: 'reaction';
  readonly target: EventReference;
  readonly key: string;
}

export interface OutgoingRedaction extends Sending {
  readonly kind: 'redaction';
  readonly target: EventReference;
  readonly reason: string;
}

export interface OutgoingState extends Sending {
  readonly kind: 'state';
  readonly type: string;
  readonly stateKey: string;
  readonly content: JsonObject;
}

/** What the bot says. */
export type Outgoing = OutgoingMessage | OutgoingReaction | OutgoingRedaction | OutgoingState;

/** What a message, reaction or redaction refers to. */
export function referencesOf(outgoing: Outgoing): readonly EventReference[] {
  if (outgoing.kind === 'state') return [];
  if (outgoing.kind !== 'message') return [outgoing.target];
  return [outgoing.thread, outgoing.replyTo].filter((reference) => reference !== null);
}
