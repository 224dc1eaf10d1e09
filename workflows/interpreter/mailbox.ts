import type { RoomEvent } from '../../domain/chat.ts';
import type { Json } from '../../domain/json.ts';
import { limits } from '../../domain/limits.ts';

interface Waiting {
  readonly turn: number;
  readonly fits: (event: RoomEvent) => boolean;
  readonly take: (data: Json) => void;
}

/** Events that reached the run, each for one WAIT FOR. */
export class Mailbox {
  /** Those nobody has taken, oldest first. */
  readonly #events: RoomEvent[];
  /** Ids heard lately: an event that is told twice counts once. */
  readonly #ids: Set<string>;
  /** In the order in which they began to wait. */
  #waiting: readonly Waiting[] = [];
  /** The order in which those that wait on in this continuation of a run began to, by their address. */
  readonly #turns: ReadonlyMap<string, number>;

  /** @param begun addresses of what was at work when the run continued as new, in the order in which it began */
  constructor(events: readonly RoomEvent[] = [], ids: readonly string[] = [], begun: readonly string[] = []) {
    this.#events = [...events];
    this.#ids = new Set(ids);
    this.#turns = new Map(begun.map((path, turn) => [path, turn]));
  }

  /** Hands an event to the first that waits for it, or keeps it; what is no event is ignored, as nobody can be told. */
  hear(given: unknown): void {
    const event = eventIn(given);
    if (event === null || this.#ids.has(event.id)) return;
    this.#ids.add(event.id);
    keepLast(this.#ids, limits.eventIdsKeptMax);
    for (const waiting of this.#waiting) {
      if (!waiting.fits(event)) continue;
      this.#remove(waiting);
      waiting.take(event.data);
      return;
    }
    this.#events.push(event);
    if (this.#events.length > limits.eventsKeptMax) this.#events.shift();
  }

  /**
   * Takes the oldest event that fits, also one that came before; `stop` ends the wait.
   * @param path where it is waited for
   */
  next(path: string, fits: (event: RoomEvent) => boolean): { readonly event: Promise<Json>; stop(): void } {
    const at = this.#events.findIndex(fits);
    const [early] = at === -1 ? [] : this.#events.splice(at, 1);
    if (early !== undefined) return { event: Promise.resolve(early.data), stop: () => undefined };
    let waiting: Waiting | undefined;
    const event = new Promise<Json>((take) => {
      waiting = { fits, take, turn: this.#turns.get(path) ?? Number.POSITIVE_INFINITY };
      this.#add(waiting);
    });
    return { event, stop: () => void (waiting && this.#remove(waiting)) };
  }

  #add(waiting: Waiting): void {
    const earlier = this.#waiting.filter(({ turn }) => turn <= waiting.turn);
    const later = this.#waiting.filter(({ turn }) => turn > waiting.turn);
    this.#waiting = [...earlier, waiting, ...later];
  }

  #remove(waiting: Waiting): void {
    this.#waiting = this.#waiting.filter((each) => each !== waiting);
  }

  /** What a continuation of the run has to know. */
  get mail(): { readonly events: readonly RoomEvent[]; readonly ids: readonly string[] } {
    return { events: [...this.#events], ids: [...this.#ids] };
  }
}

function keepLast(ids: Set<string>, most: number): void {
  for (const oldest of ids) {
    if (ids.size <= most) return;
    ids.delete(oldest);
  }
}

/** A signal comes from outside, so its shape is not known yet. */
function eventIn(given: unknown): RoomEvent | null {
  if (typeof given !== 'object' || given === null) return null;
  const { id, name, data = null } = given as Partial<Record<keyof RoomEvent, unknown>>;
  if (typeof id !== 'string' || typeof name !== 'string') return null;
  return { id, name, data: data as RoomEvent['data'] };
}
