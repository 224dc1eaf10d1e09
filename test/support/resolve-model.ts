import semver from 'semver';
import { type Preference, type Release, releaseKey, type Wish } from '../../domain/market/candidates.ts';

/**
 * What domain/market/resolve.ts should choose, found by going through every set of versions: those that hold together
 * are walked through as a person would, and the walk whose choices are the most preferred wins.
 * @returns in the order of the walk, or null where no set holds together
 */
export function modelOf(wishes: readonly Wish[], all: readonly Release[], preference: Preference): Release[] | null {
  const order = all.filter((each) => isAllowed(each, wishes, preference)).sort(better(wishes, preference));
  let best: Walk | null = null;
  for (let mask = 0; mask < 2 ** order.length; mask += 1) {
    const set = order.filter((_, index) => (mask & (1 << index)) !== 0);
    const walk = walkThrough(wishes, set, order);
    if (walk !== null && (best === null || isBefore(walk.places, best.places))) best = walk;
  }
  return best === null ? null : [...best.chosen];
}

interface Walk {
  readonly chosen: readonly Release[];
  /** Of each choice its place in the order of preference. */
  readonly places: readonly number[];
}

const alphabetical = (needs: readonly Wish[]): Wish[] => needs.toSorted((a, b) => (a.package < b.package ? -1 : 1));

/** Null when the set does not hold together. */
function walkThrough(wishes: readonly Wish[], set: readonly Release[], order: readonly Release[]): Walk | null {
  const slots = set.map(slotOf);
  if (new Set(slots).size < slots.length) return null;
  const chosen: Release[] = [];
  const needs = alphabetical(wishes);
  for (const need of needs) {
    const fits = (each: Release): boolean =>
      each.package === need.package && semver.satisfies(each.version, need.range);
    if (chosen.some(fits)) continue;
    const next = set.find(fits);
    if (next === undefined) return null;
    chosen.push(next);
    const own = Object.entries(next.dependencies).map(([name, range]) => ({ package: name, range }));
    needs.push(...alphabetical(own));
  }
  return { chosen, places: chosen.map((each) => order.indexOf(each)) };
}

const isBefore = (one: readonly number[], other: readonly number[]): boolean => {
  const at = one.findIndex((place, index) => place !== other[index]);
  return at !== -1 && (one[at] ?? 0) < (other[at] ?? 0);
};

function slotOf({ package: name, version }: Release): string {
  const [major, minor, patch] = version.split('.');
  return major !== '0' ? `${name} ${major}` : minor !== '0' ? `${name} 0.${minor}` : `${name} 0.0.${patch}`;
}

const isNamed = ({ package: name, version }: Release, wishes: readonly Wish[]): boolean =>
  wishes.some((wish) => wish.package === name && wish.range === version);

const isYoung = (each: Release, { now, cooldownMs }: Preference): boolean => now - each.publishedAt < cooldownMs;

function isAllowed(each: Release, wishes: readonly Wish[], preference: Preference): boolean {
  if (semver.gt(each.minHololoom, preference.hololoom)) return false;
  if (preference.staying.has(releaseKey(each)) || preference.replaceable.has(releaseKey(each))) return true;
  if (each.yanked) return false;
  return preference.young === 'last' || isNamed(each, wishes) || !isYoung(each, preference);
}

function better(wishes: readonly Wish[], preference: Preference) {
  const group = (each: Release): number => {
    if (preference.staying.has(releaseKey(each))) return 0;
    if (each.yanked) return 3;
    if (preference.replaceable.has(releaseKey(each)) || isNamed(each, wishes)) return 1;
    return isYoung(each, preference) ? 2 : 1;
  };
  return (one: Release, other: Release): number =>
    group(one) - group(other) || semver.rcompare(one.version, other.version);
}
