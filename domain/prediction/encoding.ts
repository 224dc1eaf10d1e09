import { defaultConfig } from './configurations.ts';
import { featuresOfWords, type QueryContext, type QueryFeatures } from './features.ts';
import { Names } from './names.ts';
import { hashText, readable, wordsIn } from './text.ts';

/** A question to be judged, with the configuration that is to answer it. */
export interface Sample {
  readonly query: string;
  /** Left out, the classifier says it. */
  readonly type?: string;
  readonly config?: string;
  readonly context?: QueryContext;
}

/** What each number of the vector is called, in the order they stand; the blocks of text, types and ways follow. */
export const plainFeatures = [
  'constant',
  'characters',
  'words',
  'sentences',
  'word length',
  'unique words',
  'technical terms',
  'is a question',
  'has code',
  'has a number',
  'several lines',
  'is a command',
  'retries so far',
  'depth of thread',
  'example found',
  'hour (sine)',
  'hour (cosine)',
] as const;
const textStart = plainFeatures.length;
const textBuckets = 256;
const typeStart = textStart + textBuckets;
const typesMax = 48;
/** From here on stand the configurations and their pairs with types. */
export const configStart = typeStart + typesMax;
const configsMax = 112;
export const dimensions = configStart + configsMax;
/** Different words and pairs a question is known by. */
export const termsMax = 64;
const pairWeight = 0.5;

/** Which part of the vector a place belongs to. */
export function partOf(place: number): string {
  if (place < textStart) return plainFeatures[place] ?? '';
  if (place < typeStart) return 'wording';
  return place < configStart ? 'type' : 'configuration';
}

/**
 * Turns questions into the sparse vector x of learning.md b: 17 plain numbers, 256 buckets of signed hashed words and
 * pairs of words of length 1, one number for the type, and one each for the configuration and (half as strong) the pair
 * of both. Its buffers are used again by the next question: there is one vector at a time.
 */
export class Encoding {
  readonly places = new Int32Array(textStart + textBuckets + 3);
  readonly values = new Float64Array(textStart + textBuckets + 3);
  /** Numbers in use without the configuration, and with it. */
  baseCount = 0;
  count = 0;
  /** Hashes of the words and pairs, each once; the first `termCount` count. */
  readonly terms = new Int32Array(termsMax);
  termCount = 0;
  type = '';
  config = defaultConfig;
  readonly types: Names;
  readonly ways: Names;
  readonly #text = new Float64Array(textBuckets);

  constructor(types: readonly string[] = [], ways: readonly string[] = []) {
    this.types = new Names(typesMax, types);
    this.ways = new Names(configsMax, ways);
  }

  /** Reads a question; the configuration comes by `choose`. */
  read(sample: Sample, take: boolean): QueryFeatures {
    const text = readable(sample.query);
    const words = wordsIn(text);
    const context = sample.context ?? {};
    const features = featuresOfWords(text, words, context, sample.type);
    this.count = 0;
    this.type = features.query_type;
    this.#addPlain(features, context);
    this.#addWording(words);
    const type = take ? this.types.take(this.type) : this.types.find(this.type);
    if (type !== -1) this.#add(typeStart + type, 1);
    this.baseCount = this.count;
    return features;
  }

  /** Sets the configuration of the question that was read last. */
  choose(config: string, take: boolean): void {
    this.config = config;
    this.count = this.baseCount;
    const pair = `${this.type}\n${config}`;
    const alone = take ? this.ways.take(config) : this.ways.find(config);
    const both = take ? this.ways.take(pair) : this.ways.find(pair);
    if (alone !== -1) this.#add(configStart + alone, 1);
    if (both !== -1) this.#add(configStart + both, pairWeight);
  }

  #add(place: number, value: number): void {
    if (value === 0) return;
    this.places[this.count] = place;
    this.values[this.count] = value;
    this.count += 1;
  }

  #addPlain(features: QueryFeatures, context: QueryContext): void {
    const angle = ((context.hour ?? 0) / 24) * 2 * Math.PI;
    this.#add(0, 1);
    this.#add(1, Math.log1p(features.char_count));
    this.#add(2, Math.log1p(features.word_count));
    this.#add(3, Math.log1p(features.sentence_count));
    this.#add(4, Math.min(10, features.avg_word_length / 6));
    this.#add(5, features.unique_word_ratio);
    this.#add(6, Math.min(1, features.technical_term_count / 3));
    this.#add(7, Number(features.is_question));
    this.#add(8, Number(features.has_code));
    this.#add(9, Number(features.has_digit));
    this.#add(10, Number(features.is_multi_line));
    this.#add(11, Number(features.is_command));
    this.#add(12, Math.min(3, context.retries ?? 0));
    this.#add(13, Math.log1p(Math.max(0, context.threadDepth ?? context.conversationLength ?? 0)));
    this.#add(14, context.exampleScore ?? 0);
    if (context.hour !== undefined) {
      this.#add(15, Math.sin(angle));
      this.#add(16, Math.cos(angle));
    }
  }

  #addWording(words: readonly string[]): void {
    const text = this.#text.fill(0);
    this.termCount = 0;
    let before = 0;
    for (const word of words) {
      const hash = hashText(word);
      this.#addTerm(hash);
      if (before !== 0) this.#addTerm(Math.imul(before, 31) ^ hash);
      before = hash;
    }
    let square = 0;
    for (let bucket = 0; bucket < textBuckets; bucket += 1) square += (text[bucket] ?? 0) ** 2;
    const length = Math.sqrt(square);
    if (length === 0) return;
    for (let bucket = 0; bucket < textBuckets; bucket += 1) this.#add(textStart + bucket, (text[bucket] ?? 0) / length);
  }

  #addTerm(hash: number): void {
    const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    const bucket = (mixed >>> 8) % textBuckets;
    this.#text[bucket] = (this.#text[bucket] ?? 0) + (mixed < 0 ? -1 : 1);
    if (this.termCount === termsMax || this.terms.subarray(0, this.termCount).includes(mixed)) return;
    this.terms[this.termCount] = mixed;
    this.termCount += 1;
  }
}
