import type { Encoding } from './encoding.ts';

/** Of the prior, which is also the most any weight is doubted later: forgetting makes old knowledge weak, not absurd. */
const priorVariance = 0.1;
/** What is expected before anything is known; weights say by how much it is more or less. */
const middle = 0.5;
const forgetting = 0.999;
/** Of the error's mean square, which scales what the weights are doubted by. */
const errorMemory = 0.998;
const firstError = 0.0625;
const smallest = 1e-12;

/**
 * Bayesian linear regression by recursive least squares with forgetting: k = Px/(f + x'Px), w += k(y - w'x),
 * P = (P - kx'P)/f, from w = 0 and P = I/10, where y is how much more than .5 came.
 * P is kept as its lower triangle and only for places that were ever seen: all others stand at the prior. No number of
 * the diagonal grows above the prior (its row and column are scaled down, so P stays positive definite); without
 * that, forgetting blows up what is not seen for long. Nothing is allocated while it learns.
 * @see L. Ljung, System Identification (2nd ed.), 11.2; the bound on P as in its section on covariance wind-up
 */
export class Regression {
  /** Places from this one on are not read. */
  readonly #end: number;
  /** Row of each place in P, -1 for a place not seen. */
  readonly #rows: Int32Array;
  /** Place of each row, in the order they were first seen. */
  readonly order: Float64Array;
  readonly weights: Float64Array;
  readonly covariance: Float64Array;
  /** Rows in use, and the mean square of errors. */
  readonly counts = Float64Array.of(0, firstError);
  readonly #product: Float64Array;
  readonly #scale: Float64Array;

  constructor(end: number) {
    this.#end = end;
    this.#rows = new Int32Array(end).fill(-1);
    this.order = new Float64Array(end);
    this.weights = new Float64Array(end);
    this.covariance = new Float64Array((end * (end + 1)) / 2);
    this.#product = new Float64Array(end);
    this.#scale = new Float64Array(end);
  }

  get #active(): number {
    return this.counts[0] ?? 0;
  }

  /** Numbers of the covariance that are in use. */
  get covarianceLength(): number {
    return (this.#active * (this.#active + 1)) / 2;
  }

  /** After the arrays were filled from a snapshot. */
  restored(): void {
    for (let row = 0; row < this.#active; row += 1) this.#rows[this.order[row] ?? 0] = row;
  }

  weightAt(place: number): number {
    const row = place < this.#end ? (this.#rows[place] ?? -1) : -1;
    return row === -1 ? 0 : (this.weights[row] ?? 0);
  }

  /** .5 + w'x. */
  predict({ places, values, count }: Encoding): number {
    let sum = middle;
    for (let at = 0; at < count; at += 1) sum += (values[at] ?? 0) * this.weightAt(places[at] ?? 0);
    return sum;
  }

  /** Reads the vector without its configuration, so that `deviation` is cheap for each configuration. */
  prepare(x: Encoding): void {
    this.#multiply(x, x.baseCount);
  }

  /** Standard deviation of what is predicted after `prepare` of the same question: how well the mean itself is known. */
  deviation({ places, values, count, baseCount }: Encoding): number {
    let square = 0;
    for (let at = 0; at < count; at += 1) {
      const value = values[at] ?? 0;
      const row = this.#rowOf(places[at] ?? 0);
      if (row === -1) square += value * value * priorVariance;
      else square += (at < baseCount ? 1 : 2) * value * (this.#product[row] ?? 0);
    }
    for (let one = baseCount; one < count; one += 1) {
      for (let other = baseCount; other < count; other += 1) {
        const [row, column] = [this.#rowOf(places[one] ?? 0), this.#rowOf(places[other] ?? 0)];
        if (row === -1 || column === -1) continue;
        square += (values[one] ?? 0) * (values[other] ?? 0) * this.#at(row, column);
      }
    }
    return Math.sqrt(Math.max(0, square) * (this.counts[1] ?? firstError));
  }

  /** Learns that x gave y, a share. */
  learn(x: Encoding, y: number): void {
    for (let at = 0; at < x.count; at += 1) this.#open(x.places[at] ?? 0);
    const error = y - this.predict(x);
    this.#multiply(x, x.count);
    const product = this.#product;
    let spread = forgetting;
    for (let at = 0; at < x.count; at += 1) {
      const row = this.#rowOf(x.places[at] ?? 0);
      if (row !== -1) spread += (x.values[at] ?? 0) * (product[row] ?? 0);
    }
    const step = error / spread;
    for (let row = 0; row < this.#active; row += 1) {
      this.weights[row] = (this.weights[row] ?? 0) + (product[row] ?? 0) * step;
    }
    this.counts[1] = errorMemory * (this.counts[1] ?? firstError) + (1 - errorMemory) * error * error;
    this.#shrink(spread);
  }

  /** P = (P - kx'P)/f, bounded. */
  #shrink(spread: number): void {
    const [active, product, scale, covariance] = [this.#active, this.#product, this.#scale, this.covariance];
    const most = 1 / Math.sqrt(forgetting);
    for (let row = 0; row < active; row += 1) {
      const value = product[row] ?? 0;
      const diagonal = (covariance[(row * (row + 3)) / 2] ?? 0) - (value * value) / spread;
      scale[row] = Math.min(most, Math.sqrt(priorVariance / Math.max(diagonal, smallest)));
    }
    let at = 0;
    for (let row = 0; row < active; row += 1) {
      const gain = (product[row] ?? 0) / spread;
      const own = scale[row] as number;
      for (let column = 0; column <= row; column += 1, at += 1) {
        covariance[at] =
          ((covariance[at] as number) - gain * (product[column] as number)) * own * (scale[column] as number);
      }
      covariance[at - 1] = Math.max(covariance[at - 1] as number, smallest);
    }
  }

  /** Px over the rows in use, of the first `count` numbers of x. */
  #multiply({ places, values }: Encoding, count: number): void {
    const [active, product, covariance] = [this.#active, this.#product, this.covariance];
    product.fill(0, 0, active);
    for (let at = 0; at < count; at += 1) {
      const row = this.#rowOf(places[at] ?? 0);
      if (row === -1) continue;
      const value = values[at] as number;
      const start = (row * (row + 1)) / 2;
      for (let column = 0; column <= row; column += 1) {
        product[column] = (product[column] as number) + (covariance[start + column] as number) * value;
      }
      for (let below = row + 1, cell = start + row + below; below < active; below += 1, cell += below) {
        product[below] = (product[below] as number) + (covariance[cell] as number) * value;
      }
    }
  }

  #rowOf(place: number): number {
    return place < this.#end ? (this.#rows[place] as number) : -1;
  }

  #at(row: number, column: number): number {
    const [low, high] = row < column ? [row, column] : [column, row];
    return this.covariance[(high * (high + 1)) / 2 + low] ?? 0;
  }

  #open(place: number): void {
    if (place >= this.#end || this.#rows[place] !== -1) return;
    const row = this.#active;
    this.#rows[place] = row;
    this.order[row] = place;
    this.counts[0] = row + 1;
    this.covariance[(row * (row + 3)) / 2] = priorVariance;
  }
}
