import { eq, sql } from 'drizzle-orm';
import type { Agent } from '../../domain/agents.ts';
import { workspaceAgents } from '../agent-tables.ts';
import type { Database } from '../connection.ts';

export interface WorkspaceAgentRow {
  readonly name: string;
  /** Null for one that ships. */
  readonly agent: Agent | null;
  readonly retired: boolean;
}

/** What a workspace changed about who can be asked. */
export async function readWorkspaceAgents(db: Database, workspace: string): Promise<readonly WorkspaceAgentRow[]> {
  const { name, agent, retired } = workspaceAgents;
  return db
    .select({ name, agent, retired })
    .from(workspaceAgents)
    .where(eq(workspaceAgents.workspace, workspace))
    .orderBy(name);
}

/** How an agent did with questions of one field. */
export interface FieldRow {
  readonly agent: string;
  readonly field: string;
  readonly answers: number;
  readonly right: number;
  readonly quality: number;
  readonly cost: number;
}

/** How agents of a workspace did, by field, over the last so many days. */
export async function readAgentFields(db: Database, workspace: string, days: number): Promise<readonly FieldRow[]> {
  const { rows } = await db.execute<FieldRow & Record<string, unknown>>(sql`
    SELECT agent, field, count(*)::int AS answers, (count(*) FILTER (WHERE quality >= 0.7))::int AS right,
      avg(quality)::float AS quality, sum(cost)::float AS cost
    FROM interactions
    WHERE workspace = ${workspace} AND asked_at > now() - make_interval(days => ${days})
    GROUP BY agent, field ORDER BY agent, field`);
  return rows;
}

/** Calls of models that are under way, by agent. */
export async function readCallsUnderWay(db: Database, workspace: string): Promise<ReadonlyMap<string, number>> {
  const { rows } = await db.execute<{ agent: string; calls: number }>(sql`
    SELECT agent, count(*)::int AS calls FROM model_calls
    WHERE workspace = ${workspace} AND ended_at IS NULL AND began_at > now() - interval '10 minutes'
    GROUP BY agent`);
  return new Map(rows.map(({ agent, calls }) => [agent, calls]));
}
