/** The last numbers of a row of them, in order of size, so that any quantile is at hand. Costs one move of memory a number. */
export class SortedWindow {
  readonly ring: Float64Array;
  /** How many there are, and where the next one goes. */
  readonly counts = Float64Array.of(0, 0);
  readonly #sorted: Float64Array;

  constructor(size: number) {
    this.ring = new Float64Array(size);
    this.#sorted = new Float64Array(size);
  }

  get size(): number {
    return this.counts[0] ?? 0;
  }

  /** After the arrays were filled from a snapshot. */
  restored(): void {
    this.#sorted.set(this.ring.subarray(0, this.size).toSorted());
  }

  add(value: number): void {
    const next = this.counts[1] ?? 0;
    let size = this.size;
    if (size === this.ring.length) {
      const oldest = this.#placeOf(this.ring[next] ?? 0, size);
      this.#sorted.copyWithin(oldest, oldest + 1, size);
      size -= 1;
    }
    const place = this.#placeOf(value, size);
    this.#sorted.copyWithin(place + 1, place, size);
    this.#sorted[place] = value;
    this.ring[next] = value;
    this.counts[0] = size + 1;
    this.counts[1] = (next + 1) % this.ring.length;
  }

  /** The number at a place in order of size, from 0. */
  at(place: number): number {
    return this.#sorted[place] ?? Number.NaN;
  }

  median(): number {
    const half = (this.size - 1) / 2;
    return (this.at(Math.floor(half)) + this.at(Math.ceil(half))) / 2;
  }

  /** The first place whose number is not smaller. */
  #placeOf(value: number, size: number): number {
    let [low, high] = [0, size];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sorted[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
