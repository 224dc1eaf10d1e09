import { desc, eq } from 'drizzle-orm';
import type { LastRun } from '../../domain/run.ts';
import type { Database } from '../connection.ts';
import { runs } from '../tables.ts';

/** The last runs of a package, newest first. */
export async function readLastRuns(db: Database, name: string, limit: number): Promise<LastRun[]> {
  const rows = await db
    .select({ version: runs.version, status: runs.status, startedAt: runs.startedAt, endedAt: runs.endedAt })
    .from(runs)
    .where(eq(runs.package, name))
    .orderBy(desc(runs.startedAt))
    .limit(limit);
  return rows.map(({ startedAt, endedAt, ...run }) => ({
    ...run,
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  }));
}
