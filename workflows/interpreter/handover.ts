import { CancellationScope, condition, workflowInfo } from '@temporalio/workflow';
import type { Beginning } from '../../domain/journal.ts';

/** A run that has a reason to stay does not hand over before its history has grown beyond this. */
const eventsStayingMax = 20_000;

/** Thrown out of the run's work when the time has come to continue as new. */
export class HandOver {
  /** With what the run has failed, when it was cleaning up. */
  readonly failure: Beginning['failure'];
  constructor(failure: Beginning['failure']) {
    this.failure = failure;
  }
}

/**
 * Decides when a run hands over to its continuation: once its history has grown, nothing is started any more, and when
 * all that was under way is done and written down, the rest waits for the continuation.
 */
export class Handover {
  readonly eventsMax: number | null;
  #draining = false;
  #staying = false;
  #underWay = 0;
  #children = 0;

  /** @param eventsMax the size of history at which the time has come; null leaves that to Temporal */
  constructor(eventsMax: number | null) {
    this.eventsMax = eventsMax;
  }

  /** Looks whether the time has come. */
  look(): void {
    const { continueAsNewSuggested, historyLength } = workflowInfo();
    const due = this.eventsMax === null ? continueAsNewSuggested : historyLength >= this.eventsMax;
    // What it waits for while children are under way may be days, in which nothing else could go on.
    const stays = this.#staying || this.#children > 0;
    if (due && (!stays || historyLength >= eventsStayingMax)) this.#draining = true;
  }

  /** Stays if it can: only a run that was cancelled itself, and no continuation of it, can end as cancelled. */
  stay(): void {
    this.#staying = true;
    this.#draining = false;
  }

  /** Whether nothing may be started any more; what wants to waits with `held`. */
  get draining(): boolean {
    return this.#draining;
  }

  /** Settles only by cancellation: what is held goes on in the continuation. */
  held(): Promise<never> {
    const { cancellable, cancelRequested } = CancellationScope.current();
    // A shield hears of a cancellation itself, although what it shields goes on.
    return cancellable ? (cancelRequested as Promise<never>) : new Promise(() => undefined);
  }

  /** Something was started whose end this run has to see. Call `ends` when its result is written down. */
  begins(kind: 'activity' | 'child'): void {
    this.#underWay += 1;
    if (kind === 'child') this.#children += 1;
  }

  ends(kind: 'activity' | 'child'): void {
    this.#underWay -= 1;
    if (kind === 'child') this.#children -= 1;
  }

  /** Does something that is to be seen to its end; held back when the run hands over. */
  async during<T>(kind: 'activity' | 'child', work: () => Promise<T>): Promise<T> {
    if (this.#draining) await this.held();
    this.begins(kind);
    try {
      return await work();
    } finally {
      this.ends(kind);
    }
  }

  /** @throws HandOver when the run is to continue as new before the work is done */
  async unlessDue<T>(work: Promise<T>, failure?: Beginning['failure']): Promise<T> {
    // Shielded: a cancellation must reach the work, and be answered by it.
    const due = CancellationScope.nonCancellable(() => condition(() => this.#draining && this.#underWay === 0));
    return Promise.race([
      work,
      due.then((): never => {
        throw new HandOver(failure);
      }),
    ]);
  }
}
