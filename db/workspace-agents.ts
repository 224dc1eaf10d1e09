import { sql } from 'drizzle-orm';
import type { Agent } from '../domain/agents.ts';
import { workspaceAgents } from './agent-tables.ts';
import type { Database } from './connection.ts';

/** Keeps an agent of a workspace, in the place of an earlier one of that name; one that was retired takes questions again. */
export async function saveWorkspaceAgent(db: Database, workspace: string, agent: Agent, by: string): Promise<void> {
  const row = { agent, retired: false, by, at: sql`now()` };
  await db
    .insert(workspaceAgents)
    .values({ workspace, name: agent.name, ...row })
    .onConflictDoUpdate({ target: [workspaceAgents.workspace, workspaceAgents.name], set: row });
}

/** From now on an agent takes no more questions of a workspace. What it answered stays. */
export async function retireWorkspaceAgent(db: Database, workspace: string, name: string, by: string): Promise<void> {
  const row = { retired: true, by, at: sql`now()` };
  await db
    .insert(workspaceAgents)
    .values({ workspace, name, agent: null, ...row })
    .onConflictDoUpdate({ target: [workspaceAgents.workspace, workspaceAgents.name], set: row });
}
