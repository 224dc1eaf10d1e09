import { LoomError } from '../errors.ts';
import type { Artifact } from './artifact.ts';
import type { Closure, OpenedRelease } from './closure.ts';
import { isInRange } from './versions.ts';

const hint = 'Ask whoever exported it for a new one.';

/**
 * That a bundle is whole: everything a release needs is there, in a version its ranges allow, and nothing else is.
 * @returns the releases, each behind those it needs
 */
export function inOrder({ root }: Closure, releases: readonly OpenedRelease[]): readonly OpenedRelease[] {
  const byKey = new Map(releases.map((release) => [keyOf(release.artifact), release]));
  const first = byKey.get(keyOf(root));
  if (first === undefined) {
    throw new LoomError('market.bundle_incomplete', `The bundle is of ${keyOf(root)}, which is not in it.`, hint);
  }
  const ordered = new Set<OpenedRelease>();
  visit(first, byKey, ordered, []);
  for (const release of releases) {
    if (ordered.has(release)) continue;
    const message = `The bundle holds ${keyOf(release.artifact)}, which nothing in it needs.`;
    throw new LoomError('market.bundle_surplus', message, hint);
  }
  for (const { artifact } of releases) assertLocked(artifact, byKey);
  return [...ordered];
}

const keyOf = ({ package: name, version }: Pick<Artifact, 'package' | 'version'>): string => `${name}@${version}`;

function visit(
  release: OpenedRelease,
  byKey: ReadonlyMap<string, OpenedRelease>,
  ordered: Set<OpenedRelease>,
  path: readonly OpenedRelease[],
): void {
  if (ordered.has(release)) return;
  const { artifact } = release;
  const called = `${artifact.package} ${artifact.version}`;
  if (path.includes(release)) {
    const circle = [...path.slice(path.indexOf(release)), release].map((each) => keyOf(each.artifact)).join(' → ');
    throw new LoomError('market.bundle_cycle', `Releases of the bundle need each other in a circle: ${circle}.`, hint);
  }
  for (const [name, version] of Object.entries(artifact.dependencies)) {
    const range = artifact.metadata.dependencies[name];
    if (range !== undefined && !isInRange(version, range)) {
      const message = `${called} wants ${name} ${range}, and was made with ${version}.`;
      throw new LoomError('market.range_unmet', message, hint);
    }
    const needed = byKey.get(`${name}@${version}`);
    if (needed === undefined) {
      const message = `${called} needs ${name} ${version}, which the bundle lacks.`;
      throw new LoomError('market.bundle_incomplete', message, hint);
    }
    visit(needed, byKey, ordered, [...path, release]);
  }
  for (const name of Object.keys(artifact.metadata.dependencies)) {
    if (artifact.dependencies[name] !== undefined) continue;
    const message = `${called} wants ${name}, and does not say which version it was made with.`;
    throw new LoomError('market.bundle_incomplete', message, hint);
  }
  ordered.add(release);
}

/** Its lock names what is in the bundle, and exactly that. */
function assertLocked(artifact: Artifact, byKey: ReadonlyMap<string, OpenedRelease>): void {
  const called = `${artifact.package} ${artifact.version}`;
  for (const [key, sha256] of Object.entries(artifact.lock)) {
    const locked = byKey.get(key);
    if (locked === undefined) {
      throw new LoomError('market.bundle_incomplete', `${called} runs with ${key}, which the bundle lacks.`, hint);
    }
    if (locked.sha256 === sha256) continue;
    const message = `${called} runs with another ${key} than the one in the bundle.`;
    throw new LoomError('market.hash_wrong', message, hint);
  }
}
