import { readReleases } from '../../../db/read/market.ts';
import { LoomError } from '../../../domain/errors.ts';
import { canonicalBundle, isSameBundle } from '../../../domain/market/artifact.ts';
import { type Bundle, parseBundle } from '../../../domain/market/bundle.ts';
import { errorOf } from '../../../domain/market/publication.ts';
import type { PublishOutcome } from '../../../workflows/publish.ts';
import type { Keyring } from '../../keyring.ts';
import type { PublishOptions, PublishResult } from '../../market-door.ts';
import type { Doors } from '../connection.ts';
import { openCourier } from './courier.ts';
import { publishedVersions } from './read.ts';
import { openWorkshop } from './workshop.ts';

/**
 * Publishes bundles, dependencies before those that need them; what is there already costs one read for all. Each is compiled
 * and signed here, and made and compared again by the registry. One that is refused keeps none of the others back.
 */
export async function publishAll(
  doors: Doors,
  keys: Keyring,
  given: readonly Bundle[],
  options: PublishOptions = {},
): Promise<readonly PublishResult[]> {
  const bundles = given.map((each) => canonicalBundle(parseBundle(each)));
  const stored = new Map((await readReleases(doors.db, bundles.map(nameOf))).map((row) => [keyOf(row), row]));
  const isStored = (bundle: Bundle): boolean => {
    const row = stored.get(keyOf(nameOf(bundle)));
    return row !== undefined && isSameBundle(row, bundle);
  };
  const fresh = bundles.filter((bundle) => !isStored(bundle));
  const workshop = openWorkshop(doors.db, keys, options);
  const outcomes = new Map<Bundle, PublishOutcome>();
  const courier = openCourier(doors);
  for (const bundle of fresh) {
    courier.take(await workshop.publicationOf(bundle), (outcome) => void outcomes.set(bundle, outcome));
  }
  for (const bundle of bundles) {
    const row = stored.get(keyOf(nameOf(bundle)));
    if (row === undefined || row.signature !== null || !isStored(bundle)) continue;
    for (const adoption of await workshop.adoptionOf(row)) courier.take(adoption, () => undefined);
  }
  await courier.done();
  const versions = await publishedVersions(doors, bundles.map(nameOf));
  return bundles.map((bundle): PublishResult => {
    const outcome = outcomes.get(bundle);
    if (outcome !== undefined && 'refused' in outcome)
      return { version: null, created: false, error: errorOf(outcome.refused) };
    const version = versions.get(keyOf(nameOf(bundle)));
    if (version !== undefined) return { version, created: outcome?.done.created ?? false, error: null };
    throw new LoomError('market.not_found', `${keyOf(nameOf(bundle))} is gone.`, 'Look at the database.');
  });
}

const nameOf = ({ metadata }: Bundle) => ({ package: metadata.workflow_id, version: metadata.version });
const keyOf = ({ package: name, version }: { readonly package: string; readonly version: string }): string =>
  `${name}@${version}`;
