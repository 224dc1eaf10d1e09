import { contentHash } from '../domain/canonical.ts';
import { limits } from '../domain/limits.ts';
import type { Metadata } from '../domain/market/bundle.ts';
import type { Problem } from '../domain/problem.ts';
import { checkDependencies } from './check/dependencies.ts';
import { checkProgram } from './check/index.ts';
import { compileExpression, refuseCall } from './compile-expression.ts';
import { compileSteps } from './compile-steps.ts';
import { compileParameters, compileTool } from './compile-tool.ts';
import { constantOf } from './constant.ts';
import { declaredRanges } from './dependencies.ts';
import { problemsOf } from './excerpt.ts';
import type { Finding } from './finding.ts';
import { typesOf } from './infer/index.ts';
import { calleesFirst } from './loop-calls.ts';
import { formatOf, type LoopType, type Plan, type PlannedTool } from './plan.ts';
import { type CompileContext, type Program, readProgram, sectionsOf, usesOf } from './program.ts';
import { isSound } from './sound.ts';
import { constantText } from './text.ts';

export type { CompileContext } from './program.ts';

export interface DeclaredDependencies {
  /** Package name to semver range. */
  readonly declared: Record<string, string>;
  /** What is wrong with the declarations; `compileProgram` tells the same. */
  readonly problems: readonly Problem[];
}

export interface CompiledProgram {
  /** Everything that is wrong, by place. */
  readonly problems: readonly Problem[];
  /** Names taken on trust because of `offline`, as they are called. */
  readonly assumed: readonly string[];
  /** Null for a pure toolbox, when there are errors, and when names were taken on trust. */
  readonly plan: Plan | null;
  /** Plans of the further loops of the source, which `plan` names by their hashes; each after those it calls. */
  readonly plans: readonly Plan[];
  /** Exported by TOOLS blocks; none when there are errors. */
  readonly tools: readonly PlannedTool[];
  /** What the loop gives back, as far as that is known before it runs; null where there is no plan. */
  readonly returns: LoopType | null;
}

/** What a program depends on, so that it can be looked up before compiling. Never throws for what the source holds. */
export function dependenciesOf(source: string, metadata?: Metadata): DeclaredDependencies {
  const given = metadata === undefined ? {} : { metadata };
  const tooLong = overlong(source);
  if (tooLong !== null) return { declared: declaredRanges([], metadata), problems: problemsOf([tooLong], source) };
  const program = readProgram(source, { dependencies: new Map(), offline: true, ...given });
  return {
    declared: declaredRanges(program.loops.flatMap(usesOf), metadata),
    problems: problemsOf(checkDependencies(program), source, program.lines),
  };
}

/** Checks a program and makes its plan. Never throws for what the source holds. */
export function compileProgram(source: string, context: CompileContext): CompiledProgram {
  const nothing = { assumed: [], plan: null, plans: [], tools: [], returns: null };
  const tooLong = overlong(source);
  if (tooLong !== null) return { ...nothing, problems: problemsOf([tooLong], source) };
  const program = readProgram(source, context);
  const problems = problemsOf(checkProgram(program), source, program.lines);
  const assumed = context.offline ? assumedNames(program) : [];
  if (!isSound(problems)) return { ...nothing, problems, assumed };
  const made = assumed.length > 0 ? { plan: null, plans: [] } : plansOf(program);
  const returns = made.plan === null ? null : typesOf(program).returns;
  return { problems, assumed, ...made, tools: exportedTools(program), returns };
}

/** A source of more bytes than the limit is refused unread, at the place where the limit lies. */
export function overlong(source: string): Finding | null {
  let bytes = 0;
  for (let at = 0; at < source.length; at += 1) {
    const unit = source.charCodeAt(at);
    // In UTF-8 the two halves of a pair make four bytes.
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 2 : 3;
    if (bytes > limits.sourceBytesMax) {
      return {
        code: 'loop.too_long',
        span: { start: at, end: at + 1 },
        message: `The source is longer than ${limits.sourceBytesMax / 1024} KiB; it was not read.`,
        hint: 'Split it: publish parts of it as packages of their own, and call those.',
      };
    }
  }
  return null;
}

/** The plans of all loops of a source. A plan names others by their hashes, so those it calls are made before it. */
function plansOf(program: Program): Pick<CompiledProgram, 'plan' | 'plans'> {
  const hashes = new Map<string, string>();
  const plans: Plan[] = [];
  let main: Plan | null = null;
  for (const each of calleesFirst(program)) {
    const plan = planOf(each, hashes);
    if (plan === null) continue;
    if (each === program) main = plan;
    else {
      hashes.set(plan.loop, contentHash(plan));
      plans.push(plan);
    }
  }
  return { plan: main, plans };
}

/** @param planHashes of the loops it calls, by their names */
function planOf(program: Program, planHashes: ReadonlyMap<string, string>): Plan | null {
  const { entry, context, output, callables } = program;
  if (entry === null || entry.name.kind === 'fault') return null;
  const tools = new Map<string, PlannedTool>();
  const { steps, onError } = compileSteps(program, { tools, planHashes });
  const limitMs = limitOf(program);
  const schedule = scheduleOf(program);
  const plan = {
    loop: entry.name.text,
    title: entry.title === null ? null : constantText(entry.title),
    inputs: compileParameters(program.inputs),
    tools: Object.fromEntries([...tools].sort(([one], [other]) => (one < other ? -1 : 1))),
    steps,
    ...(onError.length === 0 ? {} : { onError }),
    ...(limitMs === null ? {} : { limitMs }),
    ...(schedule === null ? {} : { schedule }),
    output:
      output === null ? null : compileExpression(output, { callables, pathOf: (name) => name, hoist: refuseCall }),
    lock: lockOf(context),
  };
  return { format: formatOf(plan), ...plan };
}

function limitOf({ entry }: Program): number | null {
  const value = sectionsOf(entry, 'limit')[0]?.value;
  const milliseconds = value === undefined ? undefined : constantOf(value);
  return typeof milliseconds === 'number' ? milliseconds : null;
}

function scheduleOf({ entry }: Program): NonNullable<Plan['schedule']> | null {
  const section = sectionsOf(entry, 'schedule')[0];
  const cron = section === undefined ? undefined : constantOf(section.cron);
  const zone = section?.zone == null ? null : constantOf(section.zone);
  if (typeof cron !== 'string') return null;
  return { cron: cron.trim().replace(/\s+/g, ' '), zone: typeof zone === 'string' ? zone : null };
}

function lockOf({ dependencies }: CompileContext): Plan['lock'] {
  const entries = [...dependencies].map(([name, { version, sha256 }]) => [name, { version, sha256 }] as const);
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}

function exportedTools({ toolboxes }: Program): PlannedTool[] {
  return toolboxes.flatMap(({ tools }) =>
    tools.flatMap((tool) => (tool.kind === 'fault' ? [] : (compileTool(tool) ?? []))),
  );
}

function assumedNames(program: Program): string[] {
  const names = [program, ...program.others].flatMap(({ live, callables }) =>
    live.flatMap(({ calls }) =>
      calls.flatMap((call) => {
        const callable = callables.resolve(call);
        return callable.kind === 'assumed' ? [callable.name] : [];
      }),
    ),
  );
  return [...new Set(names)];
}
