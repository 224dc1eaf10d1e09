import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import semver from 'semver';
import { LoomError } from '../../domain/errors.ts';
import { cacheFolder } from './folders.ts';
import { acquire } from './lock.ts';
import { executable, programOnPath } from './programs.ts';
import { type Tell, tellNotice } from './progress.ts';
import { buildTemporal } from './temporal-build.ts';
import { downloadTemporal } from './temporal-download.ts';

/** The version downloaded and built: the newest that also builds as a Go module (go.mod beside this file pins it too). */
export const pinnedVersion = '1.5.1';
/**
 * The servers in releases like the pinned one. Not newer ones: a database they make is one the pinned version, the only
 * one we can bring ourselves, does not open, and a package manager that moves on would strand it.
 */
const fittingServers = '~1.29.0';
const waitMs = 45 * 60_000;

/** A `temporal` program on this machine. */
export interface TemporalCli {
  readonly program: string;
  readonly version: string;
  /** Version of the server inside, which decides what database files it can open. */
  readonly serverVersion: string;
}

/** What long work needs of its surroundings. */
export interface Setting {
  readonly tell: Tell;
  /** Ends it half way. */
  readonly signal: AbortSignal;
}

/**
 * Finds a Temporal server, in this order: on PATH, in the cache, downloaded, built from its Go module.
 * @param madeBy version of the server that made the database file to open, or null when there is none yet
 */
export async function findTemporal(madeBy: string | null, { tell, signal }: Setting): Promise<TemporalCli> {
  const fits = (cli: TemporalCli) => opens(cli.serverVersion, madeBy);
  const onPath = await inspect(programOnPath('temporal'));
  if (onPath && fits(onPath)) return onPath;
  const program = join(cacheFolder(), `temporal-${pinnedVersion}`, executable('temporal'));
  const cached = await inspect(program);
  if (cached && fits(cached)) return cached;
  if (cached === null) {
    const made = await obtain(program, { tell, signal });
    if (fits(made)) return made;
  }
  throw new LoomError(
    'services.state_incompatible',
    `Temporal's database was made by server ${madeBy}, and no Temporal with that server is here.`,
    `Put a temporal command line tool with server ${madeBy} on PATH, or move the folder "temporal" out of the state folder to begin anew.`,
  );
}

/** Whether a server can open a file: schemas change between minor versions, and the dev server never migrates one. */
export function opens(serverVersion: string, madeBy: string | null): boolean {
  if (madeBy === null) return semver.satisfies(serverVersion, fittingServers);
  return semver.satisfies(serverVersion, `~${semver.major(madeBy)}.${semver.minor(madeBy)}.0`);
}

/** Reads `temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)`; null when there is no such program or it says else. */
export async function inspect(program: string | null): Promise<TemporalCli | null> {
  if (program === null || !existsSync(program)) return null;
  try {
    const { stdout } = await promisify(execFile)(program, ['--version'], { timeout: 10_000 });
    const found = /version (\S+) \(Server ([^,\s)]+)/.exec(stdout);
    if (!found?.[1] || !found[2] || semver.valid(found[2]) === null) return null;
    return { program, version: found[1], serverVersion: found[2] };
  } catch {
    return null;
  }
}

/** Downloads or builds the pinned version; two starts at once do it once. */
async function obtain(program: string, setting: Setting): Promise<TemporalCli> {
  const held = await acquire(join(cacheFolder(), `temporal-${pinnedVersion}.lock`), {
    purpose: 'getting Temporal',
    waitMs,
    signal: setting.signal,
    onWait: ({ pid }) => tellNotice(setting.tell, `Process ${pid} is getting Temporal already; waiting for it.`),
  });
  try {
    const meanwhile = await inspect(program);
    if (meanwhile) return meanwhile;
    const downloaded = await attempt(() => downloadTemporal(pinnedVersion, program, setting));
    if (downloaded !== null)
      tellNotice(setting.tell, `Temporal cannot be downloaded (${downloaded}); building it instead.`);
    const built = downloaded === null ? null : await attempt(() => buildTemporal(pinnedVersion, program, setting));
    const found = await inspect(program);
    if (found) return found;
    throw new LoomError(
      'services.temporal_missing',
      `No Temporal ${pinnedVersion} could be had: ${downloaded ?? 'the download does not run on this machine'}; ${built ?? 'the one built does not run'}.`,
      'Install the temporal command line tool (docs.temporal.io/cli) or Go (go.dev/dl) and start again, or set TEMPORAL_ADDRESS to a server that runs.',
    );
  } finally {
    held.release();
  }
}

/** What went wrong, in a few words, or null. */
async function attempt(action: () => Promise<void>): Promise<string | null> {
  try {
    await action();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
