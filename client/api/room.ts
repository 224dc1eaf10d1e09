import { z } from 'zod';
import { listenToMessages } from '../../db/read/listen.ts';
import { findMessage, type RoomMessageRow, readMessagesAfter } from '../../db/read/messages.ts';
import { limits } from '../../domain/limits.ts';
import type { RoomMessage } from '../loom.ts';
import type { Doors } from './connection.ts';
import { askedQuestion, openQuestion, runMessage } from './questions.ts';

const keySchema = z.object({ workflowId: z.string(), path: z.string() });

/**
 * Hears what runs say from now on, in one room or in all, each message once. What was announced while the connection was lost is
 * read when it is back.
 * @returns a function that stops listening
 */
export async function listenInRoom(
  doors: Doors,
  room: string | null,
  hear: (message: RoomMessage) => void,
): Promise<() => Promise<void>> {
  let lastAt = new Date();
  const heard = new Set<string>();
  // One after the other, so that messages come in their order.
  let turn: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): void => {
    // A database that is away is noticed by the listener, which asks for what was missed.
    turn = turn.then(work).catch(() => undefined);
  };
  const pass = (row: RoomMessageRow): void => {
    const key = `${row.workflowId}\n${row.path}`;
    if (row.kind === 'opinion') return;
    if ((room !== null && row.room !== room) || heard.has(key)) return;
    heard.add(key);
    if (row.createdAt > lastAt) lastAt = row.createdAt;
    for (const oldest of heard) {
      if (heard.size <= limits.messagesShownMax * 10) break;
      heard.delete(oldest);
    }
    hear(roomMessage(row));
  };
  const stop = await listenToMessages(
    doors.addresses.databaseUrl,
    (payload) =>
      inTurn(async () => {
        const row = await findMessage(doors.db, keySchema.parse(JSON.parse(payload)));
        if (row !== undefined) pass(row);
      }),
    () =>
      inTurn(async () => {
        for (const row of await readMessagesAfter(doors.db, lastAt, limits.messagesShownMax)) pass(row);
      }),
  );
  return async () => {
    await stop();
    await turn;
  };
}

function roomMessage(row: RoomMessageRow): RoomMessage {
  const question = row.kind === 'ask' ? openQuestion({ ...askedQuestion(row), votes: 0 }) : null;
  return { ...runMessage(row), run: row.run, question };
}
