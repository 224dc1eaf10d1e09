import semver from 'semver';

/** What a package may touch when it runs, with what it runs in turn; each kind in the order of the alphabet. */
export interface Powers {
  /** Of HTTP tools: `siem.example`. */
  readonly hosts: readonly string[];
  readonly secrets: readonly string[];
  readonly agents: readonly string[];
  readonly hostTools: readonly string[];
  readonly rooms: readonly string[];
  readonly people: readonly string[];
  /** Tools that change something: `isolate (acme/edr)`. */
  readonly writes: readonly string[];
}
export type PowerKind = keyof Powers;

export const powerKinds: readonly PowerKind[] = [
  'hosts',
  'secrets',
  'agents',
  'hostTools',
  'rooms',
  'people',
  'writes',
];

/** One package of what a workspace has installed. */
export interface Installed {
  readonly package: string;
  readonly version: string;
  readonly sha256: string;
  /** Which key of its publisher it is signed with; null for what was published before there were keys. */
  readonly keyId: string | null;
  /** The plan it runs by here, compiled against the versions beside it; null for a toolbox. */
  readonly planHash: string | null;
  readonly loop: string | null;
  /** Asked for by name; the others are here because those need them. */
  readonly direct: boolean;
  /** What updates stay in; of what was not asked for, null. */
  readonly range: string | null;
  readonly autoUpdate: boolean;
  /** Which version each of its dependencies is, by package name. */
  readonly uses: Readonly<Record<string, string>>;
  readonly powers: Powers;
  /** The oldest HoloLoom it runs on. */
  readonly minHololoom: string;
}

/** What of an installed set is still needed, when only these are asked for by name. */
export function needed(entries: readonly Installed[], direct: readonly string[]): readonly Installed[] {
  const found = new Set<Installed>();
  const waiting = entries.filter((entry) => entry.direct && direct.includes(entry.package));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    const { uses } = next;
    waiting.push(...entries.filter((entry) => uses[entry.package] === entry.version));
  }
  return entries.filter((entry) => found.has(entry));
}

/** The version of a package that a person means who names it without one. */
export function directEntry(entries: readonly Installed[], name: string): Installed | undefined {
  return entries.find((entry) => entry.direct && entry.package === name);
}

/** What a person means who names a package: what was asked for by name, else the newest that others brought. */
export function namedEntry(entries: readonly Installed[], name: string): Installed | undefined {
  const all = entries.filter((entry) => entry.package === name);
  return directEntry(entries, name) ?? all.toSorted((one, other) => semver.rcompare(one.version, other.version))[0];
}

/** Who of an installed set depends on a version. */
export function dependents(
  entries: readonly Installed[],
  of: Pick<Installed, 'package' | 'version'>,
): readonly Installed[] {
  return entries.filter(({ uses }) => uses[of.package] === of.version);
}
