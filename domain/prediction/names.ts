/**
 * Gives names a number each, in the order they come, up to a bound. Later names share the numbers there are, by their
 * hash: the model then knows them less well, and nothing grows.
 */
import { hashText } from './text.ts';

export class Names {
  readonly #numbers = new Map<string, number>();
  readonly max: number;

  constructor(max: number, known: readonly string[] = []) {
    this.max = max;
    for (const name of known) this.#numbers.set(name, this.#numbers.size);
  }

  get size(): number {
    return this.#numbers.size;
  }

  /** The number of a name, or -1 for one that has none yet. */
  find(name: string): number {
    const number = this.#numbers.get(name);
    if (number !== undefined) return number;
    return this.#numbers.size < this.max ? -1 : hashText(name) % this.max;
  }

  /** The number of a name, given to it now if need be. */
  take(name: string): number {
    const number = this.find(name);
    if (number !== -1) return number;
    this.#numbers.set(name, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  list(): string[] {
    return [...this.#numbers.keys()];
  }
}
