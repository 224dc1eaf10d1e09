import { existsSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { clusterFolders } from '../../workers/embedded/postgres-cluster.ts';
import { endAll, markedProcesses, ownerVariable, postgresOf } from '../../workers/embedded/processes.ts';

/** Ends what still runs for a state folder and deletes the folder and all data, also what lies outside of it. */
export async function forget(path: string): Promise<void> {
  if (!existsSync(path)) return;
  const home = realpathSync(path);
  await endAll(markedProcesses(ownerVariable, home), 'SIGTERM', 2_000);
  for (const folder of [join(home, 'postgres'), join(home, 'postgres.making'), ...clusterFolders(home)]) {
    await endAll(postgresOf(join(folder, 'data')), 'SIGKILL', 0);
    rmSync(folder, { recursive: true, force: true });
  }
  rmSync(home, { recursive: true, force: true });
}
