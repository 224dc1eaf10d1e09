import type { Database } from '../db/connection.ts';
import { savePlan } from '../db/plans.ts';
import { findExporters, findVersions } from '../db/read/packages.ts';
import { LoomError } from '../domain/errors.ts';
import type { Metadata } from '../domain/market/bundle.ts';
import { newestOfEach, resolveDependencies } from '../domain/market/versions.ts';
import { writePlan } from '../dsl/artifact.ts';
import { type CompiledProgram, dependenciesOf } from '../dsl/compile.ts';
import { compileAsking } from '../dsl/compile-asking.ts';
import type { Contract } from '../dsl/contract.ts';
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

/**
 * Compiles a program against the newest fitting versions of what it depends on.
 * @throws LoomError `market.dependency_missing`, `loop.has_problems` with every problem rendered
 */
async function resolveAndCompile(
  { db, hostTools }: ProgramDeps,
  { file, source, metadata }: ProgramRequest,
): Promise<CompiledProgram> {
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
  return compiled;
}

/** Checks, compiles and stores the plan of a program that is run without being published. */
export const storeProgram =
  (deps: ProgramDeps) =>
  async (request: ProgramRequest): Promise<StoredProgram> => {
    const compiled = await resolveAndCompile(deps, request);
    if (compiled.plan === null) {
      throw new LoomError(
        'loop.nothing_to_run',
        `${request.file} holds only TOOLS, so there is no loop to run.`,
        'Add a LOOP … END block, or publish it as a toolbox for other loops.',
      );
    }
    const row = writePlan(compiled.plan);
    // The main plan names the others, so nobody finds it before they are there.
    for (const plan of [...compiled.plans.map(writePlan), row]) await savePlan(deps.db, plan);
    return { planHash: row.hash, loop: row.loop };
  };
