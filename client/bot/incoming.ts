import type { InboxRow } from '../../db/bot/inbox.ts';
import { objectIn, textIn } from '../../domain/room/event.ts';
import type { Incoming, IncomingKind } from './mouth.ts';

/** What the handler is told of an event. @param inviter who asked us in, of our own coming */
export function incomingFrom(
  row: InboxRow,
  kind: IncomingKind,
  { withdrawn, inviter }: { readonly withdrawn: boolean; readonly inviter: string | null },
): Incoming {
  const { event } = row;
  const content = kind === 'edit' ? (objectIn(event.content, 'm.new_content') ?? event.content) : event.content;
  const relation = objectIn(event.content, 'm.relates_to');
  const isThread = textIn(relation, 'rel_type') === 'm.thread';
  const reply = relation === null ? null : textIn(objectIn(relation, 'm.in_reply_to'), 'event_id');
  const mentioned = objectIn(content, 'm.mentions')?.user_ids;
  return {
    eventId: event.event_id,
    room: row.room,
    sender: kind === 'joined' ? (inviter ?? event.sender) : event.sender,
    kind,
    at: event.origin_server_ts,
    receivedAt: row.receivedAt.getTime(),
    body: bodyOf(kind, content, relation),
    formatted: textIn(content, 'format') === 'org.matrix.custom.html' ? textIn(content, 'formatted_body') : null,
    messageType: textIn(content, 'msgtype'),
    threadRoot: isThread ? textIn(relation, 'event_id') : null,
    // In a thread clients that know none see a reply to the last message, which nobody replied to.
    replyTo: isThread && relation?.is_falling_back === true ? null : reply,
    target: row.target,
    mentions: Array.isArray(mentioned) ? mentioned.filter((user): user is string => typeof user === 'string') : [],
    content,
    withdrawn,
    attempt: row.attempts,
  };
}

type Content = Parameters<typeof textIn>[0];

function bodyOf(kind: IncomingKind, content: Content, relation: Content): string {
  if (kind === 'reaction') return textIn(relation, 'key') ?? '';
  if (kind === 'redaction' || kind === 'left') return textIn(content, 'reason') ?? '';
  return textIn(content, 'body') ?? '';
}
