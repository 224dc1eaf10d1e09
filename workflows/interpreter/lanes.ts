import { CancellationScope } from '@temporalio/workflow';

/** Stops the lanes without being a failure. */
class Enough {}

/**
 * Does one thing after the other in a bounded number of lanes. The first failure stops all, and so does having enough:
 * what still runs is told to stop, and is waited for.
 */
export async function inLanes(
  count: number,
  atOnce: number,
  work: (at: number) => Promise<void>,
  enough: () => boolean,
): Promise<void> {
  let next = 0;
  let stopping = false;
  const lane = async (): Promise<void> => {
    while (next < count && !stopping && !enough()) {
      const at = next;
      next += 1;
      await work(at);
      if (enough()) throw new Enough();
    }
  };
  await CancellationScope.cancellable(async () => {
    const lanes = Array.from({ length: Math.min(atOnce, count) }, lane);
    try {
      await Promise.all(lanes);
    } catch (error) {
      stopping = true;
      CancellationScope.current().cancel();
      await Promise.allSettled(lanes);
      if (!(error instanceof Enough)) throw error;
    }
  });
}
