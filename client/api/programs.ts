import { findExporters, findVersions, readPlan } from '../../db/read/packages.ts';
import { contentHash } from '../../domain/canonical.ts';
import { LoomError } from '../../domain/errors.ts';
import { newestOfEach, resolveDependencies } from '../../domain/market/versions.ts';
import { type CompileContext, type CompiledProgram, dependenciesOf } from '../../dsl/compile.ts';
import { compileAsking } from '../../dsl/compile-asking.ts';
import type { Contract } from '../../dsl/contract.ts';
import { everyStep, type Plan } from '../../dsl/plan.ts';
import type { Exporter } from '../../dsl/program.ts';
import { assertSound, isSound } from '../../dsl/sound.ts';
import type { CheckReport, CompiledLoop, SourceFile } from '../loom.ts';
import { type Doors, isUnreachable } from './connection.ts';
import { findPublished } from './published.ts';

export interface FoundPlan {
  readonly hash: string;
  readonly plan: Plan;
  readonly package: string | null;
  readonly version: string | null;
}

/** @throws LoomError `loop.plan_missing` */
export async function planByHash({ db }: Doors, hash: string): Promise<Plan> {
  const text = await readPlan(db, hash);
  if (text !== undefined) return JSON.parse(text) as Plan;
  throw new LoomError(
    'loop.plan_missing',
    `This database holds no plan ${hash}.`,
    'Point client and worker at the same database.',
  );
}

/** Compiles a program on this side, against what the marketplace holds unless `offline`. */
async function compileHere(market: Doors, program: SourceFile, offline = false): Promise<CompiledProgram> {
  const context = await contextOf(market, program, offline);
  return compileAsking(program.source, context, (names) =>
    offline ? Promise.resolve([]) : exportersOf(market, names),
  );
}

/**
 * What a program is compiled against: the newest fitting versions of what it declares; `offline` looks nothing up.
 * @throws LoomError `market.dependency_missing`
 */
export async function contextOf(market: Doors, program: SourceFile, offline: boolean): Promise<CompileContext> {
  const { source, metadata } = program;
  const { declared } = dependenciesOf(source, metadata);
  // A program that depends on nothing needs no marketplace to be checked against.
  const doors = offline || Object.keys(declared).length === 0 ? null : market;
  const versions = doors === null ? [] : await findVersions(doors.db, Object.keys(declared));
  const { chosen, missing } = resolveDependencies(declared, versions);
  if (doors !== null && missing.length > 0) {
    throw new LoomError('market.dependency_missing', missing.join(' '), 'Publish it first, or check with --offline.');
  }
  return {
    dependencies: new Map([...chosen].map(([name, row]) => [name, row.contract as unknown as Contract])),
    offline,
    ...(metadata === undefined ? {} : { metadata }),
  };
}

/** Who has what the program calls; a marketplace that is away has no hints. */
async function exportersOf({ db }: Doors, names: readonly string[]): Promise<Exporter[]> {
  try {
    return newestOfEach(await findExporters(db, names));
  } catch (error) {
    if (isUnreachable(error)) return [];
    throw error;
  }
}

/** Checks a program; `offline` asks nothing of the marketplace and takes on trust what it would bring. */
export async function checkProgram(doors: Doors, program: SourceFile, offline: boolean): Promise<CheckReport> {
  const { problems, assumed } = await compileHere(doors, program, offline);
  return { file: program.file, ok: isSound(problems), problems, assumed };
}

/**
 * The plan of a published or a local program, with those of the loops it runs.
 * @param room whose installed set decides what a name means; without, it is the newest
 */
export async function compiledLoop(doors: Doors, program: string | SourceFile, room?: string): Promise<CompiledLoop> {
  if (typeof program === 'string') {
    const found = await findPublished(doors, program, room === undefined ? {} : { room });
    const plan = await planByHash(doors, found.hash);
    return { ...found, plan, plans: await plansBelow(doors, plan, []) };
  }
  const { plan, plans, problems } = await compileHere(doors, program);
  assertSound(problems, program.file);
  if (plan === null) {
    throw new LoomError('loop.nothing_to_run', `${program.file} holds only TOOLS.`, 'Add a LOOP … END block.');
  }
  return { hash: contentHash(plan), plan, plans: await plansBelow(doors, plan, plans), package: null, version: null };
}

/** The plans of all loops that a run of a plan may run, by their hashes. @param own those of the same source */
async function plansBelow(doors: Doors, plan: Plan, own: readonly Plan[]): Promise<Readonly<Record<string, Plan>>> {
  const found = new Map<string, Plan>();
  const known = new Map(own.map((each) => [contentHash(each), each]));
  const waiting = [plan];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const step of everyStep([...next.steps, ...(next.onError ?? [])])) {
      if (step.kind !== 'loop' || found.has(step.planHash)) continue;
      const inner = known.get(step.planHash) ?? (await planByHash(doors, step.planHash));
      found.set(step.planHash, inner);
      waiting.push(inner);
    }
  }
  return Object.fromEntries(found);
}
