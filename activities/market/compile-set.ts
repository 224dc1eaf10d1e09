import type { Database } from '../../db/connection.ts';
import type { PlanRow } from '../../db/plans.ts';
import { readReleases } from '../../db/read/market.ts';
import { findExporters, type PackageVersionRow, readPlan } from '../../db/read/packages.ts';
import { sha256Hex } from '../../domain/canonical.ts';
import { LoomError } from '../../domain/errors.ts';
import { releaseKey } from '../../domain/market/candidates.ts';
import type { Powers } from '../../domain/market/generation.ts';
import type { Chosen } from '../../domain/market/resolve.ts';
import { newestOfEach } from '../../domain/market/versions.ts';
import { writePlan } from '../../dsl/artifact.ts';
import { compileAsking } from '../../dsl/compile-asking.ts';
import type { Contract } from '../../dsl/contract.ts';
import { powersOf, powersOfTools } from '../../dsl/estimate/powers.ts';
import { everyStep, type Plan } from '../../dsl/plan.ts';
import { assertSound } from '../../dsl/sound.ts';
import type { ProgramDeps } from '../program.ts';
import { assertAsSigned } from './trust.ts';

/** A chosen version as it runs beside the others. */
export interface Compiled {
  readonly row: PackageVersionRow;
  readonly uses: Readonly<Record<string, string>>;
  readonly planHash: string | null;
  readonly loop: string | null;
  readonly powers: Powers;
}

export interface CompiledSet {
  /** Each after what it depends on. */
  readonly packages: readonly Compiled[];
  /** Plans that are not those that were published; each after those it runs. */
  readonly plans: readonly PlanRow[];
}

/**
 * Compiles the source of every chosen version against the versions chosen for it. Where these are the ones it was
 * published with, its published plan is the one.
 * @throws LoomError `market.not_as_signed`, `loop.has_problems` with every problem of the first that does not fit, `tool.not_registered`,
 * `market.circle`
 */
export async function compileSet(deps: ProgramDeps, chosen: readonly Chosen[]): Promise<CompiledSet> {
  const rows = await readReleases(
    deps.db,
    chosen.map(({ release }) => release),
  );
  await assertAsSigned(deps.db, rows);
  const byKey = new Map(rows.map((row) => [releaseKey(row), row]));
  const compiling = new Compiling(deps);
  for (const { release, uses } of calleesFirst(chosen)) {
    const row = byKey.get(releaseKey(release));
    if (row === undefined) {
      throw new LoomError('market.not_found', `${releaseKey(release)} is not published.`, 'Try again.');
    }
    await compiling.add(row, uses);
  }
  return compiling;
}

class Compiling implements CompiledSet {
  readonly packages: Compiled[] = [];
  readonly plans: PlanRow[] = [];
  readonly #deps: ProgramDeps;
  readonly #contracts = new Map<string, { readonly contract: Contract; readonly published: boolean }>();
  readonly #plans = new Map<string, Plan>();

  constructor(deps: ProgramDeps) {
    this.#deps = deps;
  }

