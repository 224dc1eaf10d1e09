import { LoomError } from '../../../domain/errors.ts';
import type { Json } from '../../../domain/json.ts';
import type { Expression, PlannedStep } from '../../../dsl/plan.ts';
import { type Block, type Stop, skipInside } from './block.ts';
import { doings } from './doing.ts';

export interface Failure {
  readonly code: string;
  readonly message: string;
  /** Runtime path of the step that failed; null until it is known. */
  readonly step: string | null;
}

/** What decided that a line ends without having done its work. The first thing that happens to it decides. */
export type Verdict = { readonly failure: Failure } | { readonly enough: Json } | 'told to stop' | 'returned';

export const failureOf = (error: unknown): Failure => {
  const { code, message } = LoomError.from(error);
  return { code, message, step: null };
};

/** Kinds of steps that are nothing but something the run waits for. An ASK has its own time beside that. */
const asksWorld: readonly PlannedStep['kind'][] = ['call', 'say', 'loop', 'collaborate'];

type Ended = 'completed' | 'skipped' | 'replaced' | 'failed' | 'cancelled';

/** A step of the plan at its place in a run. */
export class Line {
  readonly step: PlannedStep;
  readonly block: Block;
  readonly path: string;
  state: 'waiting' | 'begun' | 'over' = 'waiting';
  verdict: Verdict | null = null;
  /** Blocks inside it that have begun, those that are over as well. */
  readonly inside: Block[] = [];
  /** Takes back what the line waits for outside; false when the world must answer first. */
  letGo: () => boolean = () => true;
  /** Told when a block inside is done, comes to rest, or fails, and when a line in it is over. */
  onDone: (block: Block) => void = () => undefined;
  onRest: (block: Block) => void = () => undefined;
  onLine: (line: Line) => void = () => undefined;
  onFailure: (block: Block, failure: Failure) => void = (_block, failure) => this.giveUp(failure);
  #stopTimeout = (): void => undefined;

  constructor(step: PlannedStep, block: Block) {
    this.step = step;
    this.block = block;
    this.path = block.runtimePath(step.path);
  }

  /** Whether all it comes after is there. */
  get ready(): boolean {
    return this.state === 'waiting' && this.step.after.every((path) => this.block.isThere(path));
  }

  get succeeded(): boolean {
    const status = this.block.run.statuses.get(this.path);
    return status === 'completed' || status === 'skipped' || status === 'replaced';
  }

  workOut(expression: Expression): Json {
    return this.block.workOut(expression);
  }

  start(): void {
    this.state = 'begun';
    this.block.run.begunNow.add(this);
    const { step } = this;
    this.block.run.look();
    try {
      if (step.when !== undefined && !this.holds(step.when)) {
        this.block.set(step, null);
        skipInside(this.block, step);
        this.#over('skipped');
        return;
      }
      if (asksWorld.includes(step.kind)) this.hold(() => this.#do());
      else this.#do();
    } catch (error) {
      this.giveUp(failureOf(error));
    }
  }

  #do(): void {
    const { step } = this;
    this.block.run.statuses.set(this.path, 'running');
    if (step.timeoutMs !== undefined && step.kind !== 'call') this.#within(this.milliseconds(step.timeoutMs));
    doings[step.kind](this, step as never);
  }

  /** Does something whose end the run must see, perhaps only when it has continued as new. */
  hold(work: () => void): void {
    this.letGo = () => {
      takeBack();
      return true;
    };
    const takeBack = this.block.run.begin(() => {
      this.letGo = () => true;
      try {
        work();
      } catch (error) {
        this.giveUp(failureOf(error));
      }
    });
  }

  holds(test: Expression): boolean {
    const value = this.workOut(test);
    if (value === null || typeof value === 'boolean') return value === true;
    throw new LoomError('loop.expression_failed', '(neither)', '');
  }

  milliseconds(expression: Expression): number {
    const value = this.workOut(expression);
    if (typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER) return Math.ceil(value);
    throw new LoomError('loop.expression_failed', '(no duration)', '');
  }

  /** It did its work, although it was perhaps told to stop; what has failed, by its TIMEOUT, stays failed. */
  succeed(value: Json): void {
    if (this.verdict !== null && typeof this.verdict === 'object') this.conclude();
    else this.#complete(value);
  }

  #complete(value: Json): void {
    this.block.set(this.step, value);
    if (this.step.undo !== undefined) this.block.run.finished.push(this);
    this.#over('completed');
  }

  /** It fails, unless something else decided before: what is inside is told to stop, and so is what cannot go on. */
  giveUp(failure: Failure): void {
    const own = { ...failure, step: failure.step ?? this.path };
    this.#decide({ failure: own }, this.step.otherwise === undefined ? { failure: own } : null);
  }

  /** It failed, although it was perhaps told to stop before. */
  fail(failure: Failure): void {
    if (this.verdict === null) this.giveUp(failure);
    else if (this.verdict === 'told to stop') this.verdict = { failure };
  }

  /** RETURN, in it or inside it. */
  leave(returned: Json): void {
    this.#decide('returned', { returned });
  }

  /** Enough of what is inside is done: the rest is told to stop. */
  haveEnough(value: Json): void {
    this.#decide({ enough: value }, null);
  }

  /** Something around it does not go on. */
  tellToStop(): void {
    this.#decide('told to stop', null);
  }

  /** Ends once all inside it is at rest and the world has answered. */
  conclude(): void {
    if (this.state !== 'begun' || this.verdict === null) return;
    if (this.inside.some((block) => !block.atRest) || !this.letGo()) return;
    if (this.verdict === 'told to stop') this.#over('cancelled');
    else if (this.verdict === 'returned') this.#over('completed');
    else if ('enough' in this.verdict) this.#complete(this.verdict.enough);
    else this.#failFor(this.step.otherwise);
  }

  #failFor(otherwise: Expression | undefined): void {
    if (otherwise === undefined) {
      this.#over('failed');
      return;
    }
    try {
      this.block.set(this.step, this.workOut(otherwise));
      this.#over('replaced');
    } catch (error) {
      const failure = { ...failureOf(error), step: this.path };
      this.verdict = { failure };
      this.block.run.messages.add(failure.message);
      if (!this.block.apart) this.block.stop({ failure });
      this.#over('failed');
    }
  }

  /** The block around it hears first, so that it never takes what stops for done. */
  #decide(verdict: Verdict, around: Stop | null): void {
    if (this.verdict !== null) return;
    if (typeof verdict === 'object' && 'failure' in verdict) this.block.run.messages.add(verdict.failure.message);
    this.verdict = verdict;
    this.#stopTimeout();
    if (around !== null && !this.block.apart) this.block.stop(around);
    for (const block of this.inside) block.stop('told to stop');
    this.conclude();
  }

  #within(ms: number): void {
    this.#stopTimeout = this.block.run.timer(ms, () =>
      this.giveUp({ code: 'loop.timed_out', message: '(late)', step: null }),
    );
  }

  #over(status: Ended): void {
    this.state = 'over';
    this.#stopTimeout();
    this.block.run.statuses.set(this.path, status);
    this.block.owner?.onLine(this);
    this.block.lineOver();
  }
}
