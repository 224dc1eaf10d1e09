import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { ToolCall } from '../activities/tool.ts';

/**
 * What somebody who writes TypeScript would write in place of the two loops of `test/support/five-steps.ts`: the same
 * activities, with the same options.
 */
interface Item {
  readonly title: string;
  readonly next: string;
}

const { look_up: call } = proxyActivities<{ look_up(call: ToolCall): Promise<Item> }>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '10 seconds',
  retry: { maximumAttempts: 3, initialInterval: '1 second', backoffCoefficient: 2 },
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

const lookUp = (plan: string, id: string): Promise<Item> => call({ plan, tool: 'look_up', arguments: { id } });

export async function five_in_sequence(plan: string, { id }: { readonly id: string }): Promise<Item> {
  const one = await lookUp(plan, id);
  const two = await lookUp(plan, one.next);
  const three = await lookUp(plan, two.next);
  const four = await lookUp(plan, three.next);
  return lookUp(plan, four.next);
}

export async function five_in_parallel(plan: string, { id }: { readonly id: string }): Promise<readonly Item[]> {
  return Promise.all([lookUp(plan, id), lookUp(plan, id), lookUp(plan, id), lookUp(plan, id), lookUp(plan, id)]);
}
