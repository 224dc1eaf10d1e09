import { Client } from 'pg';

const pauseMs = 500;

/**
 * Calls `changed` with the workflow id of every run whose projection changed. A lost connection is opened again, and
 * `missed` is called then: news may have passed unheard, so read again.
 * Never throws: a database that is away is waited for.
 * @returns a function that stops listening
 */
export async function listenToRuns(
  databaseUrl: string,
  changed: (workflowId: string) => void,
  missed: () => void,
): Promise<() => Promise<void>> {
  let stopped = false;
  let client: Client | undefined;

  const open = async (): Promise<void> => {
    const next = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
    next.on('error', () => undefined);
    next.on('notification', ({ payload }) => payload !== undefined && changed(payload));
    try {
      await next.connect();
      await next.query('LISTEN run_changed');
    } catch (error) {
      await next.end().catch(() => undefined);
      throw error;
    }
    if (stopped) return next.end();
    client = next;
    next.on('end', () => void reopen());
  };
  const reopen = async (): Promise<void> => {
    while (!stopped) {
      await new Promise((resolve) => setTimeout(resolve, pauseMs).unref());
      if (stopped) return;
      try {
        await open();
        if (!stopped) missed();
        return;
      } catch {
        // The database is still away: the next round asks again.
      }
    }
  };

  // A database that is away now is a database that is away: the same patience from the first moment.
  await open().catch(() => void reopen());
  return async () => {
    stopped = true;
    await client?.end();
  };
}
