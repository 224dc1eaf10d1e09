import { readMarks, readPackages } from '../../../db/read/market.ts';
import { listVersions, type ReleaseName, readVersion, type VersionSummaryRow } from '../../../db/read/packages.ts';
import { LoomError } from '../../../domain/errors.ts';
import { standing, standingOf } from '../../../domain/market/marks.ts';
import { newestFirst, newestOfEach } from '../../../domain/market/versions.ts';
import type { PublishedVersion } from '../../market-door.ts';
import type { Doors } from '../connection.ts';

async function viewsOf({ db }: Doors, rows: readonly VersionSummaryRow[]): Promise<readonly PublishedVersion[]> {
  const names = [...new Set(rows.map((row) => row.package))];
  const [marks, owners] = await Promise.all([readMarks(db, names), readPackages(db, names)]);
  const publishers = new Map(owners.map((owner) => [owner.package, owner.publisher]));
  return rows.map((row) => {
    const said = marks.get(`${row.package}@${row.version}`);
    return {
      package: row.package,
      version: row.version,
      sha256: row.sha256,
      title: row.metadata.name,
      description: row.metadata.description,
      author: row.metadata.author,
      publisher: publishers.get(row.package) ?? null,
      keyId: row.keyId,
      publishedAt: row.publishedAt.toISOString(),
      dependencies: row.metadata.dependencies,
      lock: row.lock,
      ...(said === undefined ? standing : standingOf(said)),
    };
  });
}

/** Those of some releases that are published, by `package@version`. */
export async function publishedVersions(
  doors: Doors,
  names: readonly ReleaseName[],
): Promise<ReadonlyMap<string, PublishedVersion>> {
  const rows = await listVersions(doors.db, { releases: names });
  return new Map((await viewsOf(doors, rows)).map((view) => [`${view.package}@${view.version}`, view]));
}

/** The newest version of every package, by name. */
export async function listPackages(doors: Doors): Promise<readonly PublishedVersion[]> {
  return viewsOf(doors, newestOfEach(await listVersions(doors.db, {})));
}

/** All versions of one package, newest first, with the text of the newest. */
export async function showPackage(doors: Doors, name: string) {
  const rows = newestFirst(await listVersions(doors.db, { package: name }));
  const newest = rows[0] && (await readVersion(doors.db, name, rows[0].version));
  if (newest === undefined) throw notFound(name);
  return { versions: await viewsOf(doors, rows), documentation: newest.documentation, source: newest.source };
}

export function notFound(name: string): LoomError {
  return new LoomError(
    'market.not_found',
    `No package called "${name}" is published.`,
    'Type "market" to see the packages there are.',
  );
}
