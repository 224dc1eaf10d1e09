import type { Database } from '../../db/connection.ts';
import type { WorkspaceState } from '../../db/read/generations.ts';
import { findReleases, type ReleaseRow } from '../../db/read/releases.ts';
import { LoomError } from '../../domain/errors.ts';
import { limits } from '../../domain/limits.ts';
import { exactVersion, type Preference, type Release, releaseKey, type Wish } from '../../domain/market/candidates.ts';
import { directEntry, needed } from '../../domain/market/generation.ts';
import type { ChangeRequest } from '../../domain/market/proposal.ts';
import { type Chosen, resolve } from '../../domain/market/resolve.ts';
import { hololoomVersion } from '../../domain/version.ts';
import { dependenciesOf } from '../../dsl/compile.ts';

/** What somebody asked for by name, as it stands after a change. */
export interface Direct {
  readonly version: string;
  readonly range: string;
  readonly autoUpdate: boolean;
}

export interface Choice {
  readonly chosen: readonly Chosen[];
  readonly direct: ReadonlyMap<string, Direct>;
}

interface Rules {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly shipped: ReadonlySet<string>;
}

/**
 * Which versions a workspace would have after a change. What is installed stays where that is possible: an install
 * disturbs nothing, an update moves what it names and what only that needs.
 * @throws LoomError `market.conflict`, `market.too_hard`, `market.not_installed`
 */
export async function choose(
  db: Database,
  state: WorkspaceState,
  request: Exclude<ChangeRequest, { kind: 'uninstall' }>,
  { now, shipped }: Rules,
): Promise<Choice> {
  const { wishes, loose } = wanted(state, request);
  const staying = state.entries.filter((entry) => !loose.has(releaseKey(entry)));
  const preference: Preference = {
    now,
    hololoom: hololoomVersion,
    cooldownMs: state.settings.cooldownMs,
    young: request.kind === 'update' ? 'never' : 'last',
    staying: new Set(staying.map(releaseKey)),
    replaceable: loose,
    shipped,
  };
  const avoided = new Set(request.kind === 'update' && request.byItself ? state.avoided : []);
  const releases = (await releasesFor(db, wishes)).filter((release) => !avoided.has(releaseKey(release)));
  const found = resolve(wishes, releases, preference);
  if (found.kind === 'too hard') {
    throw new LoomError(
      'market.too_hard',
      `After ${found.tried} tries it is still not known which versions go together.`,
      'Ask for exact versions of some of the packages.',
    );
  }
  if (found.kind === 'conflict') {
    throw new LoomError(
      'market.conflict',
      sentence(found.lines),
      'Ask for another version, or update what stands in the way.',
    );
  }
  const direct = wishes.map(({ package: name, range }): readonly [string, Direct] => {
    const version = found.wished[name] ?? '';
    const before = directEntry(state.entries, name);
    const asked = request.kind === 'install' && request.package === name ? request.autoUpdate : null;
    return [name, { version, range: rangeToKeep(range, version), autoUpdate: asked ?? before?.autoUpdate ?? false }];
  });
  return { chosen: found.chosen, direct: new Map(direct) };
}

/** What was asked for in general is kept to what is compatible with what was found; a range is kept as it is. */
function rangeToKeep(range: string, version: string): string {
  return range === '*' || exactVersion(range) !== null ? `^${version}` : range;
}

interface Wanted {
  readonly wishes: readonly Wish[];
  /** `package@version` of what need not stay. */
  readonly loose: ReadonlySet<string>;
}

function wanted({ entries }: WorkspaceState, request: Exclude<ChangeRequest, { kind: 'uninstall' }>): Wanted {
  const direct = entries.filter((entry) => entry.direct);
  const wishes = new Map(direct.map((entry) => [entry.package, entry.range ?? '*']));
  if (request.kind === 'install') {
    wishes.set(request.package, request.range ?? directEntry(entries, request.package)?.range ?? '*');
    return { wishes: listed(wishes), loose: new Set() };
  }
  const names = request.packages ?? direct.map((entry) => entry.package);
  for (const name of names) if (directEntry(entries, name) === undefined) throw notInstalled(name);
  for (const [name, version] of Object.entries(request.to)) wishes.set(name, version);
  const others = direct.map((entry) => entry.package).filter((name) => !names.includes(name));
  const stay = needed(entries, others);
  const moves = entries.filter((entry) => !stay.includes(entry) || (entry.direct && names.includes(entry.package)));
  return { wishes: listed(wishes), loose: new Set(moves.map(releaseKey)) };
}

function listed(wishes: ReadonlyMap<string, string>): readonly Wish[] {
  if (wishes.size > limits.directMax) {
    const message = `${wishes.size} packages would be installed by name, and at most ${limits.directMax} can be.`;
    throw new LoomError('market.too_hard', message, 'Uninstall what is not used.');
  }
  return [...wishes].map(([name, range]) => ({ package: name, range }));
}

export function notInstalled(name: string): LoomError {
  return new LoomError(
    'market.not_installed',
    `${name} is not installed here.`,
    'Type "market installed" to see what is.',
  );
}

/** All versions of what is wished for, of what any of them needs, and so on. */
async function releasesFor(db: Database, wishes: readonly Wish[]): Promise<readonly Release[]> {
  const known = new Set<string>();
  const releases: Release[] = [];
  for (let names = wishes.map((wish) => wish.package); names.length > 0; ) {
    for (const name of names) known.add(name);
    const found = (await findReleases(db, names)).map(releaseOf);
    releases.push(...found);
    if (releases.length > limits.releasesMax) {
      const message = `More than ${limits.releasesMax} versions would have to be looked at.`;
      throw new LoomError('market.too_hard', message, 'Install fewer packages in one room.');
    }
    names = [...new Set(found.flatMap(({ dependencies }) => Object.keys(dependencies)))].filter(
      (name) => !known.has(name),
    );
  }
  return releases;
}

function releaseOf({ package: name, version, metadata, requires, publishedAt, source, yanked }: ReleaseRow): Release {
  return {
    package: name,
    version,
    dependencies: requires ?? dependenciesOf(source ?? '', metadata).declared,
    publishedAt: publishedAt.getTime(),
    yanked,
    minHololoom: metadata.min_hololoom_version,
  };
}

/** The lines of a conflict as they stand in a message. */
function sentence(lines: readonly string[]): string {
  return lines.map((line) => line.charAt(0).toUpperCase() + line.slice(1)).join('\n');
}
