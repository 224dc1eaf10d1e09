import semver from 'semver';

export type Bump = 'major' | 'minor' | 'patch';

const rank: Readonly<Record<Bump, number>> = { patch: 0, minor: 1, major: 2 };

/** The largest of some bumps; `patch` of none. */
export function largest(bumps: readonly Bump[]): Bump {
  return bumps.reduce<Bump>((most, each) => (rank[each] > rank[most] ? each : most), 'patch');
}

/**
 * The lowest version that may follow another after a change of this size. Before 1.0.0 ranges such as ^0.3 give way at the
 * second number, so that is the one a breaking change moves, and an addition moves the third.
 * @see https://semver.org, and caret ranges as npm reads them
 */
export function leastAfter(version: string, bump: Bump): string {
  const { major, minor, patch } = semver.parse(version, {}, true);
  if (major === 0) return bump === 'major' && minor > 0 ? `0.${minor + 1}.0` : `0.${minor}.${patch + 1}`;
  if (bump === 'major') return `${major + 1}.0.0`;
  return bump === 'minor' ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
}

/** Whether a version moves far enough from the one before it. A pre-release counts as the release it is on the way to. */
export function isFarEnough(version: string, before: string, bump: Bump): boolean {
  const { major, minor, patch } = semver.parse(version, {}, true);
  return semver.gte(`${major}.${minor}.${patch}`, leastAfter(before, bump));
}

export interface Neighbours {
  /** The highest release below it, and the lowest above it; pre-releases bind nobody. */
  readonly before: string | null;
  readonly after: string | null;
}

/** Between which published versions a new one would stand. */
export function neighboursOf(version: string, published: readonly string[]): Neighbours {
  const releases = semver.sort(published.filter((each) => semver.prerelease(each) === null));
  return {
    before: releases.findLast((each) => semver.lt(each, version)) ?? null,
    after: releases.find((each) => semver.gt(each, version)) ?? null,
  };
}
