import { createRequire } from 'node:module';
import { join } from 'node:path';
import { packageRoot } from './package-root.ts';

/** Whoever has the lock, as it says so itself. */
export interface Owner {
  readonly pid: number;
  readonly identity: string | null;
  readonly purpose: string;
}
export interface Held {
  release(): void;
}

// These are plain JavaScript because the first steps of the set-up need them before anything is installed or compiled.
const load = createRequire(__filename);
const lock: {
  tryAcquire(folder: string, purpose: string): Held | Owner;
  acquire(
    folder: string,
    options: { purpose: string; waitMs: number; onWait?: (owner: Owner) => void; signal?: AbortSignal },
  ): Promise<Held>;
} = load(join(packageRoot, 'bin', 'lock.cjs'));
const processIdentity: { identityOf(pid: number): string | null } = load(
  join(packageRoot, 'bin', 'process-identity.cjs'),
);

/** See `bin/lock.cjs`. */
export const { tryAcquire, acquire } = lock;

/** Tells a process from a later one with the same number; null when it is dead. See `bin/process-identity.cjs`. */
export const { identityOf } = processIdentity;
