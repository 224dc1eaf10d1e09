import { and, desc, eq, gte, inArray, isNotNull, isNull, notInArray, or } from 'drizzle-orm';
import type { RunCounts } from '../../domain/market/comparison.ts';
import type { Database } from '../connection.ts';
import { runs } from '../tables.ts';

/** What people decided says nothing about the program that asked them. */
const decidedByPeople = ['loop.refused', 'loop.no_answer', 'loop.run_cancelled'];

/** How the last runs of a version ended in a room, those first that a person or a schedule started. */
export async function countRuns(
  db: Database,
  of: { readonly package: string; readonly version: string; readonly room: string; readonly since?: Date },
  most: number,
): Promise<RunCounts> {
  const last = await db
    .select({ status: runs.status })
    .from(runs)
    .where(
      and(
        eq(runs.package, of.package),
        eq(runs.version, of.version),
        eq(runs.room, of.room),
        isNull(runs.parent),
        isNotNull(runs.endedAt),
        inArray(runs.status, ['completed', 'failed', 'timed_out']),
        or(isNull(runs.failure), notInArray(runs.failure, decidedByPeople)),
        of.since === undefined ? undefined : gte(runs.startedAt, of.since),
      ),
    )
    .orderBy(desc(runs.startedAt))
    .limit(most);
  const completed = last.filter(({ status }) => status === 'completed').length;
  return { completed, failed: last.length - completed };
}
