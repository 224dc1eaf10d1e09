import { sql } from 'drizzle-orm';
import type { RunStatus, StepStatus } from '../domain/run.ts';
import type { Database } from './connection.ts';
import { countRun } from './facts.ts';
import { runSteps, runs } from './tables.ts';

export interface RunProjection {
  readonly workflowId: string;
  readonly status: RunStatus;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  /** What was run; null for a program that is not published. */
  readonly package: string | null;
  readonly version: string | null;
  readonly room: string | null;
  readonly requester: string | null;
  /** The run it is a step of, or null. */
  readonly parent: string | null;
  /** Other packages its plan takes tools or loops from. */
  readonly uses: readonly string[];
  /** Code of what it failed with. */
  readonly failure: string | null;
}

/**
 * Writes where a run stands; one that ends is counted for its package, once. Late news never reopens a run that ended.
 */
export async function projectRun(db: Database, run: RunProjection): Promise<void> {
  const row = { ...run, uses: [...run.uses] };
  const retries = sql<number>`(
    SELECT coalesce(sum(greatest(attempts - 1, 0)), 0) FROM run_steps WHERE workflow_id = ${run.workflowId}
  )`;
  await db.transaction(async (transaction) => {
    const written = await transaction
      .insert(runs)
      .values(run.endedAt === null ? row : { ...row, retries })
      .onConflictDoUpdate({
        target: runs.workflowId,
        set: { status: run.status, endedAt: run.endedAt, failure: run.failure, retries: sql`excluded.retries` },
        setWhere: sql`${runs.endedAt} IS NULL`,
      })
      .returning({ workflowId: runs.workflowId });
    if (written.length === 1 && run.endedAt !== null && run.package !== null) {
      await countRun(transaction, run.workflowId, run.package);
    }
  });
}

export interface StepProjection {
  readonly workflowId: string;
  readonly path: string;
  readonly status: StepStatus;
  /** Which try this is about, from 1; 0 for a step that needs none. */
  readonly attempts: number;
  /** Given by the start of a try; the first start is kept. */
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly error: string | null;
  /** Of a FOR the number of its items. */
  readonly size?: number | undefined;
}

/**
 * Writes where a step stands. News may come late or twice (a frozen worker, a replayed task): an older try never
 * overwrites a newer one, and a start never overwrites the end of the same try.
 */
export async function projectStep(db: Database, step: StepProjection): Promise<void> {
  await db
    .insert(runSteps)
    .values(step)
    .onConflictDoUpdate({
      target: [runSteps.workflowId, runSteps.path],
      set: {
        status: sql`excluded.status`,
        attempts: sql`greatest(${runSteps.attempts}, excluded.attempts)`,
        startedAt: sql`coalesce(${runSteps.startedAt}, excluded.started_at)`,
        endedAt: sql`excluded.ended_at`,
        error: sql`coalesce(excluded.error, ${runSteps.error})`,
        size: sql`coalesce(excluded.size, ${runSteps.size})`,
      },
      setWhere: sql`excluded.attempts > ${runSteps.attempts}
        OR (excluded.attempts IN (0, ${runSteps.attempts}) AND ${runSteps.status} NOT IN ('completed', 'failed', 'cancelled'))
        OR (excluded.status = 'replaced' AND ${runSteps.status} = 'failed')`,
    });
}
