import { and, desc, eq } from 'drizzle-orm';
import type { Installed } from '../../domain/market/generation.ts';
import { settingsOf, type WorkspaceSettings } from '../../domain/market/settings.ts';
import type { Database } from '../connection.ts';
import { generations, workspaces } from '../workspace-tables.ts';

type Reader = Pick<Database, 'select'>;

/** Where a workspace stands. */
export interface WorkspaceState {
  readonly workspace: string;
  /** 0 where nothing was ever installed. */
  readonly generation: number;
  /** The one that was made from; 0 for none. */
  readonly parent: number;
  readonly entries: readonly Installed[];
  readonly settings: WorkspaceSettings;
  readonly avoided: readonly string[];
}

/** One query; a workspace nobody installed anything in has nothing. */
export async function readWorkspace(db: Reader, workspace: string): Promise<WorkspaceState> {
  const [found] = await db
    .select({ row: workspaces, entries: generations.entries, parent: generations.parent })
    .from(workspaces)
    .leftJoin(
      generations,
      and(eq(generations.workspace, workspaces.workspace), eq(generations.number, workspaces.generation)),
    )
    .where(eq(workspaces.workspace, workspace));
  return {
    workspace,
    generation: found?.row.generation ?? 0,
    parent: found?.parent ?? 0,
    entries: found?.entries ?? [],
    settings: settingsOf(found?.row.settings ?? {}),
    avoided: found?.row.avoided ?? [],
  };
}

export type GenerationRow = typeof generations.$inferSelect;

/** The last generations of a workspace, newest first. */
export async function readGenerations(db: Reader, workspace: string, limit: number): Promise<GenerationRow[]> {
  return db
    .select()
    .from(generations)
    .where(eq(generations.workspace, workspace))
    .orderBy(desc(generations.number))
    .limit(limit);
}

/** One generation, or undefined. */
export async function readGeneration(
  db: Reader,
  workspace: string,
  number: number,
): Promise<GenerationRow | undefined> {
  const here = and(eq(generations.workspace, workspace), eq(generations.number, number));
  return (await db.select().from(generations).where(here))[0];
}

/** The generation somebody's yes to a proposal made, or undefined. */
export async function findByProposal(
  db: Reader,
  workspace: string,
  proposal: string,
): Promise<GenerationRow | undefined> {
  const here = and(eq(generations.workspace, workspace), eq(generations.proposal, proposal));
  return (await db.select().from(generations).where(here))[0];
}
