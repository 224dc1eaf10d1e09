import { CancellationScope, CancelledFailure, isCancellation, sleep } from '@temporalio/workflow';
import { stepFailure, stepOf } from '../failures.ts';
import { Returned } from './run.ts';

const enough = Symbol('enough');

/**
 * Lines that stop together. The first thing that stops them decides what they end with; from then on nothing of them
 * starts, and what runs is told to stop and waited for. A failure that nothing takes up stops what is around at once.
 */
export class Region {
  readonly #scope = new CancellationScope();
  readonly #outer: Region | null;
  readonly #path: string | null;
  #why: { readonly error: unknown } | null = null;

  /**
   * @param outer what fails with it; null when what is around takes up its failure, or there is nothing around
   * @param path of the step it is inside of
   */
  constructor(outer: Region | null = null, path: string | null = null) {
    this.#outer = outer;
    this.#path = path;
  }

  /** Does the work of these lines. @throws what stopped them, once nothing of them runs any more */
  async run<T>(work: () => Promise<T>): Promise<T> {
    return this.#scope.run(async () => {
      this.#scope.cancelRequested.catch((error: unknown) => {
        this.#why ??= { error };
      });
      try {
        const result = await work();
        if (this.#why === null || this.#why.error === enough) return result;
      } catch (error) {
        this.#why ??= { error };
      }
      throw this.#why.error;
    });
  }

  get stopped(): boolean {
    return this.#why !== null;
  }

  /** What stopped it; undefined while nothing has. */
  get reason(): unknown {
    return this.#why?.error;
  }

  /** Something inside failed, or returned. */
  stop(error: unknown): void {
    if (this.#why !== null) return;
    const known = error instanceof Returned || isCancellation(error) || stepOf(error) !== null;
    const failure = known || this.#path === null ? error : stepFailure({ path: this.#path }, error);
    this.#why = { error: failure };
    this.#outer?.stop(failure);
    this.#scope.cancel();
  }

  /** Enough of it is done: the rest is told to stop, and what is around goes on. */
  end(): void {
    if (this.#why !== null) return;
    this.#why = { error: enough };
    this.#scope.cancel();
  }

  /** @throws CancelledFailure when it is to stop */
  check(): void {
    if (this.stopped) throw new CancelledFailure('Told to stop.');
  }
}

/**
 * Does something in a time of its own.
 * @param over is called when the time is over before the work is done; not after what surrounds it was told to stop
 */
export async function timed<T>(ms: number, over: () => void, work: () => Promise<T>): Promise<T> {
  const timer = new CancellationScope();
  timer.run(() => sleep(ms)).then(over, () => undefined);
  try {
    return await work();
  } finally {
    timer.cancel();
  }
}
