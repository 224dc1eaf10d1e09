import { LoomError } from '../../domain/errors.ts';
import type { NotUndone } from '../../domain/journal.ts';
import { everyStep, type PlannedStep, stepsInside } from '../../dsl/plan.ts';
import { orderInBlock } from '../../dsl/plan-order.ts';
import type { Frame } from './frame.ts';

/** Something that was done and can be undone. */
export interface Undoable {
  readonly step: PlannedStep;
  /** Its address in the run. */
  readonly path: string;
  /** Where it ran; its UNDO sees what it saw. */
  readonly frame: Frame;
  /** It is a finished chunk of the FOR that `step` is. */
  readonly chunk?: number;
}

/** Which finished steps have to be undone should the run fail, and in which order. */
export class UndoLedger {
  /** By address, in the order in which they were done. */
  readonly #done = new Map<string, Undoable>();
  readonly #notUndone: NotUndone[];

  /** @param notUndone what could not be undone before the run continued as new */
  constructor(notUndone: readonly NotUndone[] = []) {
    this.#notUndone = [...notUndone];
  }

  /** Notes what is done; what is known already stays as it is. */
  add(done: Undoable): void {
    const address = done.chunk === undefined ? done.path : `${done.path}[chunk ${done.chunk}]`;
    if (this.#done.has(address) || this.#notUndone.some(({ step }) => step === done.path)) return;
    this.#done.set(address, done);
  }

  /** Notes what others could not undo for this run. */
  report(notUndone: readonly NotUndone[]): void {
    this.#notUndone.push(...notUndone);
  }

  /** What could not be undone, so far. */
  get notUndone(): readonly NotUndone[] {
    return this.#notUndone;
  }

  /**
   * Undoes all that was done: each step after those that came after it, independent ones together.
   * @param steps the whole block in which it was done
   * @param level how many FOR and REPEAT are around that block
   * @param undo undoes one, with its own retries
   */
  async undoAll(
    steps: readonly PlannedStep[],
    level: number,
    undo: (done: Undoable) => Promise<unknown>,
  ): Promise<void> {
    const undoOne = (done: Undoable): Promise<void> =>
      undo(done).then(
        () => undefined,
        (error: unknown) => {
          this.#notUndone.push({ step: done.path, message: LoomError.from(error).message });
        },
      );
    // The newest first, so that what is independent is undone in the reverse of the order in which it was done.
    await undoBlock({ steps, level, undoOne }, [...this.#done.values()].reverse());
  }
}

/** One block, as its undoing sees it. */
interface Block {
  readonly steps: readonly PlannedStep[];
  readonly level: number;
  readonly undoOne: (done: Undoable) => Promise<void>;
}

async function undoBlock(block: Block, done: readonly Undoable[]): Promise<void> {
  const holder = new Map(block.steps.flatMap((step) => everyStep([step]).map((inner) => [inner, step] as const)));
  const inBlock = done.filter(({ step }) => holder.has(step));
  const groups = groupBy(inBlock, ({ step }) => holder.get(step) ?? step);
  const order = orderInBlock(block.steps);
  const begun = new Map<PlannedStep, Promise<void>>();
  const begin = (step: PlannedStep): Promise<void> => {
    const later = [...groups.keys()].filter((other) => order.get(other.path)?.has(step.path));
    const work =
      begun.get(step) ?? Promise.all(later.map(begin)).then(() => undoStep(step, block, groups.get(step) ?? []));
    begun.set(step, work);
    return work;
  };
  await Promise.all([...groups.keys()].map(begin));
}

/** Undoes a step: itself, and then what was done inside it. */
async function undoStep(step: PlannedStep, { level, undoOne }: Block, done: readonly Undoable[]): Promise<void> {
  const itself = done.filter((each) => each.step === step && each.chunk === undefined);
  const chunks = done.filter(({ chunk }) => chunk !== undefined);
  const inside = done.filter((each) => each.step !== step);
  if (itself.length > 0) await Promise.all(itself.map(undoOne));
  if (chunks.length > 0) await Promise.all(chunks.map(undoOne));
  if (inside.length === 0) return;
  if (step.kind !== 'for' && step.kind !== 'repeat') {
    return undoBlock({ steps: stepsThatRan(step, inside), level, undoOne }, inside);
  }
  const positions = groupBy(inside, ({ frame }) => frame.positions[level] ?? 0);
  const undoAt = (position: number): Promise<void> =>
    undoBlock({ steps: step.body.steps, level: level + 1, undoOne }, positions.get(position) ?? []);
  // Rounds came one after the other; items have nothing to do with each other.
  if (step.kind === 'for') await Promise.all([...positions.keys()].map(undoAt));
  else for (const round of [...positions.keys()].sort((one, other) => other - one)) await undoAt(round);
}

/** The steps inside an IF or a FIRST; of an IF those of the branch it took, as others may use the same names. */
function stepsThatRan(step: PlannedStep, done: readonly Undoable[]): readonly PlannedStep[] {
  if (step.kind !== 'if') return stepsInside(step);
  const taken = step.branches.find(({ steps }) => everyStep(steps).some((inner) => inner === done[0]?.step));
  return taken?.steps ?? [];
}

function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): ReadonlyMap<Key, readonly Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
