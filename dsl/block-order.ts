import type { PlannedStep } from './plan.ts';

/** Numbers for lines without a name; the branches of one IF share them. */
export class LineNumbers {
  readonly #prefix: string;
  #last = 0;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  next(): string {
    this.#last += 1;
    return `${this.#prefix}${this.#last}`;
  }
}

/** What comes after what among the lines of one block, and what of the blocks around it they can wait for. */
export class BlockOrder {
  readonly #outer: BlockOrder | null;
  /** What has to be done before the result of a path is there: itself, or the block of this one it was made in. */
  readonly #madeBy = new Map<string, string>();
  /** The last wave of a step and of what is inside it. */
  readonly #lastWaves = new Map<string, number>();
  readonly #firstWave: number;
  /** What was asked for and made neither here nor in a block around this one. */
  readonly #fromOutside = new Set<string>();
  /** The last line that holds all below it, and the lines since. */
  #gate: string | null = null;
  #sinceGate: string[] = [];

  /** @param outer the block around this one; null for one whose lines wait for each other alone */
  constructor(outer: BlockOrder | null, firstWave: number) {
    this.#outer = outer;
    this.#firstWave = firstWave;
  }

  /** The paths of all results that were made here, also inside of blocks. */
  get results(): readonly string[] {
    return [...this.#madeBy.keys()];
  }

  /** What somebody outside has to wait for, before this block can begin. */
  get fromOutside(): readonly string[] {
    return [...this.#fromOutside];
  }

  get lastWave(): number {
    return Math.max(this.#firstWave - 1, ...this.#lastWaves.values());
  }

  /** What a line has to wait for because of where it stands. */
  above(holds: boolean): readonly string[] {
    return [...(this.#gate === null ? [] : [this.#gate]), ...(holds ? this.#sinceGate : [])];
  }

  /** @param paths what a step mentions or waits for; what nobody made here is there before the block begins */
  orderOf(paths: readonly string[]): Pick<PlannedStep, 'after' | 'wave'> {
    const after = [...new Set(paths.flatMap((path) => this.#makerOf(path) ?? []))].sort();
    const wave = after.reduce((most, path) => Math.max(most, 1 + this.#lastWaveOf(path)), this.#firstWave);
    return { after, wave };
  }

  /** Notes a step, with what is made inside it. */
  made(path: string, lastWave: number, inside: readonly string[] = []): void {
    this.#lastWaves.set(path, lastWave);
    for (const result of [path, ...inside]) this.#madeBy.set(result, path);
  }

  /** Notes that a line is complete, which may be several steps; `path` is the last of them. */
  endLine(path: string, holds: boolean): void {
    if (holds) {
      this.#gate = path;
      this.#sinceGate = [];
    } else this.#sinceGate.push(path);
  }

  #makerOf(path: string): string | undefined {
    const maker = this.#madeBy.get(path);
    if (maker !== undefined) return maker;
    if (this.#outer !== null) return this.#outer.#makerOf(path);
    this.#fromOutside.add(path);
    return undefined;
  }

  #lastWaveOf(path: string): number {
    return this.#lastWaves.get(path) ?? (this.#outer === null ? 0 : this.#outer.#lastWaveOf(path));
  }
}
