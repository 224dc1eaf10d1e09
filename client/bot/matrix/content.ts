import type { JsonObject } from '../../../domain/json.ts';
import type { EventReference, Outgoing, OutgoingMessage } from '../../../domain/room/outgoing.ts';
import { transactionId } from '../../../domain/room/transaction.ts';

/** A request that says something. */
export interface SendRequest {
  /** Below `/_matrix/client/v3/rooms/ROOM/`. */
  readonly path: string;
  readonly body: JsonObject;
}

/** Event ids of what is referred to. */
export type Resolve = (reference: EventReference) => string;

/**
 * How something is said to the server.
 * @param eventId of the event itself when it is there already and this is an edit; else null
 * @param ordinal makes the transaction id, see `transactionId`
 */
export function sendRequest(
  outgoing: Outgoing,
  ordinal: number,
  eventId: string | null,
  resolve: Resolve,
): SendRequest {
  const transaction = encodeURIComponent(transactionId(outgoing.id, ordinal));
  switch (outgoing.kind) {
    case 'message':
      return {
        path: `send/m.room.message/${transaction}`,
        body: eventId === null ? messageContent(outgoing, resolve) : editContent(outgoing, eventId),
      };
    case 'reaction': {
      const relation = { rel_type: 'm.annotation', event_id: resolve(outgoing.target), key: outgoing.key };
      return { path: `send/m.reaction/${transaction}`, body: { 'm.relates_to': relation } };
    }
    case 'redaction': {
      const target = encodeURIComponent(resolve(outgoing.target));
      return { path: `redact/${target}/${transaction}`, body: { reason: outgoing.reason } };
    }
    case 'state': {
      const [type, key] = [outgoing.type, outgoing.stateKey].map(encodeURIComponent);
      return { path: `state/${type}/${key}`, body: outgoing.content };
    }
  }
}

function messageContent({ content, thread, replyTo }: OutgoingMessage, resolve: Resolve): JsonObject {
  return { 'm.mentions': {}, ...content, ...relationOf(thread, replyTo, resolve) };
}

function relationOf(
  thread: EventReference | null,
  replyTo: EventReference | null,
  resolve: Resolve,
): Readonly<Record<string, JsonObject>> {
  if (thread === null && replyTo === null) return {};
  if (thread === null) return { 'm.relates_to': { 'm.in_reply_to': { event_id: replyTo ? resolve(replyTo) : '' } } };
  const root = resolve(thread);
  return {
    'm.relates_to': {
      rel_type: 'm.thread',
      event_id: root,
      is_falling_back: replyTo === null,
      'm.in_reply_to': { event_id: replyTo === null ? root : resolve(replyTo) },
    },
  };
}

/** Clients that know no edits show the text with a star. It calls whom its content names: whoever says it names nobody twice. */
function editContent({ content }: OutgoingMessage, eventId: string): JsonObject {
  const { formatted_body: formatted } = content;
  return {
    ...content,
    body: `* ${content.body}`,
    ...(typeof formatted === 'string' ? { formatted_body: `* ${formatted}` } : {}),
    'm.mentions': content['m.mentions'] ?? {},
    'm.new_content': { 'm.mentions': {}, ...content },
    'm.relates_to': { rel_type: 'm.replace', event_id: eventId },
  };
}

/** What an agent says, when the bot has to say it. */
export function inOneVoice(outgoing: Outgoing): Outgoing {
  if (outgoing.kind !== 'message' || outgoing.speaker?.kind !== 'agent') return outgoing;
  const { speaker, content } = outgoing;
  const formatted = content.formatted_body;
  return {
    ...outgoing,
    content: {
      ...content,
      body: `${speaker.name}: ${content.body}`,
      ...(typeof formatted === 'string' ? { formatted_body: `${escaped(speaker.name)}: ${formatted}` } : {}),
    },
  };
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
