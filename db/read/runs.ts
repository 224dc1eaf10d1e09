import { eq } from 'drizzle-orm';
import type { Database } from '../connection.ts';
import { runSteps, runs } from '../tables.ts';

export type RunStepRow = typeof runSteps.$inferSelect;

/** The projected steps of a run, in no particular order. */
export async function readRunSteps(db: Database, workflowId: string): Promise<RunStepRow[]> {
  return db.select().from(runSteps).where(eq(runSteps.workflowId, workflowId));
}

/** The room of a run, or null when it has none, or is not known yet. */
export async function readRunRoom(db: Database, workflowId: string): Promise<string | null> {
  const [row] = await db.select({ room: runs.room }).from(runs).where(eq(runs.workflowId, workflowId));
  return row?.room ?? null;
}
