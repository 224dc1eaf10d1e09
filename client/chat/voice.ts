import type { OutgoingMessage } from '../../domain/room/outgoing.ts';
import type { ChatMouth, Incoming } from '../bot/mouth.ts';
import { fittingNotice } from './content.ts';
import type { Attachment } from './pasted.ts';
import { plainOf } from './styled.ts';

/** Where an answer belongs. */
type Asked = Pick<Incoming, 'eventId' | 'room' | 'sender' | 'threadRoot'>;

/**
 * Answers what somebody said: in its thread where there is one, as styled text, with what is too long for a message and all
 * files behind it.
 * @param id of the answer; said again with other text, it is edited
 */
export async function answer(
  mouth: ChatMouth,
  asked: Asked,
  id: string,
  {
    text,
    attachments,
    mentions = [],
  }: { text: string; attachments: readonly Attachment[]; mentions?: readonly string[] },
): Promise<void> {
  const thread = asked.threadRoot === null ? null : { event: asked.threadRoot };
  const say = (said: string, content: OutgoingMessage['content']): Promise<void> =>
    mouth.say({
      kind: 'message',
      id: said,
      room: asked.room,
      priority: 'answer',
      thread,
      replyTo: { event: asked.eventId },
      content,
    });
  const { content, whole } = fittingNotice(text, '… all of it is in answer.txt.', { mentions });
  if (text !== '') await say(id, content);
  const files = whole ? attachments : [{ name: 'answer.txt', content: plainOf(text) }, ...attachments];
  for (const [index, file] of files.entries()) {
    await say(`${id} ${index}`, await fileContent(mouth, asked.room, file));
  }
}

const types: Readonly<Record<string, string>> = {
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  loop: 'text/plain; charset=utf-8',
  json: 'application/json',
};

async function fileContent(
  mouth: ChatMouth,
  room: string,
  { name, content }: Attachment,
): Promise<OutgoingMessage['content']> {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  const type = types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
  const place = await mouth.attach(room, { bytes, name, type });
  const isPicture = type === 'image/png';
  return {
    msgtype: isPicture ? 'm.image' : 'm.file',
    body: name,
    filename: name,
    ...place,
    info: { mimetype: type, size: bytes.length, ...(isPicture ? sizeOfPng(bytes) : {}) },
    'm.mentions': {},
  };
}

/** Width and height stand at fixed places of every PNG, so clients can keep room for the picture. */
function sizeOfPng(bytes: Uint8Array): { readonly w: number; readonly h: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { w: view.getUint32(16), h: view.getUint32(20) };
}
