import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../db/migrate.ts';
import { forget } from '../test/support/forget.ts';
import { freePort } from '../workers/embedded/ports.ts';
import { startPostgres } from '../workers/embedded/postgres.ts';
import { openState } from '../workers/embedded/state.ts';
import { startTemporal } from '../workers/embedded/temporal.ts';

export interface Services {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly temporalPid: number;
  stop(): Promise<void>;
}

/** The services as `npm start` runs them, in a folder that is thrown away. */
export async function startServices(): Promise<Services> {
  const abort = new AbortController();
  const { home, logs, postgres, temporal } = openState(mkdtempSync(join(tmpdir(), 'hololoom-bench-')));
  const setting = { home, tell: () => undefined, signal: abort.signal };
  const at = async (name: string) => ({ logFile: join(logs, `${name}.log`), port: (await freePort(0)) ?? 0 });
  const database = await startPostgres({ ...setting, ...(await at('postgres')), folder: postgres, durable: true });
  await migrate(database.databaseUrl);
  const server = await startTemporal({ ...setting, ...(await at('temporal')), folder: temporal, uiPort: null });
  const stop = async (): Promise<void> => {
    abort.abort();
    await forget(home);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stop().then(() => process.exit(1)));
  return {
    databaseUrl: database.databaseUrl,
    temporalAddress: server.address,
    temporalPid: server.child.process.pid ?? 0,
    stop,
  };
}
