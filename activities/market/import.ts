import { changeMarket, type Transaction } from '../../db/market-log.ts';
import { readKeys, readKeysOf } from '../../db/read/market.ts';
import { findVersions, readVersion } from '../../db/read/packages.ts';
import { LoomError } from '../../domain/errors.ts';
import { bundleOf } from '../../domain/market/artifact.ts';
import { type Closure, type OpenedRelease, openClosure, writeClosure } from '../../domain/market/closure.ts';
import { chainOf } from '../../domain/market/closure-keys.ts';
import { type ImportReceipt, type ImportRequest, together } from '../../domain/market/publication.ts';
import { keyIdOf, type PublisherKey } from '../../domain/market/signature.ts';
import { isNewer, newestFirst, resolveDependencies } from '../../domain/market/versions.ts';
import { contractOf, type Dependency, offerOf } from '../../dsl/artifact.ts';
import type { Plan } from '../../dsl/plan.ts';
import type { ProgramDeps } from '../program.ts';
import { verify } from '../verify.ts';
import { assertItsSource } from './admission.ts';
import { type Claim, keyChanged, registryErrors } from './registry.ts';
import { reviewBundle, type Shelf } from './review.ts';
import { storeKeys, storeRelease } from './store.ts';

/**
 * Stores all releases of a bundle, or none: each is opened, made again from its source and compared, and has to be one that
 * its publisher could have published here. A publisher nobody knows yet is believed the first time; the key is kept.
 */
export const importClosure =
  (deps: ProgramDeps) =>
  async ({ closure: given, older }: ImportRequest): Promise<ImportReceipt> => {
    const { closure, releases } = openClosure(writeClosure(given), verify);
    await assertMadeHere(deps, releases);
    return changeMarket(deps.db, async (transaction, log) => {
      const fresh = await freshReleases(transaction, releases);
      const newKeys = await unknownKeys(transaction, closure, fresh);
      if (!older) await assertNotOlder(transaction, closure, fresh);
      await storeKeys(transaction, log, newKeys);
      for (const release of fresh) {
        await assertWelcome(transaction, release);
        const { text: artifact, publicKey, signature } = release;
        await storeRelease(transaction, log, { artifact, publicKey, signature }, release.artifact, closure.head);
      }
      return {
        releases: releases.map((release) => ({
          package: release.artifact.package,
          version: release.artifact.version,
          created: fresh.includes(release),
        })),
        keys: newKeys.map(({ publisher, publicKey }) => ({ publisher, keyId: keyIdOf(publicKey) })),
      };
    });
  };

/** Every release is what its own source is compiled to, against the releases it names. */
async function assertMadeHere(deps: ProgramDeps, releases: readonly OpenedRelease[]): Promise<void> {
  for (const { artifact } of releases) {
    const shelf = shelfOf(releases, artifact.dependencies);
    const { errors, artifact: made } = await reviewBundle(deps, shelf, bundleOf(artifact), artifact.publisher);
    const [first] = errors;
    if (first !== undefined) throw together(`${artifact.package} ${artifact.version}`, errors);
    if (made !== null) assertItsSource(artifact, made);
  }
}

/** The releases of the bundle itself, so that nothing else can stand in for them. */
function shelfOf(releases: readonly OpenedRelease[], wanted: Readonly<Record<string, string>>): Shelf {
  const plans = releases.flatMap(({ artifact }) => Object.entries(artifact.plans));
  return {
    async dependencies(declared) {
      const available = releases
        .filter(({ artifact }) => wanted[artifact.package] === artifact.version)
        .map(({ artifact, sha256 }) => ({
          package: artifact.package,
          version: artifact.version,
          dependency: { contract: contractOf(artifact, sha256), lock: artifact.lock },
        }));
      const { chosen, missing } = resolveDependencies(declared, available);
      const found = [...chosen].map(([name, { dependency }]): [string, Dependency] => [name, dependency]);
      return { chosen: new Map(found), missing };
    },
    plans: async (hashes) => plans.flatMap(([hash, text]) => (hashes.includes(hash) ? [JSON.parse(text) as Plan] : [])),
  };
}

/**
 * The keys of a bundle that are new here. What is known of a publisher and what the bundle says have to be one chain, of
 * which one may know more than the other. Only those count whose releases come in: what is here already stays as it was
 * signed here, as the packages do that ship, which every market signs for itself; and whoever only exported gets no name.
 */
async function unknownKeys(
  transaction: Transaction,
  { keys }: Closure,
  releases: readonly OpenedRelease[],
): Promise<readonly PublisherKey[]> {
  const publishers = new Set(releases.map(({ artifact }) => artifact.publisher));
  const fresh: PublisherKey[] = [];
  for (const publisher of publishers) {
    const given = chainOf(publisher, keys, (key) => keyIdOf(key.publicKey));
    const known = chainOf(publisher, await readKeysOf(transaction, publisher), (key) => keyIdOf(key.publicKey));
    const ids = given.map((key) => keyIdOf(key.publicKey));
    const differs = known.findIndex((key, at) => at < ids.length && keyIdOf(key.publicKey) !== ids[at]);
    const pinned = known[differs];
    if (pinned !== undefined) throw keyChanged(publisher, ids[differs] ?? '', keyIdOf(pinned.publicKey));
    fresh.push(...given.slice(known.length));
  }
  const [other] = await readKeys(
    transaction,
    fresh.map((key) => keyIdOf(key.publicKey)),
  );
  if (other === undefined) return fresh;
  const message = `The bundle gives somebody else a key that is known here as that of ${other.publisher}.`;
  throw new LoomError('market.key_wrong', message, 'Do not trust it; tell whoever gave it to you.');
}

/** Those that are not here yet. @throws LoomError `market.version_exists` */
async function freshReleases(
  transaction: Transaction,
  releases: readonly OpenedRelease[],
): Promise<readonly OpenedRelease[]> {
  const fresh: OpenedRelease[] = [];
  for (const release of releases) {
    const { package: name, version } = release.artifact;
    const stored = await readVersion(transaction, name, version);
    if (stored === undefined) fresh.push(release);
    else if (stored.sha256 !== release.sha256) {
      throw new LoomError(
        'market.version_exists',
        `${name} ${version} is here already and holds something else; a version never changes.`,
        'Compare the two with their publisher: one of them is not what was published.',
      );
    }
  }
  return fresh;
}

async function assertNotOlder(
  transaction: Transaction,
  { root }: Closure,
  fresh: readonly OpenedRelease[],
): Promise<void> {
  if (!fresh.some(({ artifact }) => artifact.package === root.package && artifact.version === root.version)) return;
  const [newest] = newestFirst(await findVersions(transaction, [root.package]));
  if (newest === undefined || !isNewer(newest.version, root.version)) return;
  throw new LoomError(
    'market.bundle_older',
    `The bundle brings ${root.package} ${root.version}, and ${newest.version} is here already.`,
    'Ask for the newest; if the old one is wanted, say --older.',
  );
}

/** What a registry asks of a release that is published, it asks of one that is imported: but for the key, which may be retired. */
async function assertWelcome(transaction: Transaction, { artifact }: OpenedRelease): Promise<void> {
  const { package: name, version, publisher } = artifact;
  const claim: Claim = { name, version, publisher, keyId: null, offer: offerOf(artifact) };
  const errors = await registryErrors(transaction, claim);
  if (errors.length > 0) throw together(`${name} ${version}`, errors);
}
