import { canonicalJson, sha256Hex } from '../domain/canonical.ts';
import type { Artifact } from '../domain/market/artifact.ts';
import type { Bundle } from '../domain/market/bundle.ts';
import type { Offer } from './compatibility.ts';
import type { CompiledProgram } from './compile.ts';
import type { Contract } from './contract.ts';
import { capabilitiesOf, capabilitiesOfTools, joined } from './estimate/capabilities.ts';
import type { Plan } from './plan.ts';

/** A release that a program is compiled against. */
export interface Dependency {
  readonly contract: Contract;
  readonly lock: Readonly<Record<string, string>>;
}

/** A plan as it is stored: canonical JSON, addressed by the hash of exactly that text. */
export interface WrittenPlan {
  readonly hash: string;
  readonly format: number;
  readonly loop: string;
  readonly plan: string;
}

export function writePlan(plan: Plan): WrittenPlan {
  const text = canonicalJson(plan);
  return { hash: sha256Hex(text), format: plan.format, loop: plan.loop, plan: text };
}

/**
 * What a compiled package becomes when it is published. The same source against the same dependencies gives the same bytes,
 * here as on any other machine: so whoever gets a release can make it again and compare.
 * @param compiled without errors
 * @param plans of the loops it runs that are not its own, by hash
 */
export function artifactOf(
  bundle: Bundle,
  publisher: string,
  compiled: CompiledProgram,
  dependencies: ReadonlyMap<string, Dependency>,
  plans: ReadonlyMap<string, Plan>,
): Artifact {
  const { plan } = compiled;
  const { workflow_id: name, version } = bundle.metadata;
  const own = [...compiled.plans, ...(plan === null ? [] : [plan])].map(writePlan);
  const allPlans = new Map([...plans, ...compiled.plans.map((each) => [writePlan(each).hash, each] as const)]);
  const capabilities = joined([
    ...(plan === null ? [] : [capabilitiesOf(plan, allPlans)]),
    capabilitiesOfTools(compiled.tools),
  ]);
  return {
    kind: 'hololoom.release',
    format: 1,
    package: name,
    version,
    publisher,
    ...bundle,
    dependencies: Object.fromEntries([...dependencies].map(([each, { contract }]) => [each, contract.version])),
    lock: lockOf(dependencies),
    contract: offerOfCompiled(compiled) as unknown as Artifact['contract'],
    capabilities: { ...capabilities },
    plan: plan === null ? null : writePlan(plan).hash,
    plans: Object.fromEntries(own.map((each) => [each.hash, each.plan])),
  };
}

/** What a program without errors offers to those who would depend on it. */
export function offerOfCompiled({ plan, tools, returns }: CompiledProgram): Offer {
  if (plan === null) return { entry: null, tools };
  const { loop, inputs } = plan;
  const planHash = writePlan(plan).hash;
  return { entry: { loop, planHash, inputs, ...(returns === null ? {} : { returns }) }, tools };
}

/** Everything a program runs with, by what it was compiled against. */
export function lockOf(dependencies: ReadonlyMap<string, Dependency>): Record<string, string> {
  const lock: Record<string, string> = {};
  for (const { contract, lock: below } of dependencies.values()) {
    Object.assign(lock, below, { [`${contract.package}@${contract.version}`]: contract.sha256 });
  }
  return lock;
}

export function offerOf({ contract }: Artifact): Offer {
  return contract as unknown as Offer;
}

/** What a release offers, as those who depend on it are compiled against it. */
export function contractOf(artifact: Artifact, sha256: string): Contract {
  const { package: name, version } = artifact;
  return { ...offerOf(artifact), package: name, version, sha256 };
}
