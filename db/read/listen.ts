import { Client } from 'pg';

const pauseMs = 500;

/** Tells of every run whose projection changed, by its workflow id. See `listen`. */
export function listenToRuns(databaseUrl: string, changed: (workflowId: string) => void, missed: () => void) {
  return listen(databaseUrl, 'run_changed', changed, missed);
}

/** Tells of every message of a run in any room, by its key as JSON: `{workflowId, path}`. See `listen`. */
export function listenToMessages(databaseUrl: string, said: (key: string) => void, missed: () => void) {
  return listen(databaseUrl, 'room_message', said, missed);
}

/**
 * Calls `heard` with every announcement on a channel. A lost connection is opened again, and `missed` is called then:
 * news may have passed unheard, so read again.
 * Never throws: a database that is away is waited for.
 * @returns a function that stops listening
 */
async function listen(
  databaseUrl: string,
  channel: 'run_changed' | 'room_message',
  heard: (payload: string) => void,
  missed: () => void,
): Promise<() => Promise<void>> {
  let stopped = false;
  let client: Client | undefined;

  const open = async (): Promise<void> => {
    const next = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
    next.on('error', () => undefined);
    next.on('notification', ({ payload }) => payload !== undefined && heard(payload));
    try {
      await next.connect();
      await next.query(`LISTEN ${channel}`);
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
