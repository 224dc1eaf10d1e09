import { LoomError } from '../../domain/errors.ts';
import type { PlannedCall, PlannedStep } from '../../dsl/plan.ts';

interface Entry {
  readonly step: PlannedStep;
  readonly call: PlannedCall;
}

/** An UNDO that failed for good: what it was to undo, and why it did not. */
export interface UndoFailure {
  readonly step: string;
  readonly message: string;
}

/** Which finished steps have to be undone should the run fail, and in which order. */
export class UndoLedger {
  readonly #entries: Entry[] = [];
  /** For each step, all steps before it: what it came after, what those came after, and so on. */
  readonly #before = new Map<string, ReadonlySet<string>>();

  /** Notes a step that begins. `inside` is the step whose block it is in. */
  begins(step: PlannedStep, inside: PlannedStep | null): void {
    const before = new Set(step.after);
    for (const path of step.after) for (const earlier of this.#before.get(path) ?? []) before.add(earlier);
    for (const earlier of inside === null ? [] : (this.#before.get(inside.path) ?? [])) before.add(earlier);
    this.#before.set(step.path, before);
  }

  /** Notes a step that is done; what its block did comes before whatever comes after it. */
  ends(step: PlannedStep, block: readonly PlannedStep[]): void {
    if (step.undo !== undefined) this.#entries.push({ step, call: step.undo });
    if (block.length === 0) return;
    const before = new Set(this.#before.get(step.path));
    for (const { path } of block) {
      before.add(path);
      for (const earlier of this.#before.get(path) ?? []) before.add(earlier);
    }
    this.#before.set(step.path, before);
  }

  /**
   * Undoes all that was done: each step after those that came after it, independent ones together.
   * @param call calls the tool of an UNDO, with its own retries
   */
  async undoAll(call: (step: PlannedStep, undo: PlannedCall) => Promise<unknown>): Promise<UndoFailure[]> {
    const failures: UndoFailure[] = [];
    const undone = new Map<string, Promise<void>>();
    // In the reverse of the order in which they were done, so dependents are always there already.
    for (const { step, call: undo } of this.#entries.toReversed()) {
      const dependents = this.#entries.filter((other) => this.#before.get(other.step.path)?.has(step.path));
      const ready = Promise.all(dependents.map((other) => undone.get(other.step.path)));
      const work = ready.then(() => call(step, undo));
      const settled = work.then(
        () => undefined,
        (error: unknown) => {
          failures.push({ step: step.path, message: LoomError.from(error).message });
        },
      );
      undone.set(step.path, settled);
    }
    await Promise.all(undone.values());
    return failures;
  }
}
