import { BlockOrder } from '../../../dsl/block-order.ts';
import type { PlannedStep } from '../../../dsl/plan.ts';
import { LineMaker } from './line-maker.ts';

/** A line before it has a place: numbers that say what it is, and what is inside it. */
export interface Seed {
  readonly numbers: readonly number[];
  readonly inside: readonly (readonly Seed[])[];
}

/** Takes decisions from numbers, one after the other; 0 is always the plainest, so that failures shrink to what matters. */
export class Dice {
  readonly #numbers: readonly number[];
  #at = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  roll(sides: number): number {
    const number = this.#numbers[this.#at] ?? 0;
    this.#at += 1;
    return number % sides;
  }

  oneIn(sides: number): boolean {
    return this.roll(sides) === sides - 1;
  }
}

/** Where lines stand. */
export interface Place {
  readonly order: BlockOrder;
  /** Planned paths, inputs and variables that can be used from the beginning. */
  readonly names: readonly string[];
  /** Of the paths of lines here. */
  readonly prefix: string;
  readonly where: 'steps' | 'body' | 'race' | 'on error';
  /** Paths that another branch of the same IF has given. */
  readonly reuse?: readonly string[];
}

export interface Made {
  readonly steps: readonly PlannedStep[];
  /** Names that lines below can use. */
  readonly names: readonly string[];
  /** Everything that is mentioned here and inside. */
  readonly mentioned: ReadonlySet<string>;
}

/** Makes blocks out of seeds. */
export class PlanMaker {
  #count = 0;

  /** A number nobody has had before. */
  next(): number {
    this.#count += 1;
    return this.#count;
  }

  block(seeds: readonly Seed[], place: Place): Made {
    const steps: PlannedStep[] = [];
    const mentioned = new Set<string>();
    let { names } = place;
    for (const seed of seeds) {
      const reuse = (place.reuse ?? []).filter((name) => !names.includes(name));
      const line = new LineMaker(this, seed, { ...place, names, reuse });
      const made = line.make();
      steps.push(...made.steps);
      for (const name of made.mentioned) mentioned.add(name);
      names = [...names, ...made.names.filter((name) => !names.includes(name))];
    }
    return { steps, names, mentioned };
  }

  /** The body of a FOR or REPEAT, or the branches of a FIRST, which know their own order and nothing of that around them. */
  body(seeds: readonly (readonly Seed[])[], place: Omit<Place, 'order'>): Made {
    return this.block(seeds.flat(), { ...place, order: new BlockOrder(null, 0) });
  }
}
