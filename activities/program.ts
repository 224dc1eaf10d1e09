import type { Database } from '../db/connection.ts';
import { type PlanRow, savePlan } from '../db/plans.ts';
import { findExporters, findVersions } from '../db/read/packages.ts';
import { canonicalJson, sha256Hex } from '../domain/canonical.ts';
import { LoomError } from '../domain/errors.ts';
import type { Metadata } from '../domain/market/bundle.ts';
import { newestOfEach, resolveDependencies } from '../domain/market/versions.ts';
import { type CompiledProgram, dependenciesOf } from '../dsl/compile.ts';
import { compileAsking } from '../dsl/compile-asking.ts';
import type { Contract } from '../dsl/contract.ts';
import type { Plan } from '../dsl/plan.ts';
import { assertSound } from '../dsl/sound.ts';

export interface ProgramRequest {
  /** Shown in problems. */
  readonly file: string;
  readonly source: string;
  readonly metadata?: Metadata;
}

export interface StoredProgram {
  readonly planHash: string;
  readonly loop: string;
}

export interface ProgramDeps {
  readonly db: Database;
  /** Names of the HOST tools this worker can run. */
  readonly hostTools: readonly string[];
}

export interface ResolvedProgram {
  readonly compiled: CompiledProgram;
  /** Everything it runs with: `package@version` to sha256. */
  readonly lock: Readonly<Record<string, string>>;
  /** What it says it depends on: package name to range. */
  readonly declared: Readonly<Record<string, string>>;
}

/**
 * Compiles a program against the newest fitting versions of what it depends on.
 * @throws LoomError `market.dependency_missing`, `loop.has_problems` with every problem rendered
 */
export async function resolveAndCompile(
  { db, hostTools }: ProgramDeps,
  { file, source, metadata }: ProgramRequest,
): Promise<ResolvedProgram> {
  const { declared } = dependenciesOf(source, metadata);
  const { chosen, missing } = resolveDependencies(declared, await findVersions(db, Object.keys(declared)));
  if (missing.length > 0) {
    throw new LoomError(
      'market.dependency_missing',
      missing.join(' '),
      'Publish the dependency first, or correct its name or range in USES or in metadata.json.',
    );
  }
  const dependencies = new Map([...chosen].map(([name, row]) => [name, row.contract as unknown as Contract]));
  const compiled = await compileAsking(
    source,
    { dependencies, hostTools, offline: false, ...(metadata === undefined ? {} : { metadata }) },
    async (names) => newestOfEach(await findExporters(db, names)),
  );
  assertSound(compiled.problems, file);
  const lock = Object.assign({}, ...[...chosen.values()].map((row) => row.lock)) as Record<string, string>;
  for (const row of chosen.values()) lock[`${row.package}@${row.version}`] = row.sha256;
  return { compiled, lock, declared };
}

/** A plan as it is stored: canonical JSON, addressed by the hash of exactly that text. */
export function planRow(plan: Plan): PlanRow {
  const text = canonicalJson(plan);
  return { hash: sha256Hex(text), format: plan.format, loop: plan.loop, plan: text };
}

/** Checks, compiles and stores the plan of a program that is run without being published. */
export const storeProgram =
  (deps: ProgramDeps) =>
  async (request: ProgramRequest): Promise<StoredProgram> => {
    const { compiled } = await resolveAndCompile(deps, request);
    if (compiled.plan === null) {
      throw new LoomError(
        'loop.nothing_to_run',
        `${request.file} holds only TOOLS, so there is no loop to run.`,
        'Add a LOOP … END block, or publish it as a toolbox for other loops.',
      );
    }
    const row = planRow(compiled.plan);
    // The main plan names the others, so nobody finds it before they are there.
    for (const plan of [...compiled.plans.map(planRow), row]) await savePlan(deps.db, plan);
    return { planHash: row.hash, loop: row.loop };
  };
