import { and, eq, gt, sql } from 'drizzle-orm';
import type { Knowledge } from '../../domain/consensus/knowledge.ts';
import { agentKnowledge } from '../agent-tables.ts';
import type { Database } from '../connection.ts';

export const knownMax = 500;

/** What agents of a workspace know together, the surest first. */
export async function readKnowledge(db: Database, workspace: string): Promise<readonly Knowledge[]> {
  const { claim, by, evidence, confidence, expiresAt } = agentKnowledge;
  const rows = await db
    .select({ claim, by, evidence, confidence, expiresAt })
    .from(agentKnowledge)
    .where(and(eq(agentKnowledge.workspace, workspace), gt(expiresAt, sql`now()`)))
    .orderBy(sql`${confidence} DESC`, agentKnowledge.id)
    .limit(knownMax);
  return rows.map((row) => ({ ...row, expiresAt: row.expiresAt.getTime() }));
}
