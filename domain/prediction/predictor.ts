import { defaultConfig } from './configurations.ts';
import { configStart, dimensions, Encoding, partOf, type Sample } from './encoding.ts';
import type { QueryFeatures } from './features.ts';
import { clip, Interval, MedianHead } from './heads.ts';
import { Neighbours } from './neighbours.ts';
import { Regression } from './regression.ts';
import { RetryModel } from './retries.ts';
import { Scores } from './scores.ts';
import { type Arrays, packSnapshot, unpackSnapshot } from './snapshot.ts';

/** What came of a question that was answered; `quality` from 0 to 1. */
export interface Outcome extends Sample {
  readonly quality: number;
  /** Whether it was asked again; left out where nobody knows. */
  readonly retried?: boolean;
}

/** What is said about a question and one configuration. Shares from 0 to 1. */
export interface Judgement {
  readonly mean: number;
  readonly median: number;
  /** 9 of 10 outcomes lie no further from the mean. */
  readonly halfWidth: number;
  readonly retryChance: number;
  /** Standard deviation of the mean itself: large for what was never tried. */
  readonly deviation: number;
}

/** What a configuration would give. */
export interface Outlook {
  readonly config: string;
  readonly mean: number;
  readonly deviation: number;
  readonly tries: number;
}

/**
 * The predictor of one workspace: learning.md b as it stands there. It changes as it learns, for speed; its state is a row
 * of numbers (`snapshot`), and the same outcomes in the same order give the same numbers.
 */
export class Predictor {
  readonly scores: Scores;
  readonly #x: Encoding;
  readonly #regression = new Regression(dimensions);
  /** The same without configurations, for comparing configurations without favour (experiments). */
  readonly #blind = new Regression(configStart);
  readonly #neighbours = new Neighbours();
  readonly #medians = new MedianHead();
  readonly #interval = new Interval();
  readonly #retries = new RetryModel();
  /** Of the question that was read last: what similar ones add. */
  #effect = 0;

  constructor(names: Readonly<Record<string, readonly string[]>> = {}) {
    this.#x = new Encoding(names.types, names.ways);
    this.scores = new Scores(names.groups);
  }

