import type { Journal, JournalEntry } from '../domain/journal.ts';
import type { Json, JsonObject } from '../domain/json.ts';
import { everyStep, type Plan, type PlannedStep, stepsInside } from './plan.ts';
import { stepsBefore } from './plan-order.ts';
import { plannedPath, positionsOf, runtimePath } from './plan-path.ts';

/**
 * What a run can begin with that goes on where another one failed: all that was done and still stands. Steps that were
 * undone are done again, and with them everything that comes after them; what had only begun begins anew. What could not
 * be undone counts as done.
 * @param journal of the run that failed, as it tells it
 */
export function resumable(plan: Plan, journal: Journal): Journal {
  return new Resumption(plan.steps).from(journal);
}

/** The addresses of what a run that resumes another does anew: what was undone, and rounds that were used up. */
export function anewIn(plan: Plan, journal: Journal): readonly string[] {
  return new Resumption(plan.steps).anew(journal);
}

/**
 * Tells which steps a run that resumes another does anew: what had to be done again, and what rests on that.
 * @param anew as `anewIn` gives it
 * @returns whether it does so with the step at an address; true for steps of ON ERROR, which belong to each run alone
 */
export function doneAnew(plan: Plan, anew: readonly string[]): (path: string) => boolean {
  const resumption = new Resumption(plan.steps);
  return (path) => resumption.isAnew(path, anew);
}

class Resumption {
  readonly #steps: ReadonlyMap<string, PlannedStep>;
  readonly #before: ReadonlyMap<string, ReadonlySet<string>>;
  /** The step whose block a step is in. */
  readonly #around: ReadonlyMap<string, PlannedStep>;

  constructor(steps: readonly PlannedStep[]) {
    const all = everyStep(steps);
    this.#steps = new Map(all.map((step) => [step.path, step]));
    this.#before = stepsBefore(steps);
    this.#around = new Map(all.flatMap((step) => stepsInside(step).map(({ path }) => [path, step] as const)));
  }

  from({ entries }: Journal): Journal {
    const all = Object.entries(entries);
    const undone = all.filter(([, entry]) => wasUndone(entry)).map(([path]) => path);
    const restsOnUndone = (path: string): boolean =>
      undone.some((each) => this.#comesAfter(stepOf(path), stepOf(each)));
    const stale = all.map(([path]) => path).filter(restsOnUndone);
    const ranOut = all.filter(([path, entry]) => this.#ranOut(path, entry)).map(([path]) => path);
    const gone = new Set(stale);
    const kept = new Map<string, JournalEntry>();
    for (const [path, entry] of all) {
      const over = gone.has(path) || ranOut.some((each) => path === each || path.startsWith(`${each}[`));
      const stays = over ? null : this.#kept(path, entry);
      if (stays !== null) kept.set(path, stays);
    }
    for (const path of [...undone, ...stale]) this.#reopenAround(path, kept);
    return { entries: Object.fromEntries(kept) };
  }

  anew({ entries }: Journal): readonly string[] {
    return Object.entries(entries).flatMap(([path, entry]) => {
      const inner = entry.memory?.journal as unknown as Journal | undefined;
      if (inner !== undefined) return this.anew(inner);
      return wasUndone(entry) || this.#ranOut(path, entry) ? [path] : [];
    });
  }

  isAnew(path: string, anew: readonly string[]): boolean {
    if (!this.#steps.has(plannedPath(path))) return true;
    return anew.some((each) => path === each || path.startsWith(`${each}[`) || this.#comesAfter(path, each));
  }

  /** Whether one step rests on another, for the items and rounds in which they ran. */
  #comesAfter(later: string, earlier: string): boolean {
    const [one, other] = [positionsOf(later), positionsOf(earlier)];
    const others = loopsAround(plannedPath(earlier));
    for (const [level, loop] of loopsAround(plannedPath(later)).entries()) {
      if (loop !== others[level]) break;
      const [position = 0, otherPosition = 0] = [one[level], other[level]];
      // Items have nothing to do with each other; a round comes after those before it.
      if (position !== otherPosition) return this.#steps.get(loop)?.kind === 'repeat' && position > otherPosition;
    }
    return this.#before.get(plannedPath(later))?.has(plannedPath(earlier)) ?? false;
  }

  /** A REPEAT that failed because its rounds were over starts over. */
  #ranOut(path: string, { status, memory }: JournalEntry): boolean {
    const step = this.#steps.get(plannedPath(path));
    return step?.kind === 'repeat' && status === 'begun' && Number(memory?.rounds ?? 0) >= step.roundsMax;
  }

  /** What becomes of an entry that rests on nothing that was undone. */
  #kept(path: string, entry: JournalEntry): JournalEntry | null {
    const { status, memory } = entry;
    const step = this.#steps.get(plannedPath(stepOf(path)));
    // What ON ERROR did is over.
    if (step === undefined) return null;
    if (isChunk(path) && status !== 'completed') {
      const inner = this.from((memory?.journal ?? { entries: {} }) as unknown as Journal);
      return { status: 'begun', value: null, memory: { journal: inner as unknown as Json } };
    }
    if (status === 'undone' || status === 'failed') return null;
    return status === 'begun' ? reopened(step, memory, Number.POSITIVE_INFINITY) : entry;
  }

  /** What has something inside that is done again is not done either. */
  #reopenAround(path: string, kept: Map<string, JournalEntry>): void {
    const positions = positionsOf(path);
    const planned = plannedPath(stepOf(path));
    // A chunk stands for items of its FOR.
    let step = isChunk(path) ? this.#steps.get(planned) : this.#around.get(planned);
    for (; step !== undefined; step = this.#around.get(step.path)) {
      const address = runtimePath(step.path, positions);
      const position = positions[loopsAround(step.path).length];
      if (position !== undefined && step.kind === 'for') kept.delete(`${address}[${position}]`);
      const entry = kept.get(address);
      const begun = entry === undefined ? null : reopened(step, entry.memory, position ?? 0);
      if (begun === null) kept.delete(address);
      else kept.set(address, begun);
    }
  }
}

/** What a step that goes on has to know of how it began; null for one that begins anew. */
function reopened(step: PlannedStep, memory: JsonObject = {}, roundsMax: number): JournalEntry | null {
  const begun = (known: JsonObject): JournalEntry => ({ status: 'begun', value: null, memory: known });
  if (step.kind === 'if' && typeof memory.branch === 'number') return begun({ branch: memory.branch });
  if (step.kind === 'for' && memory.items !== undefined) return begun({ items: memory.items });
  if (step.kind === 'repeat') return begun({ rounds: Math.min(Number(memory.rounds ?? 0), roundsMax) });
  return null;
}

/** A chunk was undone when something in it was. */
function wasUndone({ status, memory }: JournalEntry): boolean {
  const inner = memory?.journal as unknown as Journal | undefined;
  return inner === undefined ? status === 'undone' : Object.values(inner.entries).some(wasUndone);
}

const chunk = /\[chunk \d+\]$/;
const isChunk = (path: string): boolean => chunk.test(path);

/** The address of the step an entry belongs to: of an item or a chunk its FOR. */
const stepOf = (path: string): string => path.replace(chunk, '').replace(/\[\d+\]$/, '');

/** Planned paths of the FOR and REPEAT around a step, outer ones first. */
function loopsAround(planned: string): readonly string[] {
  return planned
    .split('[]')
    .slice(0, -1)
    .map((_, at, parts) => parts.slice(0, at + 1).join('[]'));
}
