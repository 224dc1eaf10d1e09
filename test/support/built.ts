import { createRequire } from 'node:module';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const load = createRequire(__filename);
const { isBuilt, build }: { isBuilt(root: string): boolean; build(root: string): Promise<void> } = load(
  join(root, 'bin', 'build.cjs'),
);
const { acquire }: { acquire(folder: string, options: object): Promise<{ release(): void }> } = load(
  join(root, 'bin', 'lock.cjs'),
);

/** Compiles the sources where dist/ is older than they are: for tests of what runs as processes of its own. */
export async function ensureBuilt(): Promise<void> {
  if (isBuilt(root)) return;
  const held = await acquire(join(root, '.hololoom', 'setup.lock'), { purpose: 'building', waitMs: 120_000 });
  try {
    if (!isBuilt(root)) await build(root);
  } finally {
    held.release();
  }
}
