import { eq, sql } from 'drizzle-orm';
import type { Knowledge } from '../domain/consensus/knowledge.ts';
import { agentKnowledge } from './agent-tables.ts';
import type { Database } from './connection.ts';
import { knownMax, readKnowledge } from './read/knowledge.ts';

/** Changes what agents of a workspace know together, one change after another. */
export async function changeKnowledge(
  db: Database,
  workspace: string,
  change: (known: readonly Knowledge[]) => readonly Knowledge[],
): Promise<void> {
  await db.transaction(async (transaction) => {
    await transaction.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`knowledge/${workspace}`}, 0))`);
    const after = change(await readKnowledge(transaction, workspace))
      .toSorted((one, other) => other.confidence - one.confidence)
      .slice(0, knownMax);
    await transaction.delete(agentKnowledge).where(eq(agentKnowledge.workspace, workspace));
    if (after.length === 0) return;
    await transaction
      .insert(agentKnowledge)
      .values(after.map((each) => ({ ...each, workspace, expiresAt: new Date(each.expiresAt) })));
  });
}
