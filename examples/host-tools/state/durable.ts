import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a file that is on the disk, not only in its cache, when this returns. */
export async function writeDurably(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Writes a file whole or not at all; one that is there already stays as it is. */
export async function writeOnce(path: string, text: string): Promise<void> {
  if (await exists(path)) return;
  const draft = `${path}.${randomUUID()}`;
  await writeDurably(draft, text);
  await rename(draft, path);
  await syncFolder(dirname(path));
}

/** Makes a rename inside the folder last. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder, and needs no sync for a rename to last.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
