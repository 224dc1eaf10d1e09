import semver from 'semver';
import { readWorkspace } from '../../db/read/generations.ts';
import { findReleases, type ReleaseRow } from '../../db/read/releases.ts';
import { LoomError } from '../../domain/errors.ts';
import { type Installed, namedEntry } from '../../domain/market/generation.ts';
import { assertRunsHere } from '../../domain/market/minimum.ts';
import { newestFirst } from '../../domain/market/versions.ts';
import { installLevel } from '../../domain/people.ts';
import { hololoomVersion } from '../../domain/version.ts';
import type { Doors } from './connection.ts';

/** Which plan of which version a name means. */
export interface Published {
  readonly hash: string;
  readonly package: string;
  readonly version: string;
}

/** Whose installed set decides; `level` is given for whoever is about to start it. */
export interface LookedUpFrom {
  readonly room?: string;
  readonly level?: number;
}

/**
 * What a name, or `name@range`, means. The version that is installed in the room wins. What is not installed there is
 * the newest that fits, was not yanked and runs here, on the plan it was published with; only those who may install may
 * start it, since nobody there has agreed to what it may touch.
 * @throws LoomError `market.not_found`, `market.not_installed`, `market.needs_newer`, `market.dependency_missing` (no
 * version fits), `loop.nothing_to_run`
 */
export async function findPublished(
  { db }: Doors,
  reference: string,
  { room, level }: LookedUpFrom,
): Promise<Published> {
  const at = reference.indexOf('@', 1);
  const name = at === -1 ? reference : reference.slice(0, at);
  const range = at === -1 ? '*' : reference.slice(at + 1);
  const entry = room === undefined ? undefined : namedEntry((await readWorkspace(db, room)).entries, name);
  if (entry !== undefined && (at === -1 || semver.satisfies(entry.version, range))) return installedPlan(entry);
  const rows = await findReleases(db, [name]);
  if (rows.length === 0) {
    throw new LoomError(
      'market.not_found',
      `No package called "${name}" is published.`,
      'Type "market" to see the packages there are, or give the path of a file that ends in .loop.',
    );
  }
  if (level !== undefined && level < installLevel) throw notInstalled(name, range, entry);
  return publishedPlan(name, range, rows);
}

function installedPlan(entry: Installed): Published {
  assertRunsHere(entry);
  return { hash: entry.planHash ?? nothingToRun(entry), package: entry.package, version: entry.version };
}

function publishedPlan(name: string, range: string, rows: readonly ReleaseRow[]): Published {
  const offered = newestFirst(rows.filter((row) => !row.yanked));
  const fitting = range === '*' ? offered : offered.filter(({ version }) => semver.satisfies(version, range));
  const found = fitting.find((row) => semver.lte(row.metadata.min_hololoom_version, hololoomVersion));
  if (found !== undefined)
    return { hash: found.planHash ?? nothingToRun(found), package: name, version: found.version };
  const [newest] = fitting;
  if (newest !== undefined) {
    assertRunsHere({ package: name, version: newest.version, minHololoom: newest.metadata.min_hololoom_version });
  }
  const shown = offered.slice(0, 5).map(({ version }) => version);
  throw new LoomError(
    'market.dependency_missing',
    shown.length === 0
      ? `All versions of "${name}" were yanked.`
      : `No version of "${name}" fits ${range}; published are ${shown.join(', ')}.`,
    'Ask for one of those that are published.',
  );
}

function nothingToRun({ package: name, version }: { readonly package: string; readonly version: string }): never {
  throw new LoomError(
    'loop.nothing_to_run',
    `${name} ${version} is a toolbox: it has tools for other loops, and no loop to run.`,
    `Type "market show ${name}" to see its tools.`,
  );
}

function notInstalled(name: string, range: string, entry: Installed | undefined): LoomError {
  const wanted = range === '*' ? name : `${name}@${range}`;
  return new LoomError(
    'market.not_installed',
    entry === undefined
      ? `${name} is not installed in this room.`
      : `${name} is installed in this room as ${entry.version}, which does not fit ${range}.`,
    `Ask a moderator: market install ${wanted}`,
  );
}
