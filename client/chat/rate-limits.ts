/** How much people may ask for, in a minute. */
export interface RateBounds {
  readonly perUser: number;
  readonly perRoom: number;
}

/** `tell`: nobody was told in the last minute, so say why; later refusals are silent. */
export type RateVerdict =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly whose: 'user' | 'room'; readonly againInMs: number; readonly tell: boolean };

const minuteMs = 60_000;

/** Counts what people ask for, over the last minute, by user (in all rooms) and by room. */
export class RateLimits {
  readonly #bounds: RateBounds;
  /** When each user, and each room, asked; oldest first. */
  readonly #asked = new Map<string, number[]>();
  readonly #toldAt = new Map<string, number>();

  constructor(bounds: RateBounds) {
    this.#bounds = bounds;
  }

  /** Takes one command, or refuses it. @param now milliseconds, never going back */
  take(user: string, room: string, now: number): RateVerdict {
    this.#forget(now);
    const [byUser, byRoom] = [this.#times(`user ${user}`), this.#times(`room ${room}`)];
    const refused =
      byUser.length >= this.#bounds.perUser ? 'user' : byRoom.length >= this.#bounds.perRoom ? 'room' : null;
    if (refused === null) {
      byUser.push(now);
      byRoom.push(now);
      return { allowed: true };
    }
    const oldest = (refused === 'user' ? byUser : byRoom)[0] ?? now;
    const key = `${user}\n${room}`;
    const tell = (this.#toldAt.get(key) ?? Number.NEGATIVE_INFINITY) <= now - minuteMs;
    if (tell) this.#toldAt.set(key, now);
    return { allowed: false, whose: refused, againInMs: oldest + minuteMs - now, tell };
  }

  #times(key: string): number[] {
    const times = this.#asked.get(key) ?? [];
    this.#asked.set(key, times);
    return times;
  }

  /** What is longer ago than a minute counts no more, and takes no room. */
  #forget(now: number): void {
    for (const [key, times] of this.#asked) {
      while (times[0] !== undefined && times[0] <= now - minuteMs) times.shift();
      if (times.length === 0) this.#asked.delete(key);
    }
    for (const [key, at] of this.#toldAt) if (at <= now - minuteMs) this.#toldAt.delete(key);
  }
}
