import { readKeysOf, readLinksOf, readLog, readLogHead, readReleases } from '../../../db/read/market.ts';
import { readArtifact as readArtifactText } from '../../../db/read/registry.ts';
import { LoomError } from '../../../domain/errors.ts';
import { limits } from '../../../domain/limits.ts';
import { readArtifact } from '../../../domain/market/artifact.ts';
import { logBegin } from '../../../domain/market/log.ts';
import { errorOf, type SignedRelease } from '../../../domain/market/publication.ts';
import type { LogPage, ReleaseProof } from '../../../domain/market/registry.ts';
import type { PublishOutcome } from '../../../workflows/publish.ts';
import type { PublishedVersion } from '../../market-door.ts';
import type { Doors } from '../connection.ts';
import { openCourier } from '../market/courier.ts';
import { releaseName } from '../market/marks.ts';
import { notFound, publishedVersions } from '../market/read.ts';

/** A release with what is needed to check it. @throws LoomError `market.not_found` */
export async function releaseProof({ db }: Doors, release: string): Promise<ReleaseProof> {
  const [row] = await readReleases(db, [releaseName(release)]);
  if (row?.artifact == null) throw notFound(release);
  const { package: name, version, sha256, keyId, signature } = row;
  const { publisher } = readArtifact(row.artifact);
  const [keys, links, head] = await Promise.all([
    readKeysOf(db, publisher),
    readLinksOf(db, [sha256]),
    readLogHead(db),
  ]);
  const link = links.get(sha256);
  if (link === undefined || head === undefined) throw notFound(release);
  return {
    package: name,
    version,
    sha256,
    keyId,
    signature,
    keys: keys.map(({ publicKey, replaces, proof }) => ({ publisher, publicKey, replaces, proof })),
    link,
    head: { seq: head.seq, hash: head.hash },
  };
}

/** The bytes a hash belongs to. @throws LoomError `market.not_found` */
export async function artifactText({ db }: Doors, sha256: string): Promise<string> {
  const text = await readArtifactText(db, sha256);
  if (text !== undefined) return text;
  throw new LoomError('market.not_found', `No release here has the sha256 ${sha256}.`, 'Check the hash.');
}

/** Links of the log behind a place: as many as fit on a page, and at least one where there are more. */
export async function logPage({ db }: Doors, after: number): Promise<LogPage> {
  const [found, head] = await Promise.all([readLog(db, after, limits.logLinksMax), readLogHead(db)]);
  let bytes = 0;
  const past = found.findIndex(({ entry }) => {
    bytes += Buffer.byteLength(entry);
    return bytes > limits.logPageBytesMax;
  });
  const links = past === -1 ? found : found.slice(0, Math.max(1, past));
  const { seq, hash } = head ?? logBegin;
  return { links: [...links], head: { seq, hash } };
}

/** Takes in a release that was signed elsewhere: the registry checks it as it does every other. */
export async function submitRelease(
  doors: Doors,
  release: SignedRelease,
): Promise<PublishedVersion & { readonly created: boolean }> {
  const { package: name, version } = readArtifact(release.artifact);
  const outcomes: PublishOutcome[] = [];
  const courier = openCourier(doors);
  courier.take(release, (outcome) => void outcomes.push(outcome));
  await courier.done();
  const [outcome] = outcomes;
  if (outcome !== undefined && 'refused' in outcome) throw errorOf(outcome.refused);
  const found = (await publishedVersions(doors, [{ package: name, version }])).get(`${name}@${version}`);
  if (outcome === undefined || found === undefined) throw notFound(`${name}@${version}`);
  return { ...found, created: outcome.done.created };
}
