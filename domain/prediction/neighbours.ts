import { type Encoding, termsMax } from './encoding.ts';

const remembered = 4_000;
const nearest = 10;
/** Looked at more closely: those that share most with the question. */
const candidatesMax = 30;

/** Slots that have a word, oldest first. Questions are forgotten in the order they came, so the oldest of all is first. */
interface Posting {
  readonly slots: number[];
  head: number;
}

/**
 * The last 4,000 questions and how far each was mispredicted. What the model got wrong about much the same question it
 * will likely get wrong again: the effect is sum(s^3 e)/(2 + sum s^3) over the ten most alike.
 * Likeness s is the cosine of words and pairs of words, weighted by how rare they are here; 1 for the same question.
 */
export class Neighbours {
  readonly terms = new Int32Array(remembered * termsMax);
  readonly termCounts = new Float64Array(remembered);
  readonly errors = new Float64Array(remembered);
  /** How many there are, and where the next one goes. */
  readonly counts = Float64Array.of(0, 0);
  readonly #postings = new Map<number, Posting>();
  readonly #scores = new Float64Array(remembered);
  readonly #touched = new Int32Array(remembered);
  /** Where in `#touched` a slot stands, if it does. */
  readonly #mark = new Int32Array(remembered).fill(-1);
  readonly #best = new Int32Array(candidatesMax);

  /** Numbers of `terms` that are in use. */
  get termsUsed(): number {
    return (this.counts[0] ?? 0) * termsMax;
  }

  /** After the arrays were filled from a snapshot. */
  restored(): void {
    const [size, next] = [this.counts[0] ?? 0, this.counts[1] ?? 0];
    for (let age = 0; age < size; age += 1) this.#index((next - size + age + remembered) % remembered);
  }

  /** What to add to a prediction of this question; between -1 and 1. */
  effect(x: Encoding): number {
    const found = this.#candidates(x);
    const own = this.#length(x.terms, x.termCount);
    let [weight, sum] = [0, 0];
    let taken = 0;
    const likeness = Array.from({ length: found }, (_, at): readonly [number, number] => {
      const slot = this.#best[at] ?? 0;
      const start = slot * termsMax;
      const other = this.#length(this.terms.subarray(start, start + termsMax), this.termCounts[slot] ?? 0);
      return [Math.min(1, (this.#scores[slot] ?? 0) / Math.max(own * other, Number.MIN_VALUE)), slot];
    });
    likeness.sort(([one], [other]) => other - one);
    for (const [like, slot] of likeness) {
      if (taken === nearest) break;
      taken += 1;
      weight += like ** 3;
      sum += like ** 3 * (this.errors[slot] ?? 0);
    }
    return sum / (2 + weight);
  }

  /** Remembers that the model was off by `error` on this question. */
  learn(x: Encoding, error: number): void {
    const slot = this.counts[1] ?? 0;
    if (this.counts[0] === remembered) this.#forget(slot);
    this.terms.set(x.terms.subarray(0, x.termCount), slot * termsMax);
    this.termCounts[slot] = x.termCount;
    this.errors[slot] = error;
    this.counts[0] = Math.min(remembered, (this.counts[0] ?? 0) + 1);
    this.counts[1] = (slot + 1) % remembered;
    this.#index(slot);
  }

  /** Fills `#best` with the slots that share most, and `#scores` with how much. @returns how many there are */
  #candidates(x: Encoding): number {
    let touched = 0;
    for (let at = 0; at < x.termCount; at += 1) {
      const posting = this.#postings.get(x.terms[at] ?? 0);
      if (posting === undefined) continue;
      const weight = this.#rarity(x.terms[at] ?? 0) ** 2;
      for (let place = posting.head; place < posting.slots.length; place += 1) {
        const slot = posting.slots[place] as number;
        if (this.#touchedBefore(slot, touched)) this.#scores[slot] = (this.#scores[slot] as number) + weight;
        else {
          this.#scores[slot] = weight;
          this.#touched[touched] = slot;
          touched += 1;
        }
      }
    }
    return this.#mostShared(touched);
  }

  #touchedBefore(slot: number, touched: number): boolean {
    const mark = this.#mark[slot] as number;
    if (mark >= 0 && mark < touched && this.#touched[mark] === slot) return true;
    this.#mark[slot] = touched;
    return false;
  }

  /** Of those that share as much the newer, since the model was better by then. */
  #mostShared(touched: number): number {
    let count = 0;
    for (let at = 0; at < touched; at += 1) {
      const slot = this.#touched[at] as number;
      const score = this.#scores[slot] as number;
      if (count === candidatesMax && score < (this.#scores[this.#best[count - 1] as number] as number)) continue;
      let place = count < candidatesMax ? count : count - 1;
      while (place > 0 && (this.#scores[this.#best[place - 1] as number] as number) <= score) {
        this.#best[place] = this.#best[place - 1] as number;
        place -= 1;
      }
      this.#best[place] = slot;
      count = Math.min(candidatesMax, count + 1);
    }
    return count;
  }

  #rarity(term: number): number {
    const posting = this.#postings.get(term);
    const having = posting === undefined ? 0 : posting.slots.length - posting.head;
    return Math.log(1 + ((this.counts[0] ?? 0) + 1) / (having + 1));
  }

  #length(terms: Int32Array, count: number): number {
    let square = 0;
    for (let at = 0; at < count; at += 1) square += this.#rarity(terms[at] ?? 0) ** 2;
    return Math.sqrt(square);
  }

  #index(slot: number): void {
    for (let at = 0; at < (this.termCounts[slot] ?? 0); at += 1) {
      const term = this.terms[slot * termsMax + at] ?? 0;
      const posting = this.#postings.get(term);
      if (posting === undefined) this.#postings.set(term, { slots: [slot], head: 0 });
      else posting.slots.push(slot);
    }
  }

  #forget(slot: number): void {
    for (let at = 0; at < (this.termCounts[slot] ?? 0); at += 1) {
      const term = this.terms[slot * termsMax + at] ?? 0;
      const posting = this.#postings.get(term);
      if (posting === undefined) continue;
      posting.head += 1;
      if (posting.head === posting.slots.length) this.#postings.delete(term);
      else if (posting.head > 64 && posting.head * 2 > posting.slots.length) {
        posting.slots.splice(0, posting.head);
        posting.head = 0;
      }
    }
  }
}
