import { readKeysOf, readPackage, readPlans, readReleases } from '../../../db/read/market.ts';
import { findVersions, type PackageVersionRow } from '../../../db/read/packages.ts';
import { contentHash } from '../../../domain/canonical.ts';
import { LoomError } from '../../../domain/errors.ts';
import { canonicalBundle, isSameBundle, releaseText, writeArtifact } from '../../../domain/market/artifact.ts';
import { type Bundle, parseBundle } from '../../../domain/market/bundle.ts';
import { scopeOf } from '../../../domain/market/name.ts';
import { errorOf, type Publication } from '../../../domain/market/publication.ts';
import { resolveDependencies } from '../../../domain/market/versions.ts';
import { artifactOf, contractOf, type Dependency } from '../../../dsl/artifact.ts';
import { compileProgram, dependenciesOf } from '../../../dsl/compile.ts';
import type { Contract } from '../../../dsl/contract.ts';
import type { Plan } from '../../../dsl/plan.ts';
import { plansBelow } from '../../../dsl/plans-below.ts';
import { isSound } from '../../../dsl/sound.ts';
import type { PublishOutcome, publishPackages } from '../../../workflows/publish.ts';
import { type Keyring, noKey } from '../../keyring.ts';
import type { PublishOptions, PublishResult } from '../../loom.ts';
import { type Doors, writeTimeout } from '../connection.ts';
import { publishedVersions } from './read.ts';

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
  const workshop = openWorkshop(doors, keys, options);
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

/** Compiles and signs bundles one after another, each against what is published and against those before it. */
function openWorkshop({ db }: Doors, keys: Keyring, { publisher: asked, makeKeys = false }: PublishOptions) {
  const made = new Map<string, { readonly version: string; readonly dependency: Dependency }[]>();
  const ownPlans = new Map<string, Plan>();

  async function dependenciesFor(declared: Readonly<Record<string, string>>) {
    const rows = await findVersions(db, Object.keys(declared));
    const published = rows.map((row) => ({
      package: row.package,
      version: row.version,
      yanked: row.yanked,
      dependency: { contract: row.contract as unknown as Contract, lock: row.lock },
    }));
    const own = Object.keys(declared).flatMap((name) =>
      (made.get(name) ?? []).map((each) => ({ package: name, ...each })),
    );
    return resolveDependencies(declared, [...published, ...own]);
  }
  async function plansFor(hashes: readonly string[]): Promise<readonly Plan[]> {
    const here = hashes.flatMap((hash) => ownPlans.get(hash) ?? []);
    const others = hashes.filter((hash) => !ownPlans.has(hash));
    return [...here, ...(await readPlans(db, others)).map((text) => JSON.parse(text) as Plan)];
  }
  async function publisherOf(name: string): Promise<string> {
    return scopeOf(name) ?? (await readPackage(db, name))?.publisher ?? asked ?? keys.me;
  }

  return {
    /** A signature for a release from before packages were signed; none where it is not ours to sign. */
    async adoptionOf(row: PackageVersionRow): Promise<readonly Publication[]> {
      const publisher = await publisherOf(row.package);
      const text = releaseText(row);
      const signed = (await keys.sign(publisher, text)) ?? (makeKeys ? await firstSign(publisher, text) : null);
      return signed === null ? [] : [{ adopt: { package: row.package, version: row.version }, publisher, ...signed }];
    },
    /** A signed release; what does not compile goes as it is, so that the registry says all that is wrong with it. */
    async publicationOf(bundle: Bundle): Promise<Publication> {
      const { metadata, source } = bundle;
      const publisher = await publisherOf(metadata.workflow_id);
      const { chosen, missing } = await dependenciesFor(dependenciesOf(source, metadata).declared);
      const dependencies = new Map([...chosen].map(([name, { dependency }]) => [name, dependency]));
      const contracts = new Map([...dependencies].map(([name, { contract }]) => [name, contract]));
      const compiled = compileProgram(source, { dependencies: contracts, offline: false, metadata });
      if (missing.length > 0 || !isSound(compiled.problems)) return { bundle, publisher };
      const { plan } = compiled;
      const plans = await plansBelow(plan === null ? [] : [plan], compiled.plans, plansFor);
      const artifact = artifactOf(bundle, publisher, compiled, dependencies, plans);
      const { text, sha256 } = writeArtifact(artifact);
      const signed = (await keys.sign(publisher, text)) ?? (makeKeys ? await firstSign(publisher, text) : null);
      if (signed === null) throw await whyNoKey(metadata.workflow_id, publisher);
      const dependency = { contract: contractOf(artifact, sha256), lock: artifact.lock };
      const { workflow_id: name, version } = metadata;
      made.set(name, [...(made.get(name) ?? []), { version, dependency }]);
      for (const each of [...compiled.plans, ...(plan === null ? [] : [plan])]) ownPlans.set(contentHash(each), each);
      return { artifact: text, ...signed };
    },
  };

  async function whyNoKey(name: string, publisher: string): Promise<LoomError> {
    if ((await readKeysOf(db, publisher)).length === 0) return noKey(publisher);
    return new LoomError(
      'market.no_key',
      `${name} belongs to ${publisher}, who is known here, and you have no key of theirs.`,
      `Copy the key file from the machine it was made on, or publish under a name of your own, such as ${keys.me}/${name.slice(name.indexOf('/') + 1)}.`,
    );
  }

  async function firstSign(publisher: string, text: string) {
    await keys.create(publisher);
    return keys.sign(publisher, text);
  }
}

/** In so many bytes the registry has its work while the next are compiled here. */
const batchBytes = 96 * 1024;

/** Takes publications to the registry, several together and in their order, while the next are made. */
function openCourier({ temporal, taskQueue }: Doors) {
  type Parcel = readonly [Publication, (outcome: PublishOutcome) => void];
  let waiting: Parcel[] = [];
  let bytes = 0;
  let sending: Promise<void> = Promise.resolve();

  async function send(parcels: readonly Parcel[]): Promise<void> {
    const batch = parcels.map(([publication]) => publication);
    const outcomes = await temporal.workflow.execute<typeof publishPackages>('market.publish', {
      taskQueue,
      workflowId: `market.publish/${contentHash(batch).slice(0, 32)}`,
      args: [batch],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowExecutionTimeout: writeTimeout,
    });
    for (const [at, [, tell]] of parcels.entries()) {
      const outcome = outcomes[at];
      if (outcome !== undefined) tell(outcome);
    }
  }
  function leave(): void {
    const parcels = waiting;
    waiting = [];
    bytes = 0;
    if (parcels.length === 0) return;
    sending = sending.then(() => send(parcels));
    // Whoever waits for all of them hears of it.
    sending.catch(() => undefined);
  }
  return {
    take(publication: Publication, tell: (outcome: PublishOutcome) => void): void {
      const size = JSON.stringify(publication).length;
      if (bytes + size > batchBytes) leave();
      waiting.push([publication, tell]);
      bytes += size;
    },
    done(): Promise<void> {
      leave();
      return sending;
    },
  };
}
