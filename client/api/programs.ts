import { findVersions, type PackageVersionRow, readPlan } from '../../db/read/packages.ts';
import { contentHash } from '../../domain/canonical.ts';
import { LoomError } from '../../domain/errors.ts';
import { newestFirst, resolveDependencies } from '../../domain/market.ts';
import { type CompileContext, type CompiledProgram, compileProgram, dependenciesOf } from '../../dsl/compile.ts';
import type { Contract } from '../../dsl/contract.ts';
import { everyStep, type Implementation, type Plan } from '../../dsl/plan.ts';
import { assertSound, isSound } from '../../dsl/sound.ts';
import { wavesOf } from '../../dsl/waves.ts';
import type { CheckReport, PlanReport, SourceFile } from '../loom.ts';
import type { Doors } from './connection.ts';

export interface FoundPlan {
  readonly hash: string;
  readonly plan: Plan;
  readonly package: string | null;
  readonly version: string | null;
}

type FoundVersion = Pick<PackageVersionRow, 'package' | 'version' | 'planHash'>;

/**
 * Finds the newest fitting version of a published loop.
 * @param reference `name` or `name@range`
 * @throws LoomError `market.not_found`, `market.dependency_missing` (no version fits), `loop.nothing_to_run`
 */
async function findVersion({ db }: Doors, reference: string): Promise<FoundVersion> {
  const at = reference.indexOf('@', 1);
  const name = at === -1 ? reference : reference.slice(0, at);
  const versions = await findVersions(db, [name]);
  if (versions.length === 0) {
    throw new LoomError(
      'market.not_found',
      `No package called "${name}" is published.`,
      'Type "market" to see the packages there are, or give the path of a file that ends in .loop.',
    );
  }
  const [newest] = newestFirst(versions);
  if (at === -1 && newest !== undefined) return newest;
  const { chosen, missing } = resolveDependencies({ [name]: reference.slice(at + 1) }, versions);
  const found = chosen.get(name);
  if (found === undefined) throw new LoomError('market.dependency_missing', missing.join(' '), 'Ask for one of those.');
  return found;
}

/** The stored plan of a published loop. */
export async function findPlan(doors: Doors, reference: string): Promise<FoundPlan> {
  const found = await findVersion(doors, reference);
  if (found.planHash === null) {
    throw new LoomError(
      'loop.nothing_to_run',
      `${found.package} ${found.version} is a toolbox: it has tools for other loops, and no loop to run.`,
      `Type "market show ${found.package}" to see its tools.`,
    );
  }
  const plan = await planByHash(doors, found.planHash);
  return { hash: found.planHash, plan, package: found.package, version: found.version };
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
async function compileHere(doors: Doors | null, program: SourceFile, offline = false): Promise<CompiledProgram> {
  return compileProgram(program.source, await contextOf(doors, program, offline));
}

/**
 * What a program is compiled against: the newest fitting versions of what it declares. Without `doors` nothing is looked up.
 * @throws LoomError `market.dependency_missing`
 */
export async function contextOf(doors: Doors | null, program: SourceFile, offline: boolean): Promise<CompileContext> {
  const { source, metadata } = program;
  const { declared } = dependenciesOf(source, metadata);
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

/** Checks a program. Without `doors` nothing is asked of the marketplace; `offline` takes on trust what it would bring. */
export async function checkProgram(doors: Doors | null, program: SourceFile, offline: boolean): Promise<CheckReport> {
  const { problems, assumed } = await compileHere(doors, program, offline);
  return { file: program.file, ok: isSound(problems), problems, assumed };
}

/** What a published or a local program will do. */
export async function planProgram(doors: Doors, program: string | SourceFile): Promise<PlanReport> {
  if (typeof program === 'string') {
    const { hash, plan } = await findPlan(doors, program);
    return planReport(hash, plan);
  }
  const { plan, problems } = await compileHere(doors, program);
  assertSound(problems, program.file);
  if (plan === null) {
    throw new LoomError('loop.nothing_to_run', `${program.file} holds only TOOLS.`, 'Add a LOOP … END block.');
  }
  return planReport(contentHash(plan), plan);
}

function planReport(hash: string, plan: Plan): PlanReport {
  const outputs =
    plan.output === null
      ? [...new Set(everyStep(plan.steps).flatMap((step) => step.name ?? []))]
      : plan.output.t === 'object'
        ? plan.output.fields.map(([name]) => name)
        : ['value'];
  return {
    hash,
    loop: plan.loop,
    inputs: plan.inputs.map(({ name, type, default: fallback }) => ({ name, type, required: fallback === undefined })),
    waves: wavesOf(plan),
    tools: Object.values(plan.tools).map(({ name, from, effect, implementation }) => ({
      name,
      from,
      effect,
      implementation: describeImplementation(implementation),
    })),
    outputs,
  };
}

function describeImplementation(implementation: Implementation): string {
  switch (implementation.kind) {
    case 'host':
      return `HOST ${implementation.name}`;
    case 'http':
      return `HTTP ${implementation.method}`;
    case 'prompt':
      return implementation.agent === null ? 'PROMPT' : `PROMPT AGENT ${implementation.agent}`;
  }
}
