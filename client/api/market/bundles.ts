import { readKeysOf, readLinksOf, readLogHead, readReleases } from '../../../db/read/market.ts';
import type { PackageVersionRow } from '../../../db/read/packages.ts';
import { LoomError } from '../../../domain/errors.ts';
import { artifactSchema } from '../../../domain/market/artifact.ts';
import { type Closure, closureText, openClosure, writeClosure } from '../../../domain/market/closure.ts';
import type { ImportReceipt } from '../../../domain/market/publication.ts';
import type { PublisherKey } from '../../../domain/market/signature.ts';
import type { importBundle as importInRegistry } from '../../../workflows/publish.ts';
import { type Keyring, noKey } from '../../keyring.ts';
import type { Caller } from '../../loom.ts';
import type { ExportedBundle } from '../../market-door.ts';
import { verify } from '../../signing.ts';
import { type Doors, writeTimeout } from '../connection.ts';
import { releaseName } from './marks.ts';
import { notFound } from './read.ts';

/**
 * A release with all it needs as one text, signed with the key of its publisher where that is ours, else with our own.
 * @param release `package@version`
 * @throws LoomError `market.not_found`, `market.unsigned`, `market.no_key`, `market.bundle_too_large`
 */
export async function exportBundle({ db }: Doors, keys: Keyring, release: string): Promise<ExportedBundle> {
  const root = releaseName(release);
  const [first] = await readReleases(db, [root]);
  if (first === undefined) throw notFound(release);
  const rows = [...(await readReleases(db, Object.keys(first.lock).sort().map(releaseName))), first];
  const publishers = [...new Set(rows.map(publisherOf))];
  const own = await keys.list();
  const mine = [publisherOf(first), keys.me].flatMap((name) => own.find(({ publisher }) => publisher === name) ?? []);
  const [exporter] = mine;
  if (exporter === undefined) throw noKey(keys.me);
  const known = await Promise.all(
    [...new Set([...publishers, exporter.publisher])].map((each) => readKeysOf(db, each)),
  );
  const listed = known
    .flat()
    .map(({ publisher, publicKey, replaces, proof }) => ({ publisher, publicKey, replaces, proof }));
  const ours: PublisherKey = {
    publisher: exporter.publisher,
    publicKey: exporter.publicKey,
    replaces: null,
    proof: null,
  };
  const [links, head] = await Promise.all([
    readLinksOf(
      db,
      rows.map(({ sha256 }) => sha256),
    ),
    readLogHead(db),
  ]);
  const unsigned: Omit<Closure, 'signature'> = {
    kind: 'hololoom.bundle',
    format: 1,
    root,
    releases: rows.map((row) => {
      const link = links.get(row.sha256);
      if (link === undefined) throw notInLog(row);
      const { package: name, version, sha256, artifact, keyId, signature } = row;
      return { package: name, version, sha256, artifact: artifact ?? '', keyId, signature, link };
    }),
    keys: listed.some(({ publisher }) => publisher === exporter.publisher) ? listed : [...listed, ours],
    head: { seq: head?.seq ?? 0, hash: head?.hash ?? '' },
    exporter: exporter.keyId,
  };
  const signed = await keys.sign(exporter.publisher, closureText(unsigned));
  const text = writeClosure({ ...unsigned, signature: signed?.signature ?? '' });
  // What cannot be opened again is not handed out.
  const { releases } = openClosure(text, verify);
  return {
    text,
    exporter: exporter.publisher,
    releases: releases.map(({ artifact }) => ({ package: artifact.package, version: artifact.version })),
  };
}

/** Who signed a release that can travel. @throws LoomError `market.unsigned` */
function publisherOf({ package: name, version, artifact }: PackageVersionRow): string {
  try {
    return artifactSchema.parse(JSON.parse(artifact ?? '')).publisher;
  } catch {
    const message = `${name} ${version} is from before packages were signed, and cannot travel.`;
    throw new LoomError('market.unsigned', message, 'Publish a new version of it, and export that one.');
  }
}

function notInLog({ package: name, version }: PackageVersionRow): LoomError {
  const message = `The log of this market does not know ${name} ${version}.`;
  return new LoomError('market.log_broken', message, 'Type "market audit" to see what else is wrong.');
}

/**
 * Stores all releases of a bundle, or none. What can be seen on the bundle itself is looked at here, before anything is sent;
 * the registry looks at all of it again.
 * @throws LoomError `market.*`
 */
export async function importBundle(
  doors: Doors,
  text: string,
  older: boolean,
  { requestId }: Caller,
): Promise<ImportReceipt> {
  const { closure } = openClosure(text, verify);
  return doors.temporal.workflow.execute<typeof importInRegistry>('market.import', {
    taskQueue: doors.taskQueue,
    workflowId: `market.import/${requestId}`,
    args: [{ closure, older }],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowExecutionTimeout: writeTimeout,
  });
}
