import semver from 'semver';
import type { Candidates, Release } from './candidates.ts';

/** What is needed of one package that does not go together. */
export interface Clash {
  readonly package: string;
  /** Each with the version that needs it; null for what the room itself asks for. */
  readonly needs: readonly { readonly release: Release | null; readonly range: string }[];
}

const linesMax = 8;
const shownMax = 3;

/**
 * Why nothing fits, in words: one line for each package over which versions fall out, the hopeless ones first.
 * @param clashes of a search that failed; together they show that it had to
 * @returns one to eight lines
 */
export function explain(clashes: ReadonlySet<Clash>, candidates: Candidates): readonly string[] {
  const told = gathered(clashes, candidates).map((group) => lineOf(group, candidates));
  // What is left of a package helps nobody where another line says that nothing is.
  const hopeless = new Set(told.flatMap(({ hopeful, package: name }) => (hopeful ? [] : [name])));
  const lines = told
    .filter(({ hopeful, package: name }) => !hopeful || !hopeless.has(name))
    .sort((one, other) => Number(one.hopeful) - Number(other.hopeful) || (one.text < other.text ? -1 : 1))
    .map(({ text }) => text);
  if (lines.length <= linesMax) return lines;
  const rest = lines.length - linesMax + 1;
  return [...lines.slice(0, linesMax - 1), `And ${rest} more of the same kind.`];
}

/** One for each package and the ranges of it that clash, with all versions that need them. */
function gathered(clashes: ReadonlySet<Clash>, candidates: Candidates): readonly Group[] {
  const groups = new Map<string, Map<string, Needer>>();
  for (const { package: name, needs } of clashes) {
    const inTheWay = fewest(name, needs, candidates);
    const key = [name, ...inTheWay.map(keyOf).sort()].join('\n');
    const group = groups.get(key) ?? new Map<string, Needer>();
    groups.set(key, group);
    for (const need of inTheWay) {
      const needer = group.get(keyOf(need)) ?? {
        package: need.release?.package ?? null,
        range: need.range,
        versions: new Set(),
      };
      group.set(keyOf(need), needer);
      if (need.release !== null) needer.versions.add(need.release.version);
    }
  }
  return [...groups].map(([key, needers]) => ({
    package: key.split('\n', 1)[0] ?? '',
    needs: [...needers].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, needer]) => needer),
  }));
}

/** As few of the needs as together leave no version. */
function fewest(name: string, needs: Clash['needs'], candidates: Candidates): Clash['needs'] {
  const versions = candidates.all(name).map(({ release }) => release);
  const leavesNone = (some: Clash['needs']): boolean =>
    !versions.some(({ version }) => some.every(({ range }) => semver.satisfies(version, range)));
  let left = needs;
  if (!leavesNone(left)) return left;
  for (const need of needs) {
    const others = left.filter((each) => each !== need);
    if (others.length > 0 && leavesNone(others)) left = others;
  }
  return left;
}

const keyOf = ({ release, range }: Clash['needs'][number]): string => `${release?.package ?? ''} ${range}`;

interface Needer {
  readonly package: string | null;
  readonly range: string;
  readonly versions: Set<string>;
}
interface Group {
  readonly package: string;
  readonly needs: readonly Needer[];
}

interface Line {
  readonly package: string;
  readonly text: string;
  readonly hopeful: boolean;
}

/** `hopeful`: some version would fit, but does not for a reason another line tells. */
function lineOf({ package: name, needs }: Group, candidates: Candidates): Line {
  const wanted = list(needs.map((needer) => neederText(needer, name)));
  const fits = ({ version }: Release): boolean => needs.every(({ range }) => semver.satisfies(version, range));
  const allowed = candidates.all(name).map(({ release }) => release);
  const passed = candidates.passedOver(name);
  const fitting = allowed.filter(fits);
  if (fitting.length > 0) return { package: name, text: `${wanted}: that leaves ${spread(fitting)}.`, hopeful: true };
  const hopeless = (why: string) => ({ package: name, text: `${wanted}${why}.`, hopeful: false });
  const near = passed.filter(({ release }) => fits(release));
  if (near.length > 0) {
    const reasons = near.slice(0, shownMax).map(({ release, why }) => `${release.version} ${why}`);
    return hopeless(`, but ${list(reasons)}`);
  }
  if (allowed.length + passed.length === 0) return hopeless(', and no package of that name is published');
  if (needs.length > 1) return hopeless(`: no version of ${name} fits ${needs.length === 2 ? 'both' : 'all of that'}`);
  return hopeless(`, and there is only ${spread([...allowed, ...passed.map(({ release }) => release)])}`);
}

function neederText({ package: needer, versions, range }: Needer, name: string): string {
  if (needer === null) return `this room wants ${name} ${range}`;
  const releases = [...versions].map((version) => ({ version }));
  return `${needer} ${spread(releases)} ${versions.size === 1 ? 'needs' : 'need'} ${name} ${range}`;
}

/** `1.0.0`, `1.0.0 and 1.2.0`, `1.0.0 to 2.1.0 (12 versions)`. */
function spread(releases: readonly { readonly version: string }[]): string {
  const versions = semver.sort([...new Set(releases.map(({ version }) => version))]);
  if (versions.length <= shownMax) return list(versions);
  return `${versions[0]} to ${versions.at(-1)} (${versions.length} versions)`;
}

function list(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join() : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
}
