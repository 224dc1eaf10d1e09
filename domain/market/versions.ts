import semver from 'semver';

/** A version that can be depended on. */
export interface AvailableVersion {
  readonly package: string;
  readonly version: string;
  /** Withdrawn: those that are locked to it keep it, and nothing new chooses it. */
  readonly yanked?: boolean;
}

export function isNewer(version: string, than: string): boolean {
  return semver.gt(version, than);
}

export function isInRange(version: string, range: string): boolean {
  return semver.satisfies(version, range);
}

/** Newest first, as a person means it: released versions before pre-releases, then by semver. */
export function newestFirst<Version extends { readonly version: string }>(versions: readonly Version[]): Version[] {
  const isPreRelease = ({ version }: { readonly version: string }): number =>
    semver.prerelease(version) === null ? 0 : 1;
  return versions.toSorted(
    (one, other) => isPreRelease(one) - isPreRelease(other) || semver.rcompare(one.version, other.version),
  );
}

/** The newest version of each package, by name. */
export function newestOfEach<Version extends { readonly package: string; readonly version: string }>(
  versions: readonly Version[],
): Version[] {
  const byPackage = new Map<string, Version[]>();
  for (const version of versions) byPackage.set(version.package, [...(byPackage.get(version.package) ?? []), version]);
  return [...byPackage.values()]
    .flatMap((all) => newestFirst(all)[0] ?? [])
    .sort((one, other) => (one.package < other.package ? -1 : 1));
}

export interface Resolution<Version extends AvailableVersion> {
  /** The newest fitting version of each declared dependency, by package name. */
  readonly chosen: ReadonlyMap<string, Version>;
  /** One sentence for each dependency that nothing fits. */
  readonly missing: readonly string[];
}

/**
 * Chooses for each declared dependency the newest version in its range. What those depend on in turn was locked when
 * they were published, so nothing else has to agree.
 * @param declared package name to semver range
 * @see https://semver.org; ranges as npm reads them
 */
export function resolveDependencies<Version extends AvailableVersion>(
  declared: Readonly<Record<string, string>>,
  available: readonly Version[],
): Resolution<Version> {
  const chosen = new Map<string, Version>();
  const missing: string[] = [];
  for (const [name, range] of Object.entries(declared)) {
    const versions = available.filter((each) => each.package === name);
    const open = versions.filter(({ yanked = false }) => !yanked);
    const newest = semver.maxSatisfying(
      open.map((each) => each.version),
      range,
    );
    const found = open.find((each) => each.version === newest);
    if (found !== undefined) chosen.set(name, found);
    else missing.push(whyMissing(name, range, versions));
  }
  return { chosen, missing };
}

function whyMissing(name: string, range: string, versions: readonly AvailableVersion[]): string {
  if (versions.length === 0) return `No package called "${name}" is published.`;
  const shown = (all: readonly AvailableVersion[]): string =>
    semver
      .rsort(all.map((each) => each.version))
      .slice(0, 5)
      .join(', ');
  const withdrawn = versions.filter(({ version, yanked = false }) => yanked && semver.satisfies(version, range));
  if (withdrawn.length > 0) return `What fits "${name}" ${range} was withdrawn: ${shown(withdrawn)}.`;
  return `No version of "${name}" fits ${range}; published are ${shown(versions)}.`;
}
