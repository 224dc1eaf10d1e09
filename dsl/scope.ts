import type { Json } from '../domain/json.ts';

/** Values by name, laid over those of what is around. */
export class Scope extends Map<string, Json> {
  readonly #outer: ReadonlyMap<string, Json> | null;

  constructor(outer: ReadonlyMap<string, Json> | null, own: Iterable<readonly [string, Json]> = []) {
    super();
    this.#outer = outer;
    for (const [name, value] of own) this.set(name, value);
  }

  override get(name: string): Json | undefined {
    return super.has(name) ? super.get(name) : this.#outer?.get(name);
  }

  override has(name: string): boolean {
    return super.has(name) || this.#outer?.has(name) === true;
  }
}
