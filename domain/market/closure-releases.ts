import { sha256Hex } from '../canonical.ts';
import { LoomError } from '../errors.ts';
import { type Artifact, readArtifact } from './artifact.ts';
import type { ClosureRelease, OpenedRelease } from './closure.ts';
import { scopeOf } from './name.ts';
import { fingerprint, type PublisherKey, type Verify } from './signature.ts';

const hint = 'Ask whoever exported it for a new one; it must be passed on exactly as it was written.';

/** Looks at each release by itself: its hash, its key, its signature, and that it is the one it is said to be. */
export function openReleases(
  releases: readonly ClosureRelease[],
  keys: ReadonlyMap<string, PublisherKey>,
  verify: Verify,
): readonly OpenedRelease[] {
  const opened = releases.map((release) => openRelease(release, keys, verify));
  const seen = new Map<string, Artifact>();
  for (const { artifact } of opened) {
    const key = `${artifact.package}@${artifact.version}`;
    if (seen.has(key)) throw new LoomError('market.bundle_surplus', `The bundle holds ${key} twice.`, hint);
    seen.set(key, artifact);
    const other = [...seen.values()].find((each) => each.package === artifact.package);
    if (other !== undefined && other.publisher !== artifact.publisher) {
      const message = `${artifact.package} cannot belong to ${other.publisher} and to ${artifact.publisher}.`;
      throw new LoomError('market.name_taken', message, hint);
    }
  }
  return opened;
}

function openRelease(
  { package: name, version, sha256, artifact: text, keyId, signature }: ClosureRelease,
  keys: ReadonlyMap<string, PublisherKey>,
  verify: Verify,
): OpenedRelease {
  const called = `${name} ${version}`;
  if (sha256Hex(text) !== sha256) {
    throw new LoomError('market.hash_wrong', `${called} is not the release that its sha256 belongs to.`, hint);
  }
  const artifact = readArtifact(text);
  if (artifact.package !== name || artifact.version !== version) {
    const message = `The bundle calls a release ${called}, and the release says it is ${artifact.package} ${artifact.version}.`;
    throw new LoomError('market.version_differs', message, hint);
  }
  const { metadata, publisher } = artifact;
  if (metadata.workflow_id !== name || metadata.version !== version) {
    const message = `${called} says in its metadata that it is ${metadata.workflow_id} ${metadata.version}.`;
    throw new LoomError('market.version_differs', message, hint);
  }
  if (keyId === null || signature === null) {
    const message = `Nobody signed ${called}.`;
    throw new LoomError('market.unsigned', message, 'Ask its publisher to sign it: publishing it again does that.');
  }
  const key = keys.get(keyId);
  if (key === undefined) {
    throw new LoomError('market.key_wrong', `The bundle lacks the key ${called} is signed with.`, hint);
  }
  if (key.publisher !== publisher || (scopeOf(name) ?? publisher) !== publisher) {
    const message = `${called} comes from ${publisher}, and is signed with the key ${fingerprint(keyId)} of ${key.publisher}.`;
    throw new LoomError('market.key_wrong', message, hint);
  }
  if (!verify(key.publicKey, text, signature)) {
    throw new LoomError('market.signature_wrong', `${called} is not signed by ${publisher}, as it says.`, hint);
  }
  return { sha256, artifact, text, publicKey: key.publicKey, signature };
}
