import { and, eq, inArray, not, sql } from 'drizzle-orm';
import type { Proposal } from '../domain/market/proposal.ts';
import type { WorkspaceSettings } from '../domain/market/settings.ts';
import type { Database } from './connection.ts';
import type { Transaction } from './market-log.ts';
import { packages } from './market-tables.ts';
import { type PlanRow, savePlan } from './plans.ts';
import { findByProposal } from './read/generations.ts';
import { generations, workspaces } from './workspace-tables.ts';

/** What came of a change: the generation the workspace has now, or where it stands instead. */
export type Moved =
  | { readonly moved: true; readonly generation: number; readonly before: number }
  | { readonly moved: false; readonly at: number };

/**
 * Makes a proposal the installed set of its workspace, if that still stands where the proposal was made: the plans, the
 * generation and the pointer in one transaction, all or nothing. A proposal that was made so before is found again.
 */
export async function saveGeneration(
  db: Database,
  { workspace, base, hash, entries }: Proposal,
  { by, reason }: { readonly by: string; readonly reason: string },
  plans: readonly PlanRow[],
): Promise<Moved> {
  return db.transaction(async (transaction) => {
    const at = await lockWorkspace(transaction, workspace);
    const known = await findByProposal(transaction, workspace, hash);
    if (known !== undefined && known.number === at) return { moved: true, generation: at, before: base };
    if (at !== base) return { moved: false, at };
    const number = known?.number ?? (await nextNumber(transaction, workspace));
    if (known === undefined) {
      for (const plan of plans) await savePlan(transaction, plan);
      await countInstalls(
        transaction,
        workspace,
        entries.map((entry) => entry.package),
      );
      const parent = base === 0 ? null : base;
      await transaction.insert(generations).values({ workspace, number, parent, proposal: hash, entries, by, reason });
    }
    await point(transaction, workspace, number, by);
    return { moved: true, generation: number, before: base };
  });
}

/**
 * Points a workspace at another of its generations, if it still stands where that was decided. Null goes back to having
 * nothing installed. Done already is done.
 */
export async function moveTo(
  db: Database,
  workspace: string,
  {
    from,
    to,
    by,
    avoid = [],
  }: { readonly from: number; readonly to: number; readonly by: string; readonly avoid?: readonly string[] },
): Promise<Moved> {
  return db.transaction(async (transaction) => {
    const at = await lockWorkspace(transaction, workspace);
    if (at === to) return { moved: true, generation: to, before: from };
    if (at !== from) return { moved: false, at };
    await point(transaction, workspace, to, by);
    if (avoid.length > 0) {
      await transaction
        .update(workspaces)
        .set({ avoided: sql`${workspaces.avoided} || ${JSON.stringify(avoid)}::jsonb` })
        .where(eq(workspaces.workspace, workspace));
    }
    return { moved: true, generation: to, before: from };
  });
}

/** Keeps how a workspace takes updates; what is not named stays. */
export async function saveSettings(db: Database, workspace: string, change: Partial<WorkspaceSettings>): Promise<void> {
  const set = sql`${workspaces.settings} || ${JSON.stringify(change)}::jsonb`;
  await db
    .insert(workspaces)
    .values({ workspace, settings: change })
    .onConflictDoUpdate({ target: workspaces.workspace, set: { settings: set } });
}

/** Where the workspace stands, 0 for nowhere; nobody else can move it until the transaction ends. */
async function lockWorkspace(transaction: Transaction, workspace: string): Promise<number> {
  await transaction.insert(workspaces).values({ workspace }).onConflictDoNothing();
  const [row] = await transaction
    .select({ generation: workspaces.generation })
    .from(workspaces)
    .where(eq(workspaces.workspace, workspace))
    .for('update');
  return row?.generation ?? 0;
}

/** A package counts once for each workspace that ever had it. */
async function countInstalls(transaction: Transaction, workspace: string, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const hadIt = sql`EXISTS (
    SELECT FROM ${generations}, jsonb_array_elements(${generations.entries}) AS entry
    WHERE ${generations.workspace} = ${workspace} AND entry->>'package' = ${packages.package}
  )`;
  await transaction
    .update(packages)
    .set({ installs: sql`${packages.installs} + 1` })
    .where(and(inArray(packages.package, [...new Set(names)].sort()), not(hadIt)));
}

async function nextNumber(transaction: Transaction, workspace: string): Promise<number> {
  const [row] = await transaction
    .select({ last: sql<number>`coalesce(max(${generations.number}), 0)::int` })
    .from(generations)
    .where(eq(generations.workspace, workspace));
  return (row?.last ?? 0) + 1;
}

async function point(transaction: Transaction, workspace: string, number: number, by: string): Promise<void> {
  await transaction
    .update(workspaces)
    .set({ generation: number === 0 ? null : number, movedBy: by, movedAt: sql`now()` })
    .where(eq(workspaces.workspace, workspace));
}
