import {
  ScheduleAlreadyRunning,
  type ScheduleDescription,
  type ScheduleHandle,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import { Cron } from 'croner';
import { z } from 'zod';
import { LoomError } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import { limits } from '../../domain/limits.ts';
import { userName } from '../../domain/people.ts';
import { runIdFor } from '../../domain/run-ids.ts';
import { planReference } from '../../workflows/plan-reference.ts';
import type { Caller, RunRequest, ScheduleView } from '../loom.ts';
import type { Doors } from './connection.ts';
import type { FoundPlan } from './programs.ts';
import { inputsFor, planToRun, traitsOf } from './runs.ts';

const beginning = 'schedule/';
const timesShown = 3;
/** After services were away, times up to this long ago are made up for; overlap is skipped, so one run at most. */
const catchupWindow = '10 minutes';

/** What a schedule keeps to tell about itself; its plan and inputs are what its action starts runs with. */
const memoSchema = z.object({
  loop: z.string(),
  plan: z.string(),
  package: z.string().nullable(),
  version: z.string().nullable(),
  room: z.string(),
  requester: z.string(),
  cron: z.string(),
  zone: z.string().nullable(),
  inputs: z.record(z.string(), z.json()),
});
type Memo = z.infer<typeof memoSchema>;

interface Wanted {
  readonly id: string;
  readonly memo: Memo;
  readonly found: FoundPlan;
}

async function wantedSchedule(doors: Doors, request: RunRequest, caller: Caller): Promise<Wanted> {
  const found = await planToRun(doors, request, caller);
  const { plan } = found;
  if (plan.schedule === undefined) {
    throw new LoomError(
      'schedule.nothing_planned',
      `${plan.loop} does not say when it wants to run.`,
      'Give it a line such as SCHEDULE: "0 9 * * MON" IN "Europe/Berlin", or start it with "run".',
    );
  }
  const inputs = inputsFor(plan, request) as Memo['inputs'];
  const { room, requester } = caller;
  const { cron, zone } = plan.schedule;
  const { loop } = plan;
  return {
    id: `${beginning}${room}/${loop}`,
    found,
    memo: {
      loop,
      plan: found.hash,
      package: found.package,
      version: found.version,
      room,
      requester: userName(requester),
      cron,
      zone,
      inputs,
    },
  };
}

/** What would be scheduled. */
export async function previewSchedule(doors: Doors, request: RunRequest, caller: Caller): Promise<ScheduleView> {
  const { id, memo } = await wantedSchedule(doors, request, caller);
  return { ...viewOf(id, memo), paused: false, next: nextTimes(memo), runs: [] };
}

function viewOf(id: string, { plan: _plan, inputs, ...memo }: Memo) {
  return { id, ...memo, inputs: inputs as JsonObject };
}

/** As Temporal reads it: day of the month and day of the week both have to fit. @throws LoomError `schedule.nothing_planned` */
function nextTimes({ cron, zone }: Memo): string[] {
  const when = zone === null ? `"${cron}"` : `"${cron}" in ${zone}`;
  const never = (why: string): LoomError =>
    new LoomError('schedule.nothing_planned', `${when} ${why}`, 'Correct the SCHEDULE line.');
  let times: Date[];
  try {
    times = new Cron(cron, { timezone: zone ?? 'UTC', paused: true, domAndDow: true }).nextRuns(timesShown);
  } catch (error) {
    throw never(`names no times: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (times.length === 0) throw never('never comes.');
  return times.map((time) => time.toISOString());
}

/**
 * Makes the schedule of a loop in the caller's room.
 * @throws LoomError `schedule.exists` when it is scheduled there with another plan or other inputs
 */
export async function createSchedule(
  doors: Doors,
  request: RunRequest,
  caller: Caller,
): Promise<ScheduleView & { readonly created: boolean }> {
  const { id, memo, found } = await wantedSchedule(doors, request, caller);
  nextTimes(memo);
  try {
    const { memo: runMemo, typedSearchAttributes, staticSummary } = traitsOf(found, memo);
    const handle = await doors.temporal.schedule.create({
      scheduleId: id,
      spec: { cronExpressions: [memo.cron], timezone: memo.zone ?? 'UTC' },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow },
      memo: { ...memo },
      action: {
        type: 'startWorkflow',
        workflowType: memo.loop,
        taskQueue: doors.taskQueue,
        // Temporal adds the time to it.
        workflowId: runIdFor(`${memo.loop}@${memo.room}`),
        args: [planReference(memo.plan), memo.inputs],
        memo: { ...runMemo, schedule: id },
        typedSearchAttributes,
        ...(staticSummary === undefined ? {} : { staticSummary }),
      },
    });
    return { ...(await describe(handle)), created: true };
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    return { ...(await sameSchedule(doors, id, memo)), created: false };
  }
}

async function sameSchedule(doors: Doors, id: string, memo: Memo): Promise<ScheduleView> {
  const handle = doors.temporal.schedule.getHandle(id);
  const description = await handle.describe();
  const known = memoSchema.parse(description.memo);
  if (known.plan === memo.plan && JSON.stringify(known.inputs) === JSON.stringify(memo.inputs))
    return shown(description);
  throw new LoomError(
    'schedule.exists',
    `${memo.loop} is scheduled in this room already, as another version or with other inputs.`,
    `Type "schedule remove ${memo.loop}" first, then add it again.`,
  );
}

async function describe(handle: ScheduleHandle): Promise<ScheduleView> {
  return shown(await handle.describe());
}

function shown({ scheduleId, memo, state, info }: ScheduleDescription): ScheduleView {
  return {
    ...viewOf(scheduleId, memoSchema.parse(memo)),
    paused: state.paused,
    next: state.paused ? [] : info.nextActionTimes.slice(0, timesShown).map((time) => time.toISOString()),
    runs: info.recentActions
      .map(({ action, takenAt }) => ({ workflowId: action.workflow.workflowId, startedAt: takenAt.toISOString() }))
      .reverse(),
  };
}

/** All schedules of loops, by their ids. */
export async function listSchedules({ temporal }: Doors): Promise<ScheduleView[]> {
  const ids: string[] = [];
  for await (const { scheduleId } of temporal.schedule.list()) {
    if (scheduleId.startsWith(beginning)) ids.push(scheduleId);
    if (ids.length === limits.schedulesShownMax) break;
  }
  const views = await Promise.all(
    ids.sort().map((id) =>
      describe(temporal.schedule.getHandle(id)).catch((error: unknown) => {
        // The list lags behind: this one was removed a moment ago.
        if (error instanceof ScheduleNotFoundError) return null;
        throw error;
      }),
    ),
  );
  return views.filter((view) => view !== null);
}

/** Changes one schedule. @returns how it stood before it was removed, or how it stands now */
export async function changeSchedule(
  { temporal }: Doors,
  id: string,
  change: 'pause' | 'resume' | 'remove',
): Promise<ScheduleView> {
  const handle = temporal.schedule.getHandle(id);
  try {
    const before = await describe(handle);
    if (change === 'remove') {
      await handle.delete();
      return { ...before, next: [] };
    }
    await (change === 'pause' ? handle.pause() : handle.unpause());
    return await describe(handle);
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
    const message = `Nothing is scheduled as ${id}.`;
    throw new LoomError('schedule.not_found', message, 'Type "schedule list" to see what is.', { cause: error });
  }
}
