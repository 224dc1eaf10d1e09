import { dimensions, type Encoding } from './encoding.ts';
import { fitPlatt } from './platt.ts';

const stepSize = 0.15;
const pairsMax = 1_000;
const fitEvery = 200;

/**
 * How likely a question is asked again: logistic regression, one step of AdaGrad an outcome, on the same vector and the
 * mean head; then Platt's curve, fitted every 200 outcomes to the last 1,000, so that of those said to be at 30 %, 30 % are.
 * @see J. Duchi et al., Adaptive subgradient methods, JMLR 12 (2011)
 */
export class RetryModel {
  /** One weight more than there are places: the mean head's. */
  readonly weights = new Float64Array(dimensions + 1);
  readonly squares = new Float64Array(dimensions + 1);
  /** Slope and offset of Platt's curve, outcomes seen, and where the next pair goes. */
  readonly state = Float64Array.of(1, 0, 0, 0);
  readonly scores = new Float64Array(pairsMax);
  readonly outcomes = new Float64Array(pairsMax);

  /** The chance, 0 to 1. */
  predict(x: Encoding, mean: number): number {
    return logistic((this.state[0] ?? 1) * this.#score(x, mean) + (this.state[1] ?? 0));
  }

  learn(x: Encoding, mean: number, retried: boolean): void {
    const score = this.#score(x, mean);
    const slope = logistic(score) - Number(retried);
    for (let at = 0; at < x.count; at += 1) this.#step(x.places[at] ?? 0, slope * (x.values[at] ?? 0));
    this.#step(dimensions, slope * mean);
    const next = this.state[3] ?? 0;
    this.scores[next] = score;
    this.outcomes[next] = Number(retried);
    this.state[3] = (next + 1) % pairsMax;
    this.state[2] = (this.state[2] ?? 0) + 1;
    if ((this.state[2] ?? 0) % fitEvery === 0) this.#fit();
  }

  #fit(): void {
    const seen = Math.min(pairsMax, this.state[2] ?? 0);
    const [slope, offset] = fitPlatt(this.scores.subarray(0, seen), this.outcomes.subarray(0, seen));
    this.state[0] = slope;
    this.state[1] = offset;
  }

  #score({ places, values, count }: Encoding, mean: number): number {
    let sum = (this.weights[dimensions] ?? 0) * mean;
    for (let at = 0; at < count; at += 1) sum += (values[at] ?? 0) * (this.weights[places[at] ?? 0] ?? 0);
    return sum;
  }

  #step(place: number, gradient: number): void {
    const square = (this.squares[place] ?? 0) + gradient * gradient;
    // Also of a gradient so small that its square is nothing.
    if (square === 0) return;
    this.squares[place] = square;
    this.weights[place] = (this.weights[place] ?? 0) - (stepSize * gradient) / Math.sqrt(square);
  }
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
