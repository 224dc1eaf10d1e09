import { type Plan, type PlannedStep, stepsInside } from '../plan.ts';
import { branchWords, effectOf, tagsOf, titleOf, wordsOf } from './words.ts';

/** What a node looks like. */
export type NodeKind = Exclude<PlannedStep['kind'], 'call' | 'wait_until'> | 'read' | 'write' | 'prompt';

/** A plan as a picture sees it: nodes, what comes after what, and frames with more of the same inside. */
export interface GraphBlock {
  readonly nodes: readonly GraphNode[];
  /** From and to, by id; an order that follows from others is left out. */
  readonly edges: readonly (readonly [string, string])[];
}

export interface GraphNode {
  /** The path of the step; the paths of two branches may be the same, so those behind them have a number as well. */
  readonly id: string;
  readonly kind: NodeKind;
  readonly title: string;
  /** What it does, as it is written but for its name and clauses. */
  readonly words: string;
  /** Its clauses. */
  readonly tags: readonly string[];
  /** What is inside it: the branches of an IF, one block of the others; none for most. */
  readonly frames: readonly GraphFrame[];
}

export interface GraphFrame {
  /** What has to hold for it; null where there is but one. */
  readonly label: string | null;
  readonly block: GraphBlock;
}

export interface PlanGraph {
  readonly loop: string;
  readonly title: string | null;
  readonly inputs: readonly string[];
  readonly steps: GraphBlock;
  readonly onError: GraphBlock | null;
}

export function planGraph(plan: Plan): PlanGraph {
  const maker = new GraphMaker(plan);
  return {
    loop: plan.loop,
    title: plan.title,
    inputs: plan.inputs.map(({ name }) => name),
    steps: maker.block(plan.steps),
    onError: plan.onError === undefined ? null : maker.block(plan.onError),
  };
}

class GraphMaker {
  readonly #plan: Plan;
  readonly #taken = new Map<string, number>();

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  block(steps: readonly PlannedStep[]): GraphBlock {
    const ids = steps.map(({ path }) => this.#idOf(path));
    const nodes = steps.map((step, at) => this.#node(step, ids[at] ?? step.path));
    /** Which node of this block makes a result. */
    const makers = new Map<string, number>();
    steps.forEach((step, at) => {
      for (const path of [step.path, ...pathsInside(step)]) makers.set(path, at);
    });
    const before = steps.map((step, at) => {
      const all = [step, ...everythingInside(step)].flatMap(({ after }) => after);
      return new Set(all.flatMap((path) => makers.get(path) ?? []).filter((earlier) => earlier !== at));
    });
    const edges = reduced(before).map(([from, to]) => [ids[from] ?? '', ids[to] ?? ''] as const);
    return { nodes, edges };
  }

  #node(step: PlannedStep, id: string): GraphNode {
    return {
      id,
      kind: this.#kindOf(step),
      title: titleOf(step, this.#plan),
      words: wordsOf(step, this.#plan),
      tags: tagsOf(step, this.#plan),
      frames: this.#framesOf(step),
    };
  }

  #kindOf(step: PlannedStep): NodeKind {
    if (step.kind === 'call') return effectOf(step, this.#plan);
    return step.kind === 'wait_until' ? 'wait' : step.kind;
  }

  #framesOf(step: PlannedStep): readonly GraphFrame[] {
    if (step.kind === 'if') {
      return step.branches.map((branch, at) => ({ label: branchWords(branch, at), block: this.block(branch.steps) }));
    }
    const inside = stepsInside(step);
    return inside.length === 0 ? [] : [{ label: null, block: this.block(inside) }];
  }

  #idOf(path: string): string {
    const count = (this.#taken.get(path) ?? 0) + 1;
    this.#taken.set(path, count);
    return count === 1 ? path : `${path}~${count}`;
  }
}

const everythingInside = (step: PlannedStep): readonly PlannedStep[] =>
  stepsInside(step).flatMap((each) => [each, ...everythingInside(each)]);
const pathsInside = (step: PlannedStep): readonly string[] => everythingInside(step).map(({ path }) => path);

/** Pairs of earlier and later, without those that follow from others. */
function reduced(before: readonly ReadonlySet<number>[]): (readonly [number, number])[] {
  const ancestors: Set<number>[] = [];
  return before.flatMap((earlier, at) => {
    const all = new Set(earlier);
    for (const each of earlier) for (const further of ancestors[each] ?? []) all.add(further);
    ancestors[at] = all;
    const direct = [...earlier].filter((each) => ![...earlier].some((other) => ancestors[other]?.has(each)));
    return direct.map((each) => [each, at] as const);
  });
}
