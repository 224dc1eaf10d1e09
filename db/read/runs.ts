import { eq } from 'drizzle-orm';
import type { Database } from '../connection.ts';
import { runSteps } from '../tables.ts';

export type RunStepRow = typeof runSteps.$inferSelect;

/** The projected steps of a run, in no particular order. */
export async function readRunSteps(db: Database, workflowId: string): Promise<RunStepRow[]> {
  return db.select().from(runSteps).where(eq(runSteps.workflowId, workflowId));
}
