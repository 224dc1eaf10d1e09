import { sql } from 'drizzle-orm';
import type { Electorate } from '../domain/chat.ts';
import type { Database } from './connection.ts';
import { findMessage } from './read/messages.ts';
import { roomMessages } from './tables.ts';

type NewMessage = typeof roomMessages.$inferInsert;
type Identity = Pick<NewMessage, 'workflowId' | 'path' | 'run' | 'saidBy' | 'room' | 'text'>;
type NewOpinion = { readonly kind: 'opinion'; readonly speaker: string };
export type NewQuestion = Identity & Required<Pick<NewMessage, 'choices' | 'from' | 'need' | 'deadline' | 'plan'>>;

/** Stores what a step says, once: the same step again changes nothing. */
export async function saveSaying(db: Database, row: Identity & Partial<NewOpinion>): Promise<void> {
  await db
    .insert(roomMessages)
    .values({ kind: 'say', ...row })
    .onConflictDoNothing();
}

/**
 * Stores a question with a number of its own and who may answer it, once.
 * @returns who may answer it as stored, also when a step asks again after the groups have changed
 */
export async function saveQuestion(db: Database, row: NewQuestion, electorate: Electorate): Promise<Electorate> {
  const known = await findMessage(db, row);
  if (known?.electorate) return known.electorate;
  await db
    .insert(roomMessages)
    .values({ ...row, kind: 'ask', electorate, number: sql`nextval('question_numbers')` })
    .onConflictDoNothing({ target: [roomMessages.workflowId, roomMessages.path] });
  const stored = await findMessage(db, row);
  return stored?.electorate ?? electorate;
}
