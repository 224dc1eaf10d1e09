import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of HoloLoom's package.json, from the sources as well as from dist/. */
export const packageRoot = findRoot(__dirname);

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`No package.json above ${__dirname}.`);
  return findRoot(parent);
}
