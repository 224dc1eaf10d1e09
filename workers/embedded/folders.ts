import { chmodSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** What can be made again and is shared by all checkouts of a user: `~/.cache/hololoom`, honouring XDG_CACHE_HOME. */
export function cachePath(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'hololoom');
}

/** Makes that folder. */
export function cacheFolder(): string {
  const folder = cachePath();
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Where root keeps what PostgreSQL's user must reach when the checkout lies where that user may not go. */
export const systemPath = '/var/lib/hololoom';

/** Makes the folder. */
export function systemFolder(): string {
  mkdirSync(systemPath, { recursive: true });
  // Whatever the umask of root says: its user has to pass.
  chmodSync(systemPath, 0o755);
  return systemPath;
}