  async add(row: PackageVersionRow, uses: Readonly<Record<string, string>>): Promise<void> {
    const keys = Object.entries(uses).map(([name, version]) => releaseKey({ package: name, version }));
    const beside = keys.map((key) => ({ key, ...found(this.#contracts, key) }));
    const published = beside.every((each) => each.published && row.lock[each.key] === each.contract.sha256);
    const contract = published
      ? publishedContract(row)
      : await this.#compile(
          row,
          beside.map((each) => each.contract),
        );
    this.#contracts.set(releaseKey(row), { contract, published });
    const planHash = contract.entry?.planHash ?? null;
    const powers = planHash === null ? powersOfTools(contract.tools) : await this.#powers(planHash);
    this.#assertTools(row, powers);
    this.packages.push({ row, uses, planHash, loop: contract.entry?.loop ?? null, powers });
  }

  async #compile(row: PackageVersionRow, beside: readonly Contract[]): Promise<Contract> {
    const { db, hostTools } = this.#deps;
    const dependencies = new Map(beside.map((contract) => [contract.package, contract]));
    const compiled = await compileAsking(
      row.source,
      { dependencies, hostTools, offline: false, metadata: row.metadata },
      async (names) => newestOfEach(await findExporters(db, names)),
    );
    assertSound(compiled.problems, releaseKey(row));
    const own = [...compiled.plans, ...(compiled.plan === null ? [] : [compiled.plan])];
    for (const plan of own) {
      const stored = writePlan(plan);
      this.#plans.set(stored.hash, plan);
      this.plans.push(stored);
    }
    const entry =
      compiled.plan === null
        ? null
        : {
            loop: compiled.plan.loop,
            planHash: writePlan(compiled.plan).hash,
            inputs: compiled.plan.inputs,
            ...(compiled.returns === null ? {} : { returns: compiled.returns }),
          };
    return { package: row.package, version: row.version, sha256: row.sha256, entry, tools: compiled.tools };
  }

  async #powers(planHash: string): Promise<Powers> {
    const plan = await this.#planWithThoseBelow(planHash);
    return powersOf(plan, this.#plans);
  }

  async #planWithThoseBelow(hash: string): Promise<Plan> {
    const main = await this.#plan(hash);
    const waiting = [main];
    const seen = new Set<string>();
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      for (const step of everyStep([...next.steps, ...(next.onError ?? [])])) {
        if (step.kind !== 'loop' || seen.has(step.planHash)) continue;
        seen.add(step.planHash);
        waiting.push(await this.#plan(step.planHash));
      }
    }
    return main;
  }

  async #plan(hash: string): Promise<Plan> {
    const known = this.#plans.get(hash) ?? (await storedPlan(this.#deps.db, hash));
    this.#plans.set(hash, known);
    return known;
  }

  /** What was compiled elsewhere may call HOST tools that no worker here has. */
  #assertTools(row: PackageVersionRow, { hostTools }: Powers): void {
    const missing = hostTools.filter((name) => !this.#deps.hostTools.includes(name));
    if (missing.length === 0) return;
    throw new LoomError(
      'tool.not_registered',
      `${releaseKey(row)} calls HOST ${missing.join(', ')}, which this worker does not have.`,
      'Have an operator add the module that has it to HOLOLOOM_HOST_TOOLS.',
    );
  }
}

function publishedContract(row: PackageVersionRow): Contract {
  return row.contract as unknown as Contract;
}

function found<T>(contracts: ReadonlyMap<string, T>, key: string): T {
  const contract = contracts.get(key);
  if (contract === undefined) throw new Error(`${key} was not compiled before what needs it`);
  return contract;
}

async function storedPlan(db: Database, hash: string): Promise<Plan> {
  const text = await readPlan(db, hash);
  if (text !== undefined && sha256Hex(text) === hash) return JSON.parse(text) as Plan;
  throw new LoomError(
    'loop.plan_missing',
    `This database holds no plan whose hash is ${hash}.`,
    'Point workers and clients at one database.',
  );
}

/** Each after what it depends on. @throws LoomError `market.circle` */
function calleesFirst(chosen: readonly Chosen[]): readonly Chosen[] {
  const sorted: Chosen[] = [];
  const done = new Set<string>();
  let waiting = [...chosen];
  while (waiting.length > 0) {
    const isFree = ({ uses }: Chosen): boolean =>
      Object.entries(uses).every(([name, version]) => done.has(releaseKey({ package: name, version })));
    const free = waiting.filter(isFree);
    if (free.length === 0) {
      const names = waiting.map(({ release }) => releaseKey(release)).sort();
      throw new LoomError(
        'market.circle',
        `${names.join(', ')} need each other in a circle.`,
        'Ask for a version of one of them that does not need the others.',
      );
    }
    for (const { release } of free) done.add(releaseKey(release));
    sorted.push(...free);
    waiting = waiting.filter((each) => !free.includes(each));
  }
  return sorted;
}
