import type { Json } from '../../../domain/json.ts';
import { evaluate } from '../../../dsl/evaluate.ts';
import { type Expression, type PlannedStep, stepsInside } from '../../../dsl/plan.ts';
import { type Failure, Line } from './line.ts';
import type { ModelRun } from './run.ts';

/** Why a block stops before all its lines are done. */
export type Stop = { readonly failure: Failure } | { readonly returned: Json } | 'told to stop';

/** The lines of a program, a branch, an item or a round, at work. */
export class Block {
  readonly run: ModelRun;
  /** The line it is inside of; null for the program's own and that of ON ERROR. */
  readonly owner: Line | null;
  readonly lines: readonly Line[];
  /** Of the item or round; null for all other blocks. */
  readonly position: number | null;
  /** Whether a line that fails stops nothing but itself: a branch of a FIRST. */
  readonly apart: boolean;
  stopped: Stop | null = null;
  readonly #positions: readonly number[];
  readonly #scope: Map<string, Json>;
  #told = false;

  /**
   * @param names what only this block knows; null when its names are those of the block around it
   */
  constructor(
    run: ModelRun,
    owner: Line | null,
    steps: readonly PlannedStep[],
    names: ReadonlyMap<string, Json> | null,
    position: number | null = null,
  ) {
    this.run = run;
    this.owner = owner;
    this.position = position;
    this.apart = owner?.step.kind === 'race';
    const outer = owner?.block;
    this.#scope =
      names === null && outer !== undefined
        ? outer.#scope
        : new Map([...(outer === undefined ? [] : outer.#scope), ...(names ?? [])]);
    this.#positions = [...(outer === undefined ? [] : outer.#positions), ...(position === null ? [] : [position])];
    this.lines = steps.map((step) => new Line(step, this));
  }

  runtimePath(planned: string): string {
    let next = 0;
    return planned.replaceAll('[]', (none) => (next < this.#positions.length ? `[${this.#positions[next++]}]` : none));
  }

  /** Whether the step with that path is done, here or in a block around this one. */
  isThere(path: string): boolean {
    const line = this.find(path);
    if (line === null) throw new Error(`The plan orders a step after "${path}", which is nowhere.`);
    return line.succeeded;
  }

  find(path: string): Line | null {
    return this.lines.find(({ step }) => step.path === path) ?? this.owner?.block.find(path) ?? null;
  }

  workOut(expression: Expression, more: readonly (readonly [string, Json])[] = []): Json {
    return evaluate(expression, new Map([...this.#scope, ...more]), { now: this.run.now, uuid: () => '' });
  }

  set({ path }: PlannedStep, value: Json): void {
    this.#scope.set(path, value);
  }

  has(path: string): boolean {
    return this.#scope.has(path);
  }

  get names(): ReadonlyMap<string, Json> {
    return this.#scope;
  }

  /** Nothing of it is at work. */
  get atRest(): boolean {
    return this.lines.every(({ state }) => state === 'over' || (state === 'waiting' && this.stopped !== null));
  }

  /** Lines that can start, here and inside. */
  ready(): readonly Line[] {
    if (this.stopped !== null) return [];
    return this.lines.flatMap((line) =>
      line.state === 'begun' ? line.inside.flatMap((block) => block.ready()) : line.ready ? [line] : [],
    );
  }

  /** Starts nothing more and tells what runs to stop. The first reason is the one that counts. */
  stop(why: Stop): void {
    if (this.stopped !== null) return;
    this.stopped = why;
    this.run.stoppedNow(this);
    if (why !== 'told to stop') this.#tellAround(why);
    for (const line of this.lines) if (line.state === 'begun') line.tellToStop();
    this.lineOver();
  }

  /** A line has ended. */
  lineOver(): void {
    if (this.#told || !this.atRest) return;
    this.#told = true;
    if (this.owner === null) this.run.blockOver(this);
    else {
      if (this.stopped === null) this.owner.onDone(this);
      else this.owner.onRest(this);
      this.owner.conclude();
    }
  }

  /** What is around does not wait for this block to come to rest: a failure that nothing takes up is one at once. */
  #tellAround(why: Exclude<Stop, 'told to stop'>): void {
    if (this.owner === null) return;
    if ('failure' in why) this.owner.onFailure(this, why.failure);
    else this.owner.leave(why.returned);
  }
}

/** The lines of a block and of the blocks inside it that have begun. */
export const everyLine = (block: Block): readonly Line[] => block.lines.flatMap((line) => [line, ...linesInside(line)]);
export const linesInside = (line: Line): readonly Line[] => line.inside.flatMap(everyLine);

/** What is inside a step that does not run, or in branches that were not taken, is skipped; its names are null. */
export function skipInside(block: Block, step: PlannedStep): void {
  if (step.kind !== 'if' && step.kind !== 'race') return;
  for (const inner of stepsInside(step)) {
    if (block.has(inner.path)) continue;
    block.set(inner, null);
    block.run.statuses.set(block.runtimePath(inner.path), 'skipped');
    skipInside(block, inner);
  }
}
