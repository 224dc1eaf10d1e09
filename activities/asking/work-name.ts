import { Context } from '@temporalio/activity';
import type { Account } from '../agents/door.ts';

/** The workflow that has this done. */
export function askingWorkflow(): string {
  return Context.current().info.workflowExecution?.workflowId ?? '';
}

/** On whose account the work goes, under a name that is the same for each try of it. */
export function accountOf(workspace: string): Account {
  return { workspace, key: `${askingWorkflow()}#${Context.current().info.activityId}` };
}
