import { and, eq, isNull } from 'drizzle-orm';
import { chatCards, chatPrompts, chatVotes } from './chat-tables.ts';
import type { Database } from './connection.ts';

type Writer = Pick<Database, 'insert' | 'update'>;
export type NewCard = Pick<typeof chatCards.$inferInsert, 'run' | 'room' | 'root' | 'requester'>;
export type NewPrompt = Pick<typeof chatPrompts.$inferInsert, 'number' | 'run' | 'room' | 'root'>;
export type NewVote = Pick<typeof chatVotes.$inferInsert, 'event' | 'number' | 'user' | 'choice' | 'decided'>;

/** Gives a run its card, once. */
export async function saveCard(db: Writer, card: NewCard): Promise<void> {
  await db.insert(chatCards).values(card).onConflictDoNothing();
}

/** Notes what was drawn. */
export async function noteDrawn(
  db: Writer,
  run: string,
  drawing: { readonly seq: number; readonly drawn: string; readonly live: boolean },
): Promise<void> {
  await db.update(chatCards).set(drawing).where(eq(chatCards.run, run));
}

/** Keeps a question that is put to a room, once. */
export async function savePrompt(db: Writer, prompt: NewPrompt): Promise<void> {
  await db.insert(chatPrompts).values(prompt).onConflictDoNothing();
}

/** The prompt shows what came of it, and changes no more. */
export async function closePrompt(db: Writer, number: number): Promise<void> {
  await db.update(chatPrompts).set({ open: false }).where(eq(chatPrompts.number, number));
}

/** Keeps an answer that counted, once for the event that gave it. */
export async function saveVote(db: Writer, vote: NewVote): Promise<void> {
  await db.insert(chatVotes).values(vote).onConflictDoNothing();
}

/** What somebody answered to a question counts no more. */
export async function withdrawVotes(db: Writer, number: number, user: string): Promise<void> {
  await db
    .update(chatVotes)
    .set({ withdrawnAt: new Date() })
    .where(and(eq(chatVotes.number, number), eq(chatVotes.user, user), isNull(chatVotes.withdrawnAt)));
}
