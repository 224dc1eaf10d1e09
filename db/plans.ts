import type { Database } from './connection.ts';
import { plans } from './tables.ts';

export interface PlanRow {
  readonly hash: string;
  readonly format: number;
  readonly loop: string;
  /** Canonical JSON of the plan. */
  readonly plan: string;
}

/** Stores a plan once; the same plan again changes nothing. */
export async function savePlan(db: Pick<Database, 'insert'>, row: PlanRow): Promise<void> {
  await db.insert(plans).values(row).onConflictDoNothing();
}
