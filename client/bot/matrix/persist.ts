import type { Log } from '../log.ts';
import { openWaker, patience } from '../waker.ts';

/** Between two tries of what has to be done, in milliseconds. */
export const retryMsMin = 500;
export const retryMsMax = 10_000;

/**
 * Waits for what is away, such as a database: nothing that was read is let go.
 * @param trouble what the log says of each try that fails
 * @returns null when the signal was aborted
 */
export async function persist<T>(
  work: () => Promise<T>,
  log: Log,
  signal: AbortSignal,
  trouble = 'what was read cannot be stored now',
): Promise<T | null> {
  const retry = patience(retryMsMin, retryMsMax);
  while (!signal.aborted) {
    try {
      return await work();
    } catch (error) {
      log.warn({ error: String(error) }, trouble);
      await openWaker().wait(null, retry.next(), signal);
    }
  }
  return null;
}
