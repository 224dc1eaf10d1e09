import { and, asc, desc, eq, isNotNull, isNull } from 'drizzle-orm';
import { chatCards, chatPrompts, chatVotes } from '../chat-tables.ts';
import type { Database } from '../connection.ts';

type Writer = Pick<Database, 'insert' | 'update' | 'delete'>;
type Reader = Pick<Database, 'select'>;
export type CardRow = typeof chatCards.$inferSelect;
export type PromptRow = typeof chatPrompts.$inferSelect;
export type VoteRow = typeof chatVotes.$inferSelect;
type NewCard = Pick<typeof chatCards.$inferInsert, 'run' | 'room' | 'root' | 'requester'>;
type NewPrompt = Pick<typeof chatPrompts.$inferInsert, 'number' | 'run' | 'room' | 'root'>;
type NewVote = Pick<typeof chatVotes.$inferInsert, 'event' | 'number' | 'user' | 'choice' | 'decided'>;

/** Gives a run its card, once. */
export async function saveCard(db: Writer, card: NewCard): Promise<void> {
  await db.insert(chatCards).values(card).onConflictDoNothing();
}

/** A run that did not begin has no card; one that was drawn stays. */
export async function dropCard(db: Writer, run: string): Promise<void> {
  await db.delete(chatCards).where(and(eq(chatCards.run, run), eq(chatCards.seq, 0)));
}

/** Notes what was drawn of a card. */
export async function noteDrawn(
  db: Writer,
  run: string,
  drawing: Pick<CardRow, 'seq' | 'drawn' | 'live'>,
): Promise<void> {
  await db.update(chatCards).set(drawing).where(eq(chatCards.run, run));
}

/** From now on the run is shown in a digest of several, until it is over. */
export async function putInDigest(db: Writer, run: string, digest: string): Promise<void> {
  await db
    .update(chatCards)
    .set({ digest })
    .where(and(eq(chatCards.run, run), isNull(chatCards.digest)));
}

export async function findCard(db: Reader, run: string): Promise<CardRow | undefined> {
  return (await db.select().from(chatCards).where(eq(chatCards.run, run)))[0];
}

/** The newest card in the thread below an event. */
export async function findCardBelow(db: Reader, room: string, root: string): Promise<CardRow | undefined> {
  const there = and(eq(chatCards.room, room), eq(chatCards.root, root));
  return (await db.select().from(chatCards).where(there).orderBy(desc(chatCards.createdAt)).limit(1))[0];
}

/** Cards of runs that as far as they show go on, oldest first: in one room, or in all. */
export async function liveCards(db: Reader, room: string | null): Promise<CardRow[]> {
  return db
    .select()
    .from(chatCards)
    .where(and(eq(chatCards.live, true), room === null ? undefined : eq(chatCards.room, room)))
    .orderBy(asc(chatCards.createdAt), asc(chatCards.run));
}

/** The cards a digest shows, oldest first. */
export async function cardsOfDigest(db: Reader, digest: string): Promise<CardRow[]> {
  return db
    .select()
    .from(chatCards)
    .where(and(isNotNull(chatCards.digest), eq(chatCards.digest, digest)))
    .orderBy(asc(chatCards.createdAt), asc(chatCards.run));
}

/** Keeps a question that is put to a room, once. */
export async function savePrompt(db: Writer, prompt: NewPrompt): Promise<void> {
  await db.insert(chatPrompts).values(prompt).onConflictDoNothing();
}

/** The prompt shows what came of it, and changes no more. */
export async function closePrompt(db: Writer, number: number): Promise<void> {
  await db.update(chatPrompts).set({ open: false }).where(eq(chatPrompts.number, number));
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
