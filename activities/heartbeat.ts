import { Context } from '@temporalio/activity';

const heartbeatMs = 1_000;

/** Beats while the work goes on, so that a dead worker is noticed in seconds and a cancellation reaches what it does. */
export async function withHeartbeats<T>(work: () => Promise<T>): Promise<T> {
  const beat = setInterval(() => Context.current().heartbeat(), heartbeatMs);
  try {
    return await work();
  } finally {
    clearInterval(beat);
  }
}
