import type { Transaction } from '../../db/market-log.ts';
import { savePackage, savePackageVersion, savePublisherKey } from '../../db/packages.ts';
import { readKeys } from '../../db/read/market.ts';
import type { Json } from '../../domain/json.ts';
import { type Artifact, writeArtifact } from '../../domain/market/artifact.ts';
import type { LogEntry, LogHead } from '../../domain/market/log.ts';
import { skeletonOf } from '../../domain/market/name.ts';
import type { SignedRelease } from '../../domain/market/publication.ts';
import { keyIdOf, type PublisherKey } from '../../domain/market/signature.ts';
import { contractOf } from '../../dsl/artifact.ts';
import { dependenciesOf } from '../../dsl/compile.ts';
import type { Plan } from '../../dsl/plan.ts';

type Log = (entry: LogEntry) => Promise<void>;
const now = (): string => new Date().toISOString();

/** Adds the keys that are not known yet, each after the one it replaces. */
export async function storeKeys(transaction: Transaction, log: Log, keys: readonly PublisherKey[]): Promise<void> {
  const ids = keys.map(({ publicKey }) => keyIdOf(publicKey));
  const known = new Set((await readKeys(transaction, ids)).map(({ keyId }) => keyId));
  for (const [at, key] of keys.entries()) {
    const keyId = ids[at] ?? '';
    if (known.has(keyId)) continue;
    await savePublisherKey(transaction, key, keyId);
    await log({ kind: 'key', at: now(), publisher: key.publisher, keyId, replaces: key.replaces });
  }
}

/**
 * Stores a release whose key is known, with its plans and its entry in the log.
 * @param origin where its log stood in the registry it comes from; null for one that is published here
 * @returns its sha256
 */
export async function storeRelease(
  transaction: Transaction,
  log: Log,
  { publicKey, signature }: SignedRelease,
  artifact: Artifact,
  origin: LogHead | null,
): Promise<string> {
  const { text, sha256 } = writeArtifact(artifact);
  const { package: name, version, publisher, plans } = artifact;
  const keyId = keyIdOf(publicKey);
  await savePackage(transaction, { package: name, publisher, skeleton: skeletonOf(name) });
  const written = Object.entries(plans).map(([hash, plan]) => {
    const { format, loop } = JSON.parse(plan) as Plan;
    return { hash, format, loop, plan };
  });
  const row = {
    package: name,
    version,
    sha256,
    planHash: artifact.plan,
    source: artifact.source,
    documentation: artifact.documentation,
    examples: artifact.examples as Json,
    metadata: artifact.metadata,
    contract: contractOf(artifact, sha256) as unknown as Json,
    lock: artifact.lock,
    artifact: text,
    signature,
    keyId,
    capabilities: artifact.capabilities as Json,
    requires: dependenciesOf(artifact.source, artifact.metadata).declared,
  };
  await savePackageVersion(transaction, row, written);
  const entry = { at: now(), package: name, version, sha256, publisher, keyId };
  await log(origin === null ? { kind: 'published', ...entry } : { kind: 'imported', ...entry, origin });
  return sha256;
}
