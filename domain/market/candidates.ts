import semver from 'semver';

/** A published version, as much of it as decides which versions go together. */
export interface Release {
  readonly package: string;
  readonly version: string;
  /** Package name to semver range. */
  readonly dependencies: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly publishedAt: number;
  readonly yanked: boolean;
  /** The oldest HoloLoom it runs on. */
  readonly minHololoom: string;
}

/** What a room asks for by name. */
export interface Wish {
  readonly package: string;
  /** A semver range; an exact version takes it however young it is. */
  readonly range: string;
}

/** What decides between versions that fit. */
export interface Preference {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Version of this HoloLoom. */
  readonly hololoom: string;
  /** How long a version waits before it is chosen, in milliseconds. */
  readonly cooldownMs: number;
  /** Whether a version that still waits is taken when nothing else fits, or never. */
  readonly young: 'last' | 'never';
  /** `package@version` that stay if they can: preferred to all others, also when they were yanked. */
  readonly staying: ReadonlySet<string>;
  /** `package@version` that are installed and may be replaced: they need not wait, and go last when they were yanked. */
  readonly replaceable: ReadonlySet<string>;
  /** Packages whose versions need not wait: those that ship with HoloLoom. */
  readonly shipped: ReadonlySet<string>;
}

export const releaseKey = (release: { readonly package: string; readonly version: string }): string =>
  `${release.package}@${release.version}`;

/** A release that may be chosen. */
export interface Candidate {
  readonly release: Release;
  readonly version: semver.SemVer;
  /** `package/1`: two candidates of one slot never stand beside each other. */
  readonly slot: string;
  /** Place in the order of preference among the candidates of its package, from 0. */
  readonly rank: number;
}

/** A release that may not be chosen. */
export interface PassedOver {
  readonly release: Release;
  /** `is yanked`, ends a sentence that begins with the version. */
  readonly why: string;
}

/**
 * Versions that say of each other that they are compatible: 1.2.0 and 1.9.4, 0.3.0 and 0.3.7, and 0.0.3 with nothing.
 * @see https://semver.org item 4, and the caret ranges of npm and Cargo, which read it so
 */
export function compatibleSlot({ package: name, version }: Pick<Release, 'package' | 'version'>): string {
  const { major, minor, patch } = new semver.SemVer(version);
  if (major > 0) return `${name}/${major}`;
  return minor > 0 ? `${name}/0.${minor}` : `${name}/0.0.${patch}`;
}

/** Which versions of which packages may be chosen, best first, and why others may not. */
export class Candidates {
  readonly #byPackage = new Map<
    string,
    { readonly all: readonly Candidate[]; readonly passed: readonly PassedOver[] }
  >();
  readonly #fitting = new Map<string, readonly Candidate[]>();

  constructor(releases: readonly Release[], wishes: readonly Wish[], preference: Preference) {
    const exact = new Set(wishes.flatMap(({ package: name, range }) => exactKey(name, range)));
    const groups = new Map<string, Release[]>();
    for (const release of releases) {
      const group = groups.get(release.package);
      if (group === undefined) groups.set(release.package, [release]);
      else group.push(release);
    }
    for (const [name, group] of groups) {
      const judged = group.map((release) => ({ release, ...judge(release, exact, preference) }));
      const allowed = judged.filter(({ why }) => why === null).sort(byPreference);
      this.#byPackage.set(name, {
        all: allowed.map(({ release }, rank) => ({
          release,
          version: new semver.SemVer(release.version),
          slot: compatibleSlot(release),
          rank,
        })),
        passed: judged.sort(byPreference).flatMap(({ release, why }) => (why === null ? [] : [{ release, why }])),
      });
    }
  }

  /** Those that fit a range, best first. */
  fitting(name: string, range: string): readonly Candidate[] {
    const key = `${name} ${range}`;
    const known = this.#fitting.get(key);
    if (known !== undefined) return known;
    const wanted = new semver.Range(range);
    const found = this.all(name).filter(({ version }) => wanted.test(version));
    this.#fitting.set(key, found);
    return found;
  }

  /** All that may be chosen of one package, best first. */
  all(name: string): readonly Candidate[] {
    return this.#byPackage.get(name)?.all ?? [];
  }

  /** Those of one package that may not be chosen. */
  passedOver(name: string): readonly PassedOver[] {
    return this.#byPackage.get(name)?.passed ?? [];
  }
}

/** A range that names one version. */
export function exactVersion(range: string): string | null {
  return semver.valid(range.trim().replace(/^=/, ''));
}

function exactKey(name: string, range: string): string[] {
  const version = exactVersion(range);
  return version === null ? [] : [releaseKey({ package: name, version })];
}

interface Judged {
  readonly why: string | null;
  /** The smaller, the better. */
  readonly group: number;
}
const groups = { staying: 0, settled: 1, young: 2, yanked: 3 } as const;

function judge(release: Release, exact: ReadonlySet<string>, preference: Preference): Judged {
  const { now, hololoom, cooldownMs, young, staying, replaceable, shipped } = preference;
  const key = releaseKey(release);
  if (semver.gt(release.minHololoom, hololoom)) {
    return { why: `needs HoloLoom ${release.minHololoom}`, group: groups.settled };
  }
  if (staying.has(key)) return { why: null, group: groups.staying };
  const isThere = replaceable.has(key);
  if (release.yanked) return { why: isThere ? null : 'is yanked', group: groups.yanked };
  const ageMs = now - release.publishedAt;
  const mayComeNow = isThere || exact.has(key) || shipped.has(release.package);
  if (ageMs >= cooldownMs || mayComeNow) return { why: null, group: groups.settled };
  return { why: young === 'never' ? `is younger than ${hours(cooldownMs)}` : null, group: groups.young };
}

/** By their group; in one, released versions before pre-releases, then the newest. */
function byPreference(
  one: { readonly release: Release; readonly group: number },
  other: { readonly release: Release; readonly group: number },
): number {
  const isPreRelease = ({ version }: Release): number => (semver.prerelease(version) === null ? 0 : 1);
  return (
    one.group - other.group ||
    isPreRelease(one.release) - isPreRelease(other.release) ||
    semver.rcompare(one.release.version, other.release.version) ||
    // Build metadata decides nothing in semver, so here the text does.
    (one.release.version < other.release.version ? 1 : -1)
  );
}

/** `24 h`, `90 min`, `0.5 s`. */
function hours(ms: number): string {
  if (ms >= 3_600_000) return `${Math.round(ms / 3_600_000)} h`;
  return ms >= 60_000 ? `${Math.round(ms / 60_000)} min` : `${ms / 1_000} s`;
}
