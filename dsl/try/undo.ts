import type { JsonObject } from '../../domain/json.ts';
import { type Plan, type PlannedStep, plannedTool, stepsInside } from '../plan.ts';
import { orderInBlock } from '../plan-order.ts';
import { everyTrace, type Trace } from './trace.ts';

/** An UNDO that would be called; those of one stage together, lower stages first. */
export interface Undone {
  /** Address of the step that is undone. */
  readonly path: string;
  readonly tool: string;
  readonly given: JsonObject;
  readonly stage: number;
}

/** What a failed run undoes, in the order in which it does. */
export function undoneOf(plan: Plan, plans: ReadonlyMap<string, Plan>, traces: readonly Trace[]): readonly Undone[] {
  const { all } = new Undoing(plan, plans).block(plan.steps, traces, 0, 0);
  return [...all].sort((one, other) => one.stage - other.stage);
}

/** Steps that changed something, are done, and stay so. */
export function staysDone(plan: Plan, plans: ReadonlyMap<string, Plan>, traces: readonly Trace[]): readonly string[] {
  return traces.flatMap((trace): readonly string[] => {
    const { step } = trace;
    if (step.kind === 'loop') return stayInLoop(trace, plan, plans);
    const inside = staysDone(plan, plans, trace.inside);
    const writes = step.kind === 'call' && plannedTool(plan, step.tool)?.effect === 'write';
    return writes && trace.status === 'completed' && step.undo === undefined ? [trace.path, ...inside] : inside;
  });
}

/** A loop that ended well is not undone, whatever it could undo itself; one that failed or was stopped undid that. */
function stayInLoop(trace: Trace, plan: Plan, plans: ReadonlyMap<string, Plan>): readonly string[] {
  const inner = trace.step.kind === 'loop' ? plans.get(trace.step.planHash) : undefined;
  if (inner === undefined) return trace.status === 'completed' ? [trace.path] : [];
  if (trace.status !== 'completed') return staysDone(inner, plans, trace.inside);
  const done = everyTrace(trace.inside).filter(({ status }) => status === 'completed');
  const ofOwn = done.filter(({ step }) => step.kind === 'call' && plannedTool(inner, step.tool)?.effect === 'write');
  const ofOthers = trace.inside.flatMap((each) => (each.step.kind === 'loop' ? stayInLoop(each, plan, plans) : []));
  return [...ofOwn.map(({ path }) => path), ...ofOthers];
}

interface Stages {
  readonly all: readonly Undone[];
  /** The first stage after it. */
  readonly end: number;
}

class Undoing {
  readonly #plan: Plan;
  readonly #plans: ReadonlyMap<string, Plan>;

  constructor(plan: Plan, plans: ReadonlyMap<string, Plan>) {
    this.#plan = plan;
    this.#plans = plans;
  }

  /** Each step after those that came after it. @param level how many FOR and REPEAT are around */
  block(steps: readonly PlannedStep[], traces: readonly Trace[], level: number, from: number): Stages {
    const before = orderInBlock(steps);
    const found = new Map<string, Stages>();
    const undo = (trace: Trace): Stages => {
      const { path } = trace.step;
      const known = found.get(path);
      if (known !== undefined) return known;
      const later = traces.filter((other) => before.get(other.step.path)?.has(path));
      const stages = this.#step(trace, level, Math.max(from, ...later.map((other) => undo(other).end)));
      found.set(path, stages);
      return stages;
    };
    const all = traces.map(undo);
    return { all: all.flatMap((each) => each.all), end: Math.max(from, ...all.map(({ end }) => end)) };
  }

  /** A step: itself, and then what was done inside it. */
  #step(trace: Trace, level: number, from: number): Stages {
    const { step, undo } = trace;
    if (step.kind === 'loop') return this.#loop(trace, from);
    const own: Stages =
      undo === null || step.undo === undefined
        ? { all: [], end: from }
        : { all: [{ path: trace.path, tool: this.#nameOf(step.undo.tool), given: undo, stage: from }], end: from + 1 };
    if (trace.inside.length === 0) return own;
    const inside = this.#inside(trace, level, own.end);
    return { all: [...own.all, ...inside.all], end: inside.end };
  }

  #inside({ step, inside }: Trace, level: number, from: number): Stages {
    if (step.kind !== 'for' && step.kind !== 'repeat') return this.block(stepsRun(step, inside), inside, level, from);
    const positions = [...new Set(inside.map((trace) => trace.positions[level] ?? 0))];
    const at = (position: number, start: number): Stages => {
      const own = inside.filter((trace) => trace.positions[level] === position);
      return this.block(step.body.steps, own, level + 1, start);
    };
    // Rounds came one after the other; items have nothing to do with each other.
    if (step.kind === 'for') {
      const all = positions.map((position) => at(position, from));
      return { all: all.flatMap((each) => each.all), end: Math.max(from, ...all.map(({ end }) => end)) };
    }
    return positions
      .sort((one, other) => other - one)
      .reduce<Stages>(
        (done, position) => {
          const round = at(position, done.end);
          return { all: [...done.all, ...round.all], end: round.end };
        },
        { all: [], end: from },
      );
  }

  /** A loop that was stopped or failed undoes what it did by itself, before this run undoes anything. */
  #loop({ step, status, inside }: Trace, from: number): Stages {
    const inner = step.kind === 'loop' && status !== 'completed' ? this.#plans.get(step.planHash) : undefined;
    if (inner === undefined) return { all: [], end: from };
    const { all } = new Undoing(inner, this.#plans).block(inner.steps, inside, 0, 0);
    return { all, end: from };
  }

  #nameOf(tool: string): string {
    return plannedTool(this.#plan, tool)?.name ?? tool;
  }
}

function stepsRun(step: PlannedStep, inside: readonly Trace[]): readonly PlannedStep[] {
  if (step.kind !== 'if') return stepsInside(step);
  return step.branches.find(({ steps }) => steps.some((inner) => inner === inside[0]?.step))?.steps ?? [];
}
