import type { WorkflowExecutionInfo } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { eventSchema, type RoomEvent } from '../../domain/chat.ts';
import { LoomError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import { limits } from '../../domain/limits.ts';
import { searchAttributes } from '../../domain/search-attributes.ts';
import { everyStep } from '../../dsl/plan.ts';
import type { Caller } from '../loom.ts';
import type { Doors } from './connection.ts';
import { planByHash } from './programs.ts';
import { isRunning } from './running.ts';
import { findRun } from './runs.ts';

/**
 * Tells runs of an event: the run that is named with all that runs inside it, else all of the caller's room whose plan
 * waits for an event of this name.
 * @returns workflow ids of those that were told
 * @throws LoomError `command.bad_arguments`, `command.nothing_to_do` when the run that is named is over
 */
export async function emitEvent(
  doors: Doors,
  name: string,
  data: Json,
  { run }: { readonly run?: string },
  caller: Caller,
): Promise<{ readonly told: readonly string[] }> {
  const event = readEvent({ id: caller.requestId, name, data });
  const targets = run === undefined ? await waitingInRoom(doors, caller.room, name) : await insideRun(doors, run, name);
  const told = await Promise.all(
    targets.map(async (workflowId) => ((await tell(doors, workflowId, event)) ? workflowId : [])),
  );
  return { told: told.flat() };
}

function readEvent(given: { readonly id: string; readonly name: string; readonly data: Json }): RoomEvent {
  const parsed = eventSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`).join('; ');
  throw new LoomError('command.bad_arguments', `This is no event: ${wrong}.`, 'Give a short name, then name=value.');
}

/** A run that has just ended has no use for the news. */
async function tell({ temporal }: Doors, workflowId: string, event: RoomEvent): Promise<boolean> {
  try {
    await temporal.workflow.getHandle(workflowId).signal<[RoomEvent]>('event', event);
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

async function waitingInRoom(doors: Doors, room: string, event: string): Promise<string[]> {
  return waiting(doors, `${searchAttributes.room} = ${quoted(room)}`, event);
}

async function insideRun(doors: Doors, run: string, event: string): Promise<string[]> {
  const workflowId = await findRun(doors, run);
  if (!(await isRunning(doors, workflowId))) {
    throw new LoomError('command.nothing_to_do', `${workflowId} is over.`, 'Type "runs" to see which runs go on.');
  }
  const inside = await waiting(doors, `WorkflowId STARTS_WITH ${quoted(`${workflowId}/`)}`, event);
  // The run itself is told whatever it waits for: somebody has named it.
  return [workflowId, ...inside];
}

/** Running workflows whose plan waits for events of this name, loops that run inside others included. */
async function waiting(doors: Doors, which: string, event: string): Promise<string[]> {
  const waits = new Map<string, Promise<boolean>>();
  const found: string[] = [];
  const query = `${searchAttributes.loop} IS NOT NULL AND ExecutionStatus = 'Running' AND ${which}`;
  for await (const run of doors.temporal.workflow.list({ query })) {
    const hash = planHashOf(run);
    if (hash === null) continue;
    const known = waits.get(hash) ?? planWaits(doors, hash, event);
    waits.set(hash, known);
    if (await known) found.push(run.workflowId);
    if (found.length === limits.runsToldMax) break;
  }
  return found;
}

function planHashOf({ memo }: Omit<WorkflowExecutionInfo, 'raw'>): string | null {
  return typeof memo?.plan === 'string' ? memo.plan : null;
}

async function planWaits(doors: Doors, hash: string, event: string): Promise<boolean> {
  const { steps, onError } = await planByHash(doors, hash);
  return everyStep([...steps, ...(onError ?? [])]).some((step) => step.kind === 'wait_for' && step.event === event);
}
