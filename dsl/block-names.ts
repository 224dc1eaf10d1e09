/**
 * Names as the lines of one body see them, with the paths they stand for. Branches share the names of what is around
 * them; a body has its own.
 */
export class BlockNames {
  readonly #outer: BlockNames | null;
  readonly #prefix: string;
  readonly #given = new Set<string>();

  /** @param prefix of all paths in this body, `contain[].` */
  constructor(outer: BlockNames | null, prefix: string) {
    this.#outer = outer;
    this.#prefix = prefix;
  }

  /** Notes that a line has this name. @returns its path */
  give(name: string): string {
    this.#given.add(name);
    return this.#prefix + name;
  }

  /** What a name means in an expression: the path of a line, or itself. */
  pathOf(name: string): string {
    if (this.#given.has(name)) return this.#prefix + name;
    return this.#outer === null ? name : this.#outer.pathOf(name);
  }
}
