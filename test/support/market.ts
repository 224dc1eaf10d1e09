import type { MarketDeps } from '../../activities/market/propose.ts';
import { publishReleases } from '../../activities/market/publish.ts';
import { storeKeys, storeRelease } from '../../activities/market/store.ts';
import { openWorkshop } from '../../client/api/market/workshop.ts';
import type { Database } from '../../db/connection.ts';
import { changeMarket } from '../../db/market-log.ts';
import { canonicalBundle, readArtifact } from '../../domain/market/artifact.ts';
import type { Bundle } from '../../domain/market/bundle.ts';
import { errorOf, type SignedRelease } from '../../domain/market/publication.ts';
import { isNewer } from '../../domain/market/versions.ts';
import { hololoomVersion } from '../../domain/version.ts';
import { keysInMemory } from './keys.ts';

const keys = keysInMemory();

const dayMs = 24 * 3_600_000;

/** A market as a worker sees it, two days later: what a test publishes need not wait any more. */
export const marketDeps = (db: Database, change: Partial<MarketDeps> = {}): MarketDeps => ({
  db,
  hostTools: ['test/greet', 'test/shout'],
  shipped: new Set(),
  registry: null,
  now: () => Date.now() + 2 * dayMs,
  ...change,
});

/** What a publisher hands in: `acme/greeter 1.2.0`, with a program and what it depends on. */
export function bundleOf(
  text: string,
  source: string,
  dependencies: Readonly<Record<string, string>> = {},
  minHololoom = '0.1.0',
): Bundle {
  const [name = '', version = ''] = text.split(' ');
  return {
    source,
    documentation: `What ${name} is for.`,
    examples: [],
    metadata: {
      workflow_id: name,
      name,
      version,
      author: 'ada',
      description: `A ${name}.`,
      category: 'general',
      tags: [],
      dependencies: { ...dependencies },
      min_hololoom_version: minHololoom,
    },
  };
}

/** A toolbox of one tool, which takes and gives text. */
export function toolboxOf(text: string, tool: string, more = ''): Bundle {
  const [name = ''] = text.split(' ');
  const source = `TOOLS ${name}\n  - ${tool}(text: text) -> text = READ HOST test/shout\n${more}END\n`;
  return bundleOf(text, source);
}

/** A loop of one step that calls a tool of what it depends on. */
export function loopOf(text: string, call: string, dependencies: Readonly<Record<string, string>>, more = ''): Bundle {
  const [name = ''] = text.split(' ');
  const lines = [`LOOP ${name.replaceAll('-', '_')}`, '  INPUT: who: text', ...(more === '' ? [] : [more])];
  const source = [...lines, '  STEPS:', `    - said = ${call}`, '  OUTPUT: {said}', 'END', ''].join('\n');
  return bundleOf(text, source, dependencies);
}

/** Publishes as a client does, with keys that are thrown away; what is refused is thrown. */
export async function publishAll(deps: MarketDeps, bundles: readonly Bundle[]): Promise<void> {
  const workshop = openWorkshop(deps.db, keys, {});
  for (const bundle of bundles) {
    const publication = await workshop.publicationOf(canonicalBundle(bundle));
    if (isNewer(bundle.metadata.min_hololoom_version, hololoomVersion)) {
      await storeFromTomorrow(deps.db, publication as SignedRelease);
      continue;
    }
    const [outcome] = await publishReleases(deps)([publication]);
    if (outcome !== undefined && 'refused' in outcome) throw errorOf(outcome.refused);
  }
}

/** Stores what only a newer HoloLoom, which has the same database, would take. */
async function storeFromTomorrow(db: Database, signed: SignedRelease): Promise<void> {
  const artifact = readArtifact(signed.artifact);
  const { publisher } = artifact;
  await changeMarket(db, async (transaction, log) => {
    const { publicKey } = signed;
    await storeKeys(transaction, log, [{ publisher, publicKey, replaces: null, proof: null }]);
    await storeRelease(transaction, log, signed, artifact, null);
  });
}
