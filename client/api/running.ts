import { WorkflowNotFoundError } from '@temporalio/client';
import type { Doors } from './connection.ts';
import { searchKeys } from './search-keys.ts';

/** The room of a workflow that runs; undefined when Temporal does not know it or it has ended. */
export async function runningIn({ temporal }: Doors, workflowId: string): Promise<string | undefined> {
  try {
    const { status, typedSearchAttributes } = await temporal.workflow.getHandle(workflowId).describe();
    if (status.name !== 'RUNNING' && status.name !== 'PAUSED') return undefined;
    return typedSearchAttributes.get(searchKeys.room) ?? '';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/** Whether Temporal knows this workflow and it has not ended. */
export async function isRunning(doors: Doors, workflowId: string): Promise<boolean> {
  return (await runningIn(doors, workflowId)) !== undefined;
}
