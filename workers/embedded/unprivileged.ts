import { spawnSync } from 'node:child_process';
import { LoomError } from '../../domain/errors.ts';

/** An ordinary user that root lends a process to; PostgreSQL refuses to run as root. */
export interface User {
  readonly uid: number;
  readonly gid: number;
}

const userName = 'postgres';

/** Nothing to change for an ordinary user; root takes the user `postgres`, which is made where it is missing. */
export function unprivilegedUser(onMade: (name: string) => void): User | null {
  if (process.getuid?.() !== 0) return null;
  const found = lookUp(userName);
  if (found !== null) return found;
  const made = spawnSync('useradd', ['--system', '--user-group', '--no-create-home', userName], { encoding: 'utf8' });
  const user = lookUp(userName);
  if (user === null) {
    throw new LoomError(
      'services.user_missing',
      `PostgreSQL does not run as root, and no user "${userName}" could be made: ${made.stderr?.trim() || made.error?.message || 'useradd failed'}.`,
      `Start HoloLoom as an ordinary user, or create a user called "${userName}".`,
    );
  }
  onMade(userName);
  return user;
}

function lookUp(name: string): User | null {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }));
  if (uid?.status !== 0 || gid?.status !== 0) return null;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

/** Whether a program starts under that user: also tells of a folder above it that the user may not enter. */
export function canRun(program: string, user: User | null): boolean {
  return spawnSync(program, ['--version'], { ...user, cwd: '/', stdio: 'ignore' }).status === 0;
}

/** Whether that user may enter the folder, tried rather than computed: modes, lists and mounts all have a say. */
export function canEnter(folder: string, user: User): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...user, cwd: '/', stdio: 'ignore' }).status === 0;
}
