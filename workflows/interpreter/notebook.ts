import type { Journal, JournalEntry, Lineage } from '../../domain/journal.ts';
import type { Json, JsonObject } from '../../domain/json.ts';

/** The journal of a run while it is written. */
export class Notebook {
  readonly lineage: Lineage;
  readonly #entries: Map<string, JournalEntry>;

  /** @param run workflow id of the run that writes it */
  constructor({ entries, lineage }: Journal, run: string) {
    this.#entries = new Map(Object.entries(entries));
    this.lineage = lineage ?? { first: run, resumed: [] };
  }

  get(path: string): JournalEntry | undefined {
    return this.#entries.get(path);
  }

  /** Addresses of what is at work, in the order in which it began. */
  get begun(): readonly string[] {
    return [...this.#entries].flatMap(([path, { status }]) => (status === 'begun' ? [path] : []));
  }

  /** What a step that has begun has to remember; nothing for one that has not. */
  memoryOf(path: string): JsonObject {
    return this.#entries.get(path)?.memory ?? {};
  }

  /** Notes something a step that is at work has to remember, beside what it remembers already. */
  remember(path: string, memory: JsonObject): void {
    this.#entries.set(path, { status: 'begun', value: null, memory: { ...this.memoryOf(path), ...memory } });
  }

  settle(path: string, status: JournalEntry['status'], value: Json, memory?: JsonObject): void {
    // Entries stand in the order in which they were settled.
    this.#entries.delete(path);
    this.#entries.set(path, { status, value, ...(memory === undefined ? {} : { memory }) });
  }

  /** Forgets the steps inside an item, a round or a step, whose results nothing can ask for any more. */
  forgetInside(path: string): void {
    for (const inner of this.#entries.keys()) {
      if (inner.startsWith(`${path}.`) || inner.startsWith(`${path}[`)) this.#entries.delete(inner);
    }
  }

  journal(): Journal {
    return { entries: Object.fromEntries(this.#entries), lineage: this.lineage };
  }
}
