import type { Identifier } from '../tree.ts';

/** Names that have a value somewhere, with where they got it: null for those the language gives. */
export class KnownNames {
  readonly #outer: KnownNames | null;
  readonly #own = new Map<string, Identifier | null>();

  /** @param outer names that are known as well, also those it learns later */
  constructor(outer: KnownNames | null = null, own: readonly Identifier[] = []) {
    this.#outer = outer;
    for (const name of own) this.give(name.text, name);
  }

  /** The first who gives a name stays the one who gave it. */
  give(text: string, by: Identifier | null): void {
    if (!this.has(text)) this.#own.set(text, by);
  }

  has(text: string): boolean {
    return this.#own.has(text) || (this.#outer?.has(text) ?? false);
  }

  /** Undefined for a name that is not known. */
  get(text: string): Identifier | null | undefined {
    return this.#own.has(text) ? this.#own.get(text) : this.#outer?.get(text);
  }

  /** Those it does not share with what is around it. */
  get own(): ReadonlyMap<string, Identifier | null> {
    return this.#own;
  }

  get isInner(): boolean {
    return this.#outer !== null;
  }

  *all(): Iterable<readonly [string, Identifier | null]> {
    if (this.#outer !== null) yield* this.#outer.all();
    yield* this.#own;
  }
}
