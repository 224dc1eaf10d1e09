import { z } from 'zod';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';

const contentSchema = z.record(z.string(), z.json());

/** An event of a room, as servers send them; what is not listed is left out. */
export const roomEventSchema = z.object({
  event_id: z.string().min(1).max(255),
  type: z.string().max(255),
  sender: z.string().min(1).max(255),
  origin_server_ts: z.number(),
  state_key: z.string().max(255).optional(),
  content: contentSchema,
  /** Of a redaction in rooms older than version 11. */
  redacts: z.string().optional(),
});
export type RoomEvent = z.infer<typeof roomEventSchema>;

export const inboxKinds = [
  'message',
  'edit',
  'reaction',
  'redaction',
  'joined',
  'left',
  'encrypted',
  'invite',
] as const;
/** What happened, as far as it is the bot's business. */
export type InboxKind = (typeof inboxKinds)[number];

/** Something that is to be handled. */
export interface InboxEntry {
  readonly kind: InboxKind;
  readonly target: string | null;
  readonly event: RoomEvent;
}

/** The object in a field, or null. */
export function objectIn(content: JsonObject, field: string): JsonObject | null {
  const value = content[field];
  return isJsonObject(value) ? value : null;
}

/** The text in a field, or null. */
export function textIn(content: JsonObject | null, field: string): string | null {
  const value = content?.[field];
  return typeof value === 'string' ? value : null;
}

/** A content whose texts are without what PostgreSQL and Temporal refuse: U+0000 and halves of surrogate pairs become U+FFFD. */
export function keepableContent(content: JsonObject): Record<string, z.core.util.JSONType> {
  return contentSchema.parse(keepable(content));
}

function keepable(value: Json): Json {
  if (typeof value === 'string') return keepableText(value);
  if (Array.isArray(value)) return value.map(keepable);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [keepableText(name), keepable(each)]));
}

function keepableText(text: string): string {
  return text.replace(/\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}

/**
 * What an event is to the account, or null when it is none of its business. What the account says itself is not.
 * Its own comings and goings are told apart by whoever knows where it was before.
 */
export function entryOf(event: RoomEvent, account: string): InboxEntry | null {
  if (event.sender === account || event.state_key !== undefined) return null;
  const relation = objectIn(event.content, 'm.relates_to');
  const related = textIn(relation, 'event_id');
  switch (event.type) {
    case 'm.room.message':
      return textIn(relation, 'rel_type') === 'm.replace'
        ? { kind: 'edit', target: related, event }
        : { kind: 'message', target: null, event };
    case 'm.reaction':
      return { kind: 'reaction', target: related, event };
    case 'm.room.redaction':
      return { kind: 'redaction', target: event.redacts ?? textIn(event.content, 'redacts'), event };
    case 'm.room.encrypted':
      return { kind: 'encrypted', target: null, event };
    default:
      return null;
  }
}
