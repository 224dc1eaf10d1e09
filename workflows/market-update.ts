import { proxyActivities, sleep } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { MadeUpdate, ModestUpdate } from '../activities/market/update.ts';
import { LoomError } from '../domain/errors.ts';

const activities = proxyActivities<
  Pick<
    Activities,
    | 'market.apply'
    | 'market.find_update'
    | 'market.judge'
    | 'market.return'
    | 'market.tell_return'
    | 'market.tell_update'
  >
>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute', maximumAttempts: 20 },
});

/** What became of a look for updates. */
export type UpdateOutcome = 'nothing to update' | 'updated' | 'returned' | 'moved on';

/** In whose name it is done. */
const by = '@hololoom';
const looksMax = 24;
/** Runs are not compared more often than this. */
const pauseMs = 1_000;

/**
 * Updates what a workspace lets update by itself, then compares its runs for as long as the workspace says, and goes back
 * when they fail more.
 */
export async function lookForUpdates(workspace: string): Promise<UpdateOutcome> {
  const found = await activities['market.find_update'](workspace);
  if (found === null) return 'nothing to update';
  const made = await unlessMoved(() => apply(found));
  if (made === 'moved on') return made;
  await activities['market.tell_update'](made);
  const looks = Math.max(1, Math.min(looksMax, Math.floor(made.watchMs / pauseMs)));
  for (let look = 0; look < looks; look += 1) {
    await sleep(Math.max(1, made.watchMs / looks));
    const judgement = await activities['market.judge'](made);
    if (judgement.kind === 'moved on') return 'moved on';
    if (judgement.kind === 'worse') return goBack(made, judgement.why, judgement.avoid);
  }
  return 'updated';
}

async function apply(found: ModestUpdate): Promise<MadeUpdate> {
  const { workspace, request, agreed } = found;
  return { ...found, ...(await activities['market.apply']({ workspace, request, agreed, by })) };
}

async function goBack(made: MadeUpdate, why: string, avoid: readonly string[]): Promise<UpdateOutcome> {
  const { workspace, generation: from, before: to } = made;
  const back = await unlessMoved(() => activities['market.return']({ workspace, from, to, by, avoid }));
  if (back === 'moved on') return back;
  await activities['market.tell_return'](made, why);
  return 'returned';
}

/** Somebody who changes the room meanwhile knows better: what they left is looked at next time. */
async function unlessMoved<T>(change: () => Promise<T>): Promise<T | 'moved on'> {
  try {
    return await change();
  } catch (error) {
    const { code } = LoomError.from(error);
    if (code === 'market.moved_on' || code === 'market.other_proposal') return 'moved on';
    throw error;
  }
}
