import { and, asc, desc, eq, gt, inArray, isNull, or } from 'drizzle-orm';
import type { Database } from '../connection.ts';
import { roomMessages, runSteps, runs } from '../tables.ts';

export type RoomMessageRow = typeof roomMessages.$inferSelect;
type Reader = Pick<Database, 'select'>;

/** One message, or undefined. */
export async function findMessage(
  db: Reader,
  { workflowId, path }: Pick<RoomMessageRow, 'workflowId' | 'path'>,
): Promise<RoomMessageRow | undefined> {
  const here = and(eq(roomMessages.workflowId, workflowId), eq(roomMessages.path, path));
  return (await db.select().from(roomMessages).where(here))[0];
}

/** The last messages of a run, oldest first. @param run the run a person started */
export async function readMessages(db: Reader, run: string, limit: number): Promise<RoomMessageRow[]> {
  const last = await db
    .select()
    .from(roomMessages)
    .where(eq(roomMessages.run, run))
    .orderBy(desc(roomMessages.createdAt), desc(roomMessages.path))
    .limit(limit);
  return last.reverse();
}

/** What was said after a moment in any room, oldest first. */
export async function readMessagesAfter(db: Reader, after: Date, limit: number): Promise<RoomMessageRow[]> {
  return db
    .select()
    .from(roomMessages)
    .where(gt(roomMessages.createdAt, after))
    .orderBy(asc(roomMessages.createdAt))
    .limit(limit);
}

/**
 * Questions that as far as the projection knows are not decided, oldest first. A run that was terminated could not say
 * so: whoever needs to be sure asks Temporal.
 */
export async function readOpenQuestions(
  db: Reader,
  { run, limit }: { readonly run?: string | undefined; readonly limit: number },
): Promise<RoomMessageRow[]> {
  const undecided = or(isNull(runSteps.status), inArray(runSteps.status, ['waiting', 'running', 'retrying']));
  const goingOn = or(isNull(runs.status), eq(runs.status, 'running'));
  const found = await db
    .select({ message: roomMessages })
    .from(roomMessages)
    .leftJoin(runSteps, and(eq(runSteps.workflowId, roomMessages.workflowId), eq(runSteps.path, roomMessages.path)))
    .leftJoin(runs, eq(runs.workflowId, roomMessages.run))
    .where(
      and(eq(roomMessages.kind, 'ask'), undecided, goingOn, run === undefined ? undefined : eq(roomMessages.run, run)),
    )
    .orderBy(asc(roomMessages.createdAt), asc(roomMessages.number))
    .limit(limit);
  return found.map(({ message }) => message);
}

/** A question by its number, whatever became of it. */
export async function findQuestion(db: Reader, number: number): Promise<RoomMessageRow | undefined> {
  return (await db.select().from(roomMessages).where(eq(roomMessages.number, number)))[0];
}
