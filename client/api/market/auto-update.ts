import { ScheduleAlreadyRunning, ScheduleNotFoundError, ScheduleOverlapPolicy } from '@temporalio/client';
import { readWorkspace } from '../../../db/read/generations.ts';
import type { Doors } from '../connection.ts';

/** The Temporal Schedule that looks for updates of a room; no schedule of a loop begins like this. */
export const updatesOf = (workspace: string): string => `market.update/${workspace}`;

/**
 * Lets a room look for updates by itself as long as something in it wants them, as often as its settings say. Called
 * after each change, so that one that was missed is made up for by the next.
 */
export async function keepLookingForUpdates(doors: Doors, workspace: string): Promise<void> {
  const { entries, settings } = await readWorkspace(doors.db, workspace);
  const scheduleId = updatesOf(workspace);
  const handle = doors.temporal.schedule.getHandle(scheduleId);
  if (!entries.some(({ autoUpdate }) => autoUpdate)) {
    await handle.delete().catch(unlessMissing);
    return;
  }
  const spec = { intervals: [{ every: settings.everyMs }] };
  try {
    await doors.temporal.schedule.create({
      scheduleId,
      spec,
      // While one update is tried, no other begins.
      policies: { overlap: ScheduleOverlapPolicy.SKIP },
      action: {
        type: 'startWorkflow',
        workflowType: 'market.update',
        taskQueue: doors.taskQueue,
        workflowId: scheduleId,
        args: [workspace],
      },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await handle.update((schedule) => ({ ...schedule, spec }));
  }
}

function unlessMissing(error: unknown): void {
  if (!(error instanceof ScheduleNotFoundError)) throw error;
}
