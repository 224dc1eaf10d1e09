import semver from 'semver';
import { readGenerations, readWorkspace } from '../../../db/read/generations.ts';
import { findReleases, type ReleaseRow } from '../../../db/read/releases.ts';
import { limits } from '../../../domain/limits.ts';
import { changesBetween } from '../../../domain/market/difference.ts';
import type { Installed } from '../../../domain/market/generation.ts';
import { newestFirst } from '../../../domain/market/versions.ts';
import { hololoomVersion } from '../../../domain/version.ts';
import type { GenerationView, UpdateView, WorkspaceView } from '../../market-workspace.ts';
import type { Doors } from '../connection.ts';

/** What a room has installed. */
export async function installedIn({ db }: Doors, room: string): Promise<WorkspaceView> {
  const { parent: _parent, ...state } = await readWorkspace(db, room);
  return state;
}

/** The sets a room had, newest first. */
export async function generationsOf({ db }: Doors, room: string): Promise<readonly GenerationView[]> {
  const [{ generation }, rows] = await Promise.all([
    readWorkspace(db, room),
    readGenerations(db, room, limits.generationsShownMax),
  ]);
  const entriesOf = (number: number | null) => rows.find((row) => row.number === number)?.entries ?? [];
  return rows.map(({ number, at, by, reason, entries, parent }) => ({
    number,
    current: number === generation,
    at: at.toISOString(),
    by,
    reason,
    packages: entries.length,
    changes: changesBetween(entriesOf(parent), entries),
  }));
}

/** How far behind everything is that somebody asked for by name. */
export async function outdatedIn({ db }: Doors, room: string): Promise<readonly UpdateView[]> {
  const { entries, settings } = await readWorkspace(db, room);
  const direct = entries.filter((entry) => entry.direct);
  const releases = await findReleases(
    db,
    direct.map((entry) => entry.package),
  );
  return direct.map((entry) =>
    updateOf(
      entry,
      releases.filter((row) => row.package === entry.package),
      settings.cooldownMs,
    ),
  );
}

function updateOf(entry: Installed, rows: readonly ReleaseRow[], cooldownMs: number): UpdateView {
  const range = entry.range ?? '*';
  const usable = newestFirst(rows).filter(
    ({ version, yanked, metadata }) =>
      !yanked && semver.lte(metadata.min_hololoom_version, hololoomVersion) && semver.gt(version, entry.version),
  );
  const isSettled = ({ publishedAt }: ReleaseRow): boolean => publishedAt.getTime() + cooldownMs <= Date.now();
  const inside = usable.filter(({ version }) => semver.satisfies(version, range));
  const [young] = inside.filter((row) => !isSettled(row));
  const beyond = usable.find((row) => !inside.includes(row))?.version ?? null;
  return {
    package: entry.package,
    installed: entry.version,
    range,
    update: inside.find(isSettled)?.version ?? null,
    waiting:
      young === undefined
        ? null
        : { version: young.version, until: new Date(young.publishedAt.getTime() + cooldownMs).toISOString() },
    beyond,
    yanked: rows.some((row) => row.version === entry.version && row.yanked),
  };
}
