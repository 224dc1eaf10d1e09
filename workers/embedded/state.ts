import { chmodSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';

/** Where things are in the state folder. */
export interface State {
  readonly home: string;
  readonly logs: string;
  readonly postgres: string;
  readonly temporal: string;
  readonly matrix: string;
  readonly lock: string;
  readonly published: string;
  readonly ports: string;
}

/** Makes the state folder, open to its owner alone. */
export function openState(path: string): State {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  // Processes are found by the folder they work in, which the system names without symbolic links.
  const home = realpathSync(path);
  const logs = join(home, 'logs');
  // The group may pass through (PostgreSQL's, when root starts HoloLoom); nobody may list, and others stay out.
  if ((statSync(home).mode & 0o067) !== 0) chmodSync(home, 0o700);
  mkdirSync(logs, { recursive: true, mode: 0o700 });
  return {
    home,
    logs,
    postgres: join(home, 'postgres'),
    temporal: join(home, 'temporal'),
    matrix: join(home, 'matrix'),
    lock: join(home, 'supervisor.lock'),
    published: join(home, 'supervisor.json'),
    ports: join(home, 'ports.json'),
  };
}

/** Writes a file that is there whole or not at all, readable by its owner only. */
export function writeWhole(file: string, value: unknown): void {
  const draft = `${file}.${process.pid}.draft`;
  try {
    writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600, flush: true });
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** What a file of ours holds, or null when it is missing or not what it should be. */
export function readWhole<T extends z.ZodType>(file: string, schema: T): z.output<T> | null {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}
