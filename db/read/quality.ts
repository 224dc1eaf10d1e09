import { and, asc, eq, gt } from 'drizzle-orm';
import type { Outcome } from '../../domain/prediction/predictor.ts';
import type { Database } from '../connection.ts';
import { qualityModels, qualitySnapshots, qualityUpdates } from '../quality-tables.ts';

export interface LoggedOutcome {
  readonly sequence: number;
  readonly outcome: Outcome;
}

/** What was learned in a workspace after a place in its log, in order, with the epoch of the log; one statement, so both fit. */
export async function readLog(
  db: Database,
  workspace: string,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<{ readonly epoch: number; readonly outcomes: readonly LoggedOutcome[] }> {
  const rows = await db
    .select({
      epoch: qualityModels.epoch,
      sequence: qualityUpdates.sequence,
      outcome: qualityUpdates.outcome,
    })
    .from(qualityModels)
    .leftJoin(
      qualityUpdates,
      and(eq(qualityUpdates.workspace, qualityModels.workspace), gt(qualityUpdates.sequence, after)),
    )
    .where(eq(qualityModels.workspace, workspace))
    .orderBy(asc(qualityUpdates.sequence))
    .limit(limit);
  const outcomes = rows.flatMap(({ sequence, outcome }) =>
    sequence === null || outcome === null ? [] : [{ sequence, outcome }],
  );
  return { epoch: rows[0]?.epoch ?? 0, outcomes };
}

/** The kept state of a workspace of this epoch, or null. */
export async function readSnapshot(
  db: Database,
  workspace: string,
  epoch: number,
): Promise<{ readonly sequence: number; readonly bytes: Uint8Array } | null> {
  const [row] = await db
    .select({ sequence: qualitySnapshots.sequence, bytes: qualitySnapshots.bytes })
    .from(qualitySnapshots)
    .where(and(eq(qualitySnapshots.workspace, workspace), eq(qualitySnapshots.epoch, epoch)));
  return row ?? null;
}
