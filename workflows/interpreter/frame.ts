import type { Json } from '../../domain/json.ts';
import type { PlannedStep } from '../../dsl/plan.ts';
import { runtimePath } from '../../dsl/plan-path.ts';
import { Scope } from '../../dsl/scope.ts';
import { Region } from './region.ts';
import type { Run } from './run.ts';

/** Where steps run: the loop itself, or one item of a FOR, or one round of a REPEAT. */
export interface Frame {
  readonly run: Run;
  /** Inputs, and results by planned path; those of the frames around it as well. */
  readonly scope: Scope;
  /** The item or round of each FOR and REPEAT around it, outer ones first. */
  readonly positions: readonly number[];
  /** Settles when a step is done or skipped, by planned path; steps of a block that has not begun are not in it yet. */
  readonly done: Map<string, Promise<void>>;
  readonly outer: Frame | null;
  /** What the steps that run here stop with. */
  readonly region: Region;
}

/** The frame of one item or round, where the body's names have values of their own. */
export function frameInside(outer: Frame, position: number, own: Iterable<readonly [string, Json]> = []): Frame {
  return {
    run: outer.run,
    scope: new Scope(outer.scope, own),
    positions: [...outer.positions, position],
    done: new Map(),
    outer,
    region: outer.region,
  };
}

/** The same place, with steps that stop with a step they are inside of; what has an ELSE takes their failure up. */
export function frameOf(frame: Frame, step: PlannedStep): Frame {
  const outer = step.otherwise === undefined ? frame.region : null;
  return { ...frame, region: new Region(outer, pathIn(frame, step)) };
}

/** The same place, with a value the language itself gives (`it`). */
export function frameWith(frame: Frame, name: string, value: Json): Frame {
  return { ...frame, scope: new Scope(frame.scope, [[name, value]]) };
}

/** The address of a step in this run, which is its activity id. */
export function pathIn({ positions }: Pick<Frame, 'positions'>, { path }: Pick<PlannedStep, 'path'>): string {
  return positions.length === 0 ? path : runtimePath(path, positions);
}

/** When a step of this frame or of one around it is done; undefined when its block has not begun. */
export function doneIn(frame: Frame, path: string): Promise<void> | undefined {
  for (let each: Frame | null = frame; each !== null; each = each.outer) {
    const found = each.done.get(path);
    if (found !== undefined) return found;
  }
  return undefined;
}
