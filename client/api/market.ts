import { listVersions, readVersion, type VersionSummaryRow } from '../../db/read/packages.ts';
import { LoomError } from '../../domain/errors.ts';
import { type Bundle, bundleIdentity } from '../../domain/market/bundle.ts';
import { newestFirst, newestOfEach } from '../../domain/market/versions.ts';
import type { publishPackage } from '../../workflows/publish.ts';
import type { PublishedVersion } from '../loom.ts';
import { type Doors, writeTimeout } from './connection.ts';

function publishedVersion(row: VersionSummaryRow): PublishedVersion {
  return {
    package: row.package,
    version: row.version,
    sha256: row.sha256,
    title: row.metadata.name,
    description: row.metadata.description,
    author: row.metadata.author,
    publishedAt: row.publishedAt.toISOString(),
    dependencies: row.metadata.dependencies,
    lock: row.lock,
  };
}

/** Publishes a bundle; the same bundle again costs one read. */
export async function publish(doors: Doors, bundle: Bundle): Promise<PublishedVersion & { readonly created: boolean }> {
  const { workflow_id: name, version } = bundle.metadata;
  const before = await readVersion(doors.db, name, version);
  if (before !== undefined && bundleIdentity(before) === bundleIdentity(bundle)) {
    return { ...publishedVersion(before), created: false };
  }
  const receipt = await doors.temporal.workflow.execute<typeof publishPackage>('market.publish', {
    taskQueue: doors.taskQueue,
    workflowId: `market.publish/${name}@${version}/${bundleIdentity(bundle).slice(0, 16)}`,
    args: [bundle],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowExecutionTimeout: writeTimeout,
  });
  const row = await readVersion(doors.db, name, version);
  if (row === undefined) throw notFound(name);
  return { ...publishedVersion(row), created: receipt.created };
}

/** The newest version of every package, by name. */
export async function listPackages({ db }: Doors): Promise<PublishedVersion[]> {
  return newestOfEach(await listVersions(db, {})).map(publishedVersion);
}

/** All versions of one package, newest first, with the text of the newest. */
export async function showPackage({ db }: Doors, name: string) {
  const rows = newestFirst(await listVersions(db, { package: name }));
  const newest = rows[0] && (await readVersion(db, name, rows[0].version));
  if (newest === undefined) throw notFound(name);
  return { versions: rows.map(publishedVersion), documentation: newest.documentation, source: newest.source };
}

function notFound(name: string): LoomError {
  return new LoomError(
    'market.not_found',
    `No package called "${name}" is published.`,
    'Type "market" to see the packages there are.',
  );
}
