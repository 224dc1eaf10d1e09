import type { Json } from '../../domain/json.ts';
import { readDuration } from '../duration.ts';
import type { Expression, Plan, PlannedStep } from '../plan.ts';
import { itemsKnown, type Known, knownBefore, valueKnown } from './known.ts';
import { exactly, none, oneOf, type Range, sum, times, upTo } from './range.ts';

/** The longest chain of steps, each waiting for the one before; what of its time the plan itself knows is its waits. */
export interface CriticalPath {
  readonly steps: readonly {
    readonly path: string;
    /** Milliseconds it waits for time, people or events; the work of tools is not in it. */
    readonly waitMs: Range;
  }[];
  readonly waitMs: Range;
}

const noPath: CriticalPath = { steps: [], waitMs: none };

/** @param inputs those that are known: waits may be worked out from them */
export function criticalPath(plan: Plan, inputs: Readonly<Record<string, Json>> = {}): CriticalPath {
  const path = new PathFinder(knownBefore(plan, inputs)).block(plan.steps);
  return plan.limitMs === undefined ? path : { ...path, waitMs: capped(path.waitMs, plan.limitMs) };
}

class PathFinder {
  readonly #known: Known;

  constructor(known: Known) {
    this.#known = known;
  }

  block(steps: readonly PlannedStep[]): CriticalPath {
    const paths = new Map<string, CriticalPath>();
    for (const step of steps) {
      const before = step.after.map((path) => paths.get(path) ?? noPath);
      const own = this.#step(step);
      const first = longest(before);
      paths.set(step.path, {
        steps: [...first.steps, ...own.steps],
        waitMs: sum([first.waitMs, own.waitMs]),
      });
    }
    return longest([...paths.values()]);
  }

  #step(step: PlannedStep): CriticalPath {
    const { inside, waitMs } = this.#waits(step);
    const limit = step.timeoutMs === undefined || step.kind === 'call' ? null : this.#milliseconds(step.timeoutMs);
    const timed = limit === null ? waitMs : capped(waitMs, limit);
    const own = step.when === undefined ? timed : { ...timed, least: 0 };
    return { steps: [{ path: step.path, waitMs: own }, ...inside.steps], waitMs: own };
  }

  /** How long it waits in all, and the chain inside it. */
  #waits(step: PlannedStep): { readonly inside: CriticalPath; readonly waitMs: Range } {
    const alone = (waitMs: Range) => ({ inside: noPath, waitMs });
    switch (step.kind) {
      case 'wait': {
        const ms = this.#milliseconds(step.forMs);
        return alone(ms === null ? upTo(null) : exactly(ms));
      }
      case 'wait_until':
        return alone(upTo(null));
      case 'ask':
      case 'wait_for':
      case 'collaborate':
        return alone(upTo(step.withinMs === null ? null : this.#milliseconds(step.withinMs)));
      case 'if': {
        const branches = step.branches.map((branch) => this.block(branch.steps));
        const complete = step.branches.some(({ test }) => test === null);
        return { inside: longest(branches), waitMs: oneOf([...branches, ...(complete ? [] : [noPath])].map(waitOf)) };
      }
      case 'race': {
        const branches = step.steps.map((each) => this.block([{ ...each, after: [] }]));
        // It takes as long as the last of those it needs.
        const byMost = branches.toSorted((one, other) => mostOf(one) - mostOf(other));
        const byLeast = branches.toSorted((one, other) => one.waitMs.least - other.waitMs.least);
        const inside = byMost[step.need - 1] ?? noPath;
        return { inside, waitMs: { least: byLeast[step.need - 1]?.waitMs.least ?? 0, most: inside.waitMs.most } };
      }
      case 'for': {
        const inside = this.block(step.body.steps);
        const items = itemsKnown(step.of, this.#known);
        const rounds = items === null ? upTo(null) : exactly(Math.ceil(items.length / step.atOnce));
        return { inside, waitMs: times(inside.waitMs, rounds) };
      }
      case 'repeat': {
        const inside = this.block(step.body.steps);
        const every = step.everyMs === null ? 0 : this.#milliseconds(step.everyMs);
        const pauses = every === null ? upTo(null) : upTo(every * (step.roundsMax - 1));
        return { inside, waitMs: sum([times(inside.waitMs, { least: 1, most: step.roundsMax }), pauses]) };
      }
      default:
        return alone(none);
    }
  }

  #milliseconds(expression: Expression): number | null {
    const value = valueKnown(expression, this.#known);
    const ms = typeof value === 'string' ? readDuration(value) : value;
    return typeof ms === 'number' && ms >= 0 ? ms : null;
  }
}

const mostOf = ({ waitMs }: CriticalPath): number => waitMs.most ?? Number.POSITIVE_INFINITY;
const waitOf = ({ waitMs }: CriticalPath): Range => waitMs;

function capped({ least, most }: Range, limit: number): Range {
  return { least: Math.min(least, limit), most: most === null ? limit : Math.min(most, limit) };
}

/** The one that may take longest; of equals the one with more steps, then the first. */
function longest(paths: readonly CriticalPath[]): CriticalPath {
  const rank = (path: CriticalPath) => [mostOf(path), path.waitMs.least, path.steps.length];
  return paths.reduce((best, path) => (isAhead(rank(path), rank(best)) ? path : best), noPath);
}

function isAhead(one: readonly number[], other: readonly number[]): boolean {
  const at = one.findIndex((value, index) => value !== other[index]);
  return at !== -1 && (one[at] ?? 0) > (other[at] ?? 0);
}