  /** @returns null for bytes that are no snapshot of this version */
  static restore(bytes: Uint8Array): Predictor | null {
    const snapshot = unpackSnapshot(bytes);
    if (snapshot === null) return null;
    const predictor = new Predictor(snapshot.names);
    const arrays = predictor.#arrays(true);
    for (const [name, numbers] of Object.entries(arrays)) {
      const saved = snapshot.arrays[name];
      if (saved === undefined || saved.length > numbers.length) return null;
      numbers.set(saved);
    }
    for (const part of [predictor.#regression, predictor.#blind, predictor.#neighbours, predictor.#interval.errors]) {
      part.restored();
    }
    for (const bin of predictor.#medians.bins) bin.restored();
    return predictor;
  }

  snapshot(): Uint8Array {
    const names = { types: this.#x.types.list(), ways: this.#x.ways.list(), groups: this.scores.groupNames.list() };
    return packSnapshot({ names, arrays: this.#arrays(false) });
  }

  /** Reads a question and says how an answer by its configuration would be. */
  judge(sample: Sample): Judgement & { readonly features: QueryFeatures } {
    const features = this.#x.read(sample, false);
    this.#x.choose(sample.config ?? defaultConfig, false);
    this.#effect = this.#neighbours.effect(this.#x);
    this.#regression.prepare(this.#x);
    return { ...this.#judge(), features };
  }

  /** Of the question that was read last: what each configuration would give. */
  outlooks(configs: readonly string[]): Outlook[] {
    return configs.map((config) => {
      this.#x.choose(config, false);
      const mean = clip(this.#regression.predict(this.#x) + this.#effect);
      return { config, mean, deviation: this.#regression.deviation(this.#x), tries: this.scores.triesOf(config) };
    });
  }

  /** Of the question that was read last: what adds to the mean and what takes from it, largest first. */
  contributions(config: string): { readonly name: string; readonly value: number }[] {
    this.#x.choose(config, false);
    const sums = new Map([['similar questions', this.#effect]]);
    for (let at = 0; at < this.#x.count; at += 1) {
      const place = this.#x.places[at] ?? 0;
      const value = this.#regression.weightAt(place) * (this.#x.values[at] ?? 0);
      sums.set(partOf(place), (sums.get(partOf(place)) ?? 0) + value);
    }
    return [...sums]
      .filter(([, value]) => value !== 0)
      .map(([name, value]) => ({ name, value }))
      .sort((one, other) => Math.abs(other.value) - Math.abs(one.value));
  }

  /** Of the question that was read last: what is expected of it whatever the configuration. */
  blind(): number {
    return clip(this.#blind.predict(this.#x));
  }

  /** Predicts, counts how well, and learns. @returns what was predicted, before it was learned */
  learn(outcome: Outcome): Judgement {
    const x = this.#x;
    x.read(outcome, true);
    x.choose(outcome.config ?? defaultConfig, true);
    this.#effect = this.#neighbours.effect(x);
    this.#regression.prepare(x);
    const said = this.#judge();
    const retried = outcome.retried ?? null;
    const { quality } = outcome;
    this.scores.add({ ...said, type: x.type, config: x.config, quality, retried });
    this.#neighbours.learn(x, quality - this.#regression.predict(x));
    this.#interval.learn(Math.abs(quality - said.mean));
    this.#medians.learn(said.mean, quality);
    if (retried !== null) this.#retries.learn(x, said.mean, retried);
    this.#regression.learn(x, quality);
    this.#blind.learn(x, quality);
    return said;
  }

  #judge(): Judgement {
    const mean = clip(this.#regression.predict(this.#x) + this.#effect);
    return {
      mean,
      median: this.#medians.predict(mean),
      halfWidth: this.#interval.halfWidth(),
      retryChance: this.#retries.predict(this.#x, mean),
      deviation: this.#regression.deviation(this.#x),
    };
  }

  /** Everything that is remembered; of what grows only what is in use, or all of it to be filled. */
  #arrays(whole: boolean): Arrays {
    const { scores } = this;
    const [retries, neighbours, errors] = [this.#retries, this.#neighbours, this.#interval.errors];
    const models = { regression: this.#regression, blind: this.#blind };
    const arrays: Record<string, Float64Array | Int32Array> = {};
    for (const [name, model] of Object.entries(models)) {
      arrays[`${name}.counts`] = model.counts;
      arrays[`${name}.order`] = model.order;
      arrays[`${name}.weights`] = model.weights;
      arrays[`${name}.covariance`] = whole ? model.covariance : model.covariance.subarray(0, model.covarianceLength);
    }
    const termsUsed = whole ? neighbours.terms.length : neighbours.termsUsed;
    Object.assign(arrays, {
      'neighbours.counts': neighbours.counts,
      'neighbours.terms': neighbours.terms.subarray(0, termsUsed),
      'neighbours.termCounts': neighbours.termCounts,
      'neighbours.errors': neighbours.errors,
      'interval.level': this.#interval.level,
      'interval.counts': errors.counts,
      'interval.errors': errors.ring,
      'retries.weights': retries.weights,
      'retries.squares': retries.squares,
      'retries.state': retries.state,
      'retries.scores': retries.scores,
      'retries.outcomes': retries.outcomes,
      'scores.counts': scores.counts,
      'scores.errors': scores.errors,
      'scores.accurate': scores.accurate,
      'scores.recent': scores.recent,
      'scores.qualityBins': scores.qualityBins,
      'scores.retryBins': scores.retryBins,
      'scores.groups': scores.groups,
    });
    for (const [at, bin] of this.#medians.bins.entries()) {
      arrays[`medians.${at}.counts`] = bin.counts;
      arrays[`medians.${at}.ring`] = bin.ring;
    }
    return arrays;
  }
}
