import type { Database } from '../../db/connection.ts';
import { type PublisherKeyRow, readKeys, readLinksOf } from '../../db/read/market.ts';
import type { PackageVersionRow } from '../../db/read/packages.ts';
import { canonicalJson, sha256Hex } from '../../domain/canonical.ts';
import { LoomError } from '../../domain/errors.ts';
import { releaseKey } from '../../domain/market/candidates.ts';
import { entryOf, type LogLink, linkHash } from '../../domain/market/log.ts';
import type { Contract } from '../../dsl/contract.ts';
import { verify } from '../verify.ts';

/**
 * Looks whether releases are what their publishers signed and the log of the market has: the bytes by their hash, the
 * signature by the key, the key by its publisher, what is run by what was signed, all of it by the entry in the log. A
 * release from before there were keys has no signature, and the log knows of none.
 * @throws LoomError `market.not_as_signed` for the first that is not
 */
export async function assertAsSigned(db: Database, releases: readonly PackageVersionRow[]): Promise<void> {
  const keyIds = releases.flatMap(({ keyId }) => keyId ?? []);
  const [links, keys] = await Promise.all([
    readLinksOf(
      db,
      releases.map(({ sha256 }) => sha256),
    ),
    readKeys(db, [...new Set(keyIds)]),
  ]);
  for (const release of releases) {
    const key = keys.find(({ keyId }) => keyId === release.keyId);
    const fault = faultOf(release, key, links.get(release.sha256));
    if (fault === null) continue;
    throw new LoomError(
      'market.not_as_signed',
      `${releaseKey(release)} is not what its publisher signed: ${fault}.`,
      'Install nothing from this market before an operator has typed "market audit".',
    );
  }
}

/** What is wrong with a release, or null. */
function faultOf(
  release: PackageVersionRow,
  key: PublisherKeyRow | undefined,
  link: LogLink | undefined,
): string | null {
  const { artifact, signature, sha256, keyId } = release;
  const entry = link === undefined ? null : entryOf(link);
  if (link !== undefined && linkHash(link.previous, link.entry) !== link.hash)
    return 'its entry in the log was changed';
  if (artifact === null || signature === null || keyId === null) {
    return entry === null || entry.kind === 'adopted' ? null : 'its signature is gone';
  }
  if (sha256Hex(artifact) !== sha256) return 'its bytes have another hash';
  if (key === undefined) return `nobody knows the key ${keyId}`;
  if (!verify(key.publicKey, artifact, signature)) return 'the signature does not belong to these bytes and this key';
  const signed = JSON.parse(artifact) as Readonly<Record<string, unknown>>;
  // What was published before there were keys, and signed later, does not name its publisher; the log does.
  if ('publisher' in signed && signed.publisher !== key.publisher) return `the key belongs to ${key.publisher}`;
  const different = partThatDiffers(release, signed);
  if (different !== null) return `its ${different} is not the one that was signed`;
  if (entry === null || !('keyId' in entry) || entry.kind === 'key') return 'the log does not have it';
  const { package: name, version } = release;
  const logged =
    entry.package === name && entry.version === version && entry.keyId === keyId && entry.publisher === key.publisher;
  return logged ? null : 'the log has it otherwise';
}

/** Which part of what is compiled and run differs from what was signed, or null. */
function partThatDiffers(release: PackageVersionRow, signed: Readonly<Record<string, unknown>>): string | null {
  const { source, lock, metadata, planHash } = release;
  const [here, there] = [offerIn(release.contract), offerIn(signed.contract)];
  const parts: readonly (readonly [string, unknown, unknown])[] = [
    ['source', source, signed.source],
    ['metadata', metadata, signed.metadata],
    ['lock', lock, signed.lock],
    ['contract', here, there],
    ['plan', planHash, there.entry?.planHash ?? null],
  ];
  return parts.find(([, one, other]) => canonicalJson(one) !== canonicalJson(other))?.[0] ?? null;
}

/** What a contract offers; which release it is of, the release says itself. */
function offerIn(contract: unknown): Pick<Contract, 'entry' | 'tools'> {
  const { entry, tools } = contract as Contract;
  return { entry, tools };
}
