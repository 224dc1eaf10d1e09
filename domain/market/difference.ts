import semver from 'semver';
import { compatibleSlot } from './candidates.ts';
import { type Installed, type PowerKind, type Powers, powerKinds } from './generation.ts';

/** What became of one package between two installed sets. */
export interface Change {
  readonly package: string;
  /** Null for what was not there. */
  readonly from: string | null;
  /** Null for what is gone. */
  readonly to: string | null;
  readonly direct: boolean;
}

/** What a package may touch now and could not before. */
export interface Growth {
  readonly package: string;
  readonly powers: Partial<Powers>;
}

/** Versions that came, went or were replaced, by package. What stayed is left out. */
export function changesBetween(before: readonly Installed[], after: readonly Installed[]): readonly Change[] {
  const key = ({ package: name, version }: Installed): string => `${name}@${version}`;
  const kept = new Set(before.map(key).filter((each) => after.some((entry) => key(entry) === each)));
  const gone = before.filter((entry) => !kept.has(key(entry)));
  const changes: Change[] = [];
  for (const entry of after.filter((each) => !kept.has(key(each)))) {
    const sameName = gone.filter((each) => each.package === entry.package);
    const replaced =
      sameName.find((each) => each.direct === entry.direct && compatibleSlot(each) === compatibleSlot(entry)) ??
      sameName.find((each) => compatibleSlot(each) === compatibleSlot(entry)) ??
      sameName.find((each) => each.direct === entry.direct);
    if (replaced !== undefined) gone.splice(gone.indexOf(replaced), 1);
    changes.push({ package: entry.package, from: replaced?.version ?? null, to: entry.version, direct: entry.direct });
  }
  changes.push(
    ...gone.map(({ package: name, version, direct }) => ({ package: name, from: version, to: null, direct })),
  );
  return changes.sort(
    (one, other) => order(one.package, other.package) || semver.compare(versionOf(one), versionOf(other)),
  );
}

const order = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
const versionOf = ({ from, to }: Change): string => to ?? from ?? '0.0.0';

/**
 * What the packages somebody asked for may touch that they could not touch before. A package that was not there could
 * touch nothing; what it depends on counts as its own, since it runs with it.
 */
export function growthBetween(before: readonly Installed[], after: readonly Installed[]): readonly Growth[] {
  return after.flatMap((entry) => {
    if (!entry.direct) return [];
    const old = before.find((each) => each.direct && each.package === entry.package);
    const powers = added(old?.powers ?? null, entry.powers);
    return Object.keys(powers).length === 0 ? [] : [{ package: entry.package, powers }];
  });
}

/** The powers of the second that the first does not have; kinds with nothing in them are left out. */
export function added(before: Powers | null, after: Powers): Partial<Powers> {
  const all: Partial<Record<PowerKind, readonly string[]>> = {};
  for (const kind of powerKinds) {
    const had = new Set(before?.[kind] ?? []);
    const more = after[kind].filter((each) => !had.has(each));
    if (more.length > 0) all[kind] = more;
  }
  return all;
}
