import type { Database } from '../../db/connection.ts';
import { readPlans } from '../../db/read/market.ts';
import { findExporters, findVersions } from '../../db/read/packages.ts';
import { LoomError } from '../../domain/errors.ts';
import type { Artifact } from '../../domain/market/artifact.ts';
import type { Bundle } from '../../domain/market/bundle.ts';
import { invisibleIn, unplainWords } from '../../domain/market/plain-words.ts';
import { isNewer, newestOfEach, resolveDependencies } from '../../domain/market/versions.ts';
import { hololoomVersion } from '../../domain/version.ts';
import { artifactOf, type Dependency } from '../../dsl/artifact.ts';
import { type CompiledProgram, dependenciesOf } from '../../dsl/compile.ts';
import { compileAsking } from '../../dsl/compile-asking.ts';
import type { Contract } from '../../dsl/contract.ts';
import type { Plan } from '../../dsl/plan.ts';
import { plansBelow } from '../../dsl/plans-below.ts';
import { assertSound } from '../../dsl/sound.ts';
import { exampleFaults } from '../../dsl/try/example.ts';
import type { ProgramDeps } from '../program.ts';

export interface Review {
  /** All that is wrong with the package itself, whoever publishes it. */
  readonly errors: readonly LoomError[];
  readonly compiled: CompiledProgram;
  /** What it becomes; null when it has errors. */
  readonly artifact: Artifact | null;
}

/** Where the dependencies of a package and their plans are found. */
export interface Shelf {
  /** The versions to compile against, and a sentence for each dependency that has none. */
  dependencies(declared: Readonly<Record<string, string>>): Promise<{
    readonly chosen: ReadonlyMap<string, Dependency>;
    readonly missing: readonly string[];
  }>;
  plans(hashes: readonly string[]): Promise<readonly Plan[]>;
}

/** Looks at everything in a package that can be looked at without knowing who publishes it. */
export async function reviewBundle(
  { db, hostTools }: ProgramDeps,
  shelf: Shelf,
  bundle: Bundle,
  publisher: string,
): Promise<Review> {
  const { metadata, source, documentation, examples } = bundle;
  const { workflow_id: name, min_hololoom_version: needed } = metadata;
  const errors: LoomError[] = [];
  const words = [...unplainWords(metadata)];
  const hidden = invisibleIn(documentation);
  if (hidden !== null) words.push(`The documentation holds the invisible character ${hidden}.`);
  if (words.length > 0) errors.push(new LoomError('market.bad_words', words.join(' '), 'Write them as plain text.'));
  if (isNewer(needed, hololoomVersion)) {
    const message = `${name} needs HoloLoom ${needed}, and this is ${hololoomVersion}, which cannot tell whether it works there.`;
    errors.push(new LoomError('market.needs_newer', message, 'Lower min_hololoom_version, or upgrade HoloLoom.'));
  }
  const { declared } = dependenciesOf(source, metadata);
  const { chosen, missing } = await shelf.dependencies(declared);
  if (missing.length > 0) {
    const hint = 'Publish the dependency first, or correct its name or range in USES or in metadata.json.';
    errors.push(new LoomError('market.dependency_missing', missing.join(' '), hint));
  }
  const contracts = new Map([...chosen].map(([each, { contract }]) => [each, contract]));
  const compiled = await compileAsking(
    source,
    { dependencies: contracts, hostTools, offline: false, metadata },
    async (names) => newestOfEach(await findExporters(db, names)),
  );
  // Which dependencies are missing is said already.
  const problems = compiled.problems.filter(({ code }) => missing.length === 0 || code !== 'loop.dependency_missing');
  try {
    assertSound(problems, `${name}/program.loop`);
  } catch (error) {
    errors.push(LoomError.from(error));
  }
  const { plan } = compiled;
  if (plan === null) {
    if (examples.length > 0 && errors.length === 0) {
      const message = `${name} has examples and no loop that could run them.`;
      errors.push(new LoomError('market.bad_example', message, 'Leave the examples out of a toolbox.'));
    }
    const artifact = errors.length > 0 ? null : artifactOf(bundle, publisher, compiled, chosen, new Map());
    return { errors, compiled, artifact };
  }
  const plans = await plansBelow([plan], compiled.plans, (hashes) => shelf.plans(hashes));
  const faults = examples.flatMap((example, index) =>
    exampleFaults(example, { plan, plans, returns: compiled.returns }).map((fault) => `Example ${index + 1}: ${fault}`),
  );
  if (faults.length > 0) {
    const hint = 'Correct expected.json, or the loop; "try" shows what the loop does.';
    errors.push(new LoomError('market.bad_example', faults.join('\n'), hint));
  }
  return {
    errors,
    compiled,
    artifact: errors.length > 0 ? null : artifactOf(bundle, publisher, compiled, chosen, plans),
  };
}

/**
 * The shelf of the registry itself.
 * @param wanted exactly these versions, by package; without it the newest that fit
 */
export function registryShelf(db: Database, wanted: Readonly<Record<string, string>> | null): Shelf {
  return {
    async dependencies(declared) {
      const rows = await findVersions(db, Object.keys(declared));
      const available = wanted === null ? rows : rows.filter((row) => wanted[row.package] === row.version);
      const { chosen, missing } = resolveDependencies(declared, available);
      const found = [...chosen].map(([name, row]): [string, Dependency] => [
        name,
        { contract: row.contract as unknown as Contract, lock: row.lock },
      ]);
      return { chosen: new Map(found), missing };
    },
    plans: async (hashes) => (await readPlans(db, hashes)).map((text) => JSON.parse(text) as Plan),
  };
}
