import { readWorkspace } from '../../../db/read/generations.ts';
import { LoomError } from '../../../domain/errors.ts';
import { directEntry, type Installed } from '../../../domain/market/generation.ts';
import {
  type ChangeReceipt,
  type ChangeRequest,
  needsYes,
  type ShownProposal,
} from '../../../domain/market/proposal.ts';
import type { WorkspaceSettings } from '../../../domain/market/settings.ts';
import { installLevel } from '../../../domain/people.ts';
import type { Plan } from '../../../dsl/plan.ts';
import type { applyChange, changeSettings, proposeChange, returnTo } from '../../../workflows/market.ts';
import type { Caller, MovesReport, ScheduleView } from '../../loom.ts';
import type { PreparedChange } from '../../market-workspace.ts';
import { type Doors, writeTimeout } from '../connection.ts';
import { movesTo } from '../moves.ts';
import { planByHash } from '../programs.ts';
import { listSchedules } from '../schedules.ts';
import { keepLookingForUpdates } from './auto-update.ts';

const write = { workflowIdConflictPolicy: 'USE_EXISTING', workflowExecutionTimeout: writeTimeout } as const;

/** @throws LoomError `market.not_allowed` */
function assertMayInstall({ level = 0 }: Caller): void {
  if (level >= installLevel) return;
  throw new LoomError(
    'market.not_allowed',
    `What is installed here can be changed from power level ${installLevel} on, and you have ${level}.`,
    'Ask a moderator of this room.',
  );
}

/** Works a change out to its end; nothing is changed. */
export async function prepareChange(doors: Doors, request: ChangeRequest, caller: Caller): Promise<PreparedChange> {
  assertMayInstall(caller);
  const workspace = caller.room;
  if (request.kind === 'uninstall') await assertNotScheduled(doors, request.package, workspace);
  const { plans, ...proposal } = await doors.temporal.workflow.execute<typeof proposeChange>('market.propose', {
    ...write,
    taskQueue: doors.taskQueue,
    workflowId: `market.propose/${workspace}/${caller.requestId}`,
    args: [{ workspace, request }],
  });
  const { entries: before } = await readWorkspace(doors.db, workspace);
  const replanned = proposal.entries.filter((entry) => hasOtherPlan(entry, before));
  const schedules = replanned.length === 0 ? [] : await schedulesOf(doors, workspace);
  return {
    ...proposal,
    request,
    needsYes: needsYes(request, proposal),
    moves: await movesIn(doors, workspace, replanned, plans),
    schedules: schedules.filter((schedule) => replanned.some((entry) => entry.package === schedule.package)),
  };
}

function hasOtherPlan(entry: Installed, before: readonly Installed[]): boolean {
  const old = directEntry(before, entry.package);
  return entry.direct && entry.planHash !== null && old !== undefined && old.planHash !== entry.planHash;
}

/** What becomes of running runs whose loops get another plan. */
async function movesIn(
  doors: Doors,
  room: string,
  entries: readonly Installed[],
  plans: ShownProposal['plans'],
): Promise<readonly MovesReport[]> {
  const reports = await Promise.all(
    entries.map(async ({ planHash }) => {
      const hash = planHash ?? '';
      const text = plans[hash];
      const plan = text === undefined ? await planByHash(doors, hash) : (JSON.parse(text) as Plan);
      return movesTo(doors, { hash, plan }, room);
    }),
  );
  return reports.filter(({ runs }) => runs.length > 0);
}

async function schedulesOf(doors: Doors, room: string): Promise<readonly ScheduleView[]> {
  return (await listSchedules(doors)).filter((schedule) => schedule.room === room);
}

/** @throws LoomError `market.still_needed`, naming the schedules */
async function assertNotScheduled(doors: Doors, name: string, room: string): Promise<void> {
  const schedules = (await schedulesOf(doors, room)).filter((schedule) => schedule.package === name);
  if (schedules.length === 0) return;
  const loops = schedules.map(({ loop }) => loop);
  throw new LoomError(
    'market.still_needed',
    `${name} runs by itself in this room: ${loops.join(', ')}.`,
    `Type "schedule remove ${loops[0]}" first.`,
  );
}

/** Makes a change that somebody agreed to. The same yes twice counts once. */
export async function applyPrepared(
  doors: Doors,
  request: ChangeRequest,
  agreed: string,
  caller: Caller,
): Promise<ChangeReceipt> {
  assertMayInstall(caller);
  const { room: workspace, requester: by } = caller;
  if (request.kind === 'uninstall') await assertNotScheduled(doors, request.package, workspace);
  const receipt = await doors.temporal.workflow.execute<typeof applyChange>('market.apply', {
    ...write,
    taskQueue: doors.taskQueue,
    workflowId: `market.apply/${workspace}/${agreed}`,
    args: [{ workspace, request, agreed, by }],
  });
  await keepLookingForUpdates(doors, workspace);
  return receipt;
}

/** Points the caller's room at an earlier generation. @param to null for the one before the one it has */
export async function rollBack(doors: Doors, to: number | null, caller: Caller): Promise<ChangeReceipt> {
  assertMayInstall(caller);
  const { room: workspace, requester: by } = caller;
  const { generation: from, parent } = await readWorkspace(doors.db, workspace);
  if (from === 0) {
    throw new LoomError(
      'market.no_generation',
      'Nothing was ever installed here.',
      'Type "market" to see what there is.',
    );
  }
  const receipt = await doors.temporal.workflow.execute<typeof returnTo>('market.return', {
    ...write,
    taskQueue: doors.taskQueue,
    workflowId: `market.return/${workspace}/${caller.requestId}`,
    args: [{ workspace, from, to: to ?? parent, by }],
  });
  await keepLookingForUpdates(doors, workspace);
  return receipt;
}

/** How the caller's room takes updates; an empty change only asks. */
export async function settle(
  doors: Doors,
  change: Partial<WorkspaceSettings>,
  caller: Caller,
): Promise<WorkspaceSettings> {
  const workspace = caller.room;
  if (Object.keys(change).length === 0) return (await readWorkspace(doors.db, workspace)).settings;
  assertMayInstall(caller);
  const settings = await doors.temporal.workflow.execute<typeof changeSettings>('market.settings', {
    ...write,
    taskQueue: doors.taskQueue,
    workflowId: `market.settings/${workspace}/${caller.requestId}`,
    args: [{ workspace, change }],
  });
  await keepLookingForUpdates(doors, workspace);
  return settings;
}
