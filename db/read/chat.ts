import { and, asc, eq } from 'drizzle-orm';
import { chatCards, chatPrompts, chatVotes } from '../chat-tables.ts';
import type { Database } from '../connection.ts';

type Reader = Pick<Database, 'select'>;
export type CardRow = typeof chatCards.$inferSelect;
export type PromptRow = typeof chatPrompts.$inferSelect;
export type VoteRow = typeof chatVotes.$inferSelect;

export async function findCard(db: Reader, run: string): Promise<CardRow | undefined> {
  return (await db.select().from(chatCards).where(eq(chatCards.run, run)))[0];
}

/** The card in the thread below an event. */
export async function findCardBelow(db: Reader, room: string, root: string): Promise<CardRow | undefined> {
  const there = and(eq(chatCards.room, room), eq(chatCards.root, root));
  return (await db.select().from(chatCards).where(there).orderBy(asc(chatCards.createdAt)).limit(1))[0];
}

/** Cards of runs that as far as they show go on, oldest first: in one room, or in all. */
export async function liveCards(db: Reader, room: string | null): Promise<CardRow[]> {
  return db
    .select()
    .from(chatCards)
    .where(and(eq(chatCards.live, true), room === null ? undefined : eq(chatCards.room, room)))
    .orderBy(asc(chatCards.createdAt), asc(chatCards.run));
}

export async function findPrompt(db: Reader, number: number): Promise<PromptRow | undefined> {
  return (await db.select().from(chatPrompts).where(eq(chatPrompts.number, number)))[0];
}

/** Prompts that do not yet show what came of them, oldest first: of one run, or of all. */
export async function openPrompts(db: Reader, run: string | null): Promise<PromptRow[]> {
  return db
    .select()
    .from(chatPrompts)
    .where(and(eq(chatPrompts.open, true), run === null ? undefined : eq(chatPrompts.run, run)))
    .orderBy(asc(chatPrompts.number));
}

/** Answers to a question as rooms gave them, oldest first, with those that were taken back. */
export async function votesOn(db: Reader, number: number): Promise<VoteRow[]> {
  return db
    .select()
    .from(chatVotes)
    .where(eq(chatVotes.number, number))
    .orderBy(asc(chatVotes.at), asc(chatVotes.event));
}

export async function findVote(db: Reader, event: string): Promise<VoteRow | undefined> {
  return (await db.select().from(chatVotes).where(eq(chatVotes.event, event)))[0];
}
