import type { Database } from '../../../db/connection.ts';
import { readKeysOf, readPackage, readPlans } from '../../../db/read/market.ts';
import { findVersions, type PackageVersionRow } from '../../../db/read/packages.ts';
import { contentHash } from '../../../domain/canonical.ts';
import { LoomError } from '../../../domain/errors.ts';
import { releaseText, writeArtifact } from '../../../domain/market/artifact.ts';
import type { Bundle } from '../../../domain/market/bundle.ts';
import { scopeOf } from '../../../domain/market/name.ts';
import type { Publication } from '../../../domain/market/publication.ts';
import { resolveDependencies } from '../../../domain/market/versions.ts';
import { artifactOf, contractOf, type Dependency } from '../../../dsl/artifact.ts';
import { compileProgram, dependenciesOf } from '../../../dsl/compile.ts';
import type { Contract } from '../../../dsl/contract.ts';
import type { Plan } from '../../../dsl/plan.ts';
import { plansBelow } from '../../../dsl/plans-below.ts';
import { isSound } from '../../../dsl/sound.ts';
import { type Keyring, noKey } from '../../keyring.ts';
import type { PublishOptions } from '../../market-door.ts';

/** Compiles and signs bundles one after another, each against what is published and against those before it. */
export function openWorkshop(db: Database, keys: Keyring, { publisher: asked, makeKeys = false }: PublishOptions) {
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
