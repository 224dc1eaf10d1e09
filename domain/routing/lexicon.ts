import type { Agent } from '../agents.ts';
import { wordsOf } from '../words.ts';

/** A question somebody accepted an answer of this agent to. */
export interface AcceptedRoute {
  readonly agent: string;
  readonly question: string;
}

/** What the words of a question say about who should have it. */
export interface Lexicon {
  /** How much a word speaks for an agent against all others, in log-odds; 0 for a word nobody has used. */
  weigh(agent: string, word: string): number;
  /** What is expected before anything is read, as the logarithm of a share. */
  prior(agent: string): number;
}

const smoothing = 0.5;
/** As if so many questions had been shared out evenly before the first. */
const priorQuestions = 20;
const gramLength = 4;
/** The parts of a word say less than the word. */
const partsWorth = 0.5;
const decisiveTimes = 3;

/**
 * A naive-Bayes lexicon over what agents know, the questions they are there for, and those they got before. A word nobody
 * has used is read by its runs of four characters, so that "redeployed" still sounds like "deploy".
 */
export function lexiconOf(team: readonly Agent[], accepted: readonly AcceptedRoute[] = []): Lexicon {
  const words = new Counts();
  const grams = new Counts();
  const count = (agent: string, word: string, times = 1): void => {
    words.add(agent, word, times);
    for (const gram of gramsOf(word)) grams.add(agent, gram, times);
  };
  for (const { name, decisive, expertise, seeds } of team) {
    for (const word of expertise) count(name, word);
    for (const word of decisive) count(name, word, decisiveTimes);
    for (const word of wordsOf(seeds.join(' '))) count(name, word);
  }
  const known = accepted.filter(({ agent }) => team.some(({ name }) => name === agent));
  for (const { agent, question } of known) for (const word of new Set(wordsOf(question))) count(agent, word);

  return {
    weigh(agent, word) {
      if (words.knows(word)) return words.logOdds(agent, word);
      const parts = gramsOf(word).filter((gram) => grams.knows(gram));
      if (parts.length === 0) return 0;
      const sum = parts.reduce((total, gram) => total + grams.logOdds(agent, gram), 0);
      return (partsWorth * sum) / Math.max(parts.length, gramsOf(word).length);
    },
    prior(agent) {
      const own = known.filter((each) => each.agent === agent).length;
      return Math.log((own + priorQuestions / team.length) / (known.length + priorQuestions));
    },
  };
}

class Counts {
  readonly #byAgent = new Map<string, Map<string, number>>();
  readonly #totals = new Map<string, number>();
  readonly #everywhere = new Map<string, number>();
  #total = 0;

  add(agent: string, term: string, times: number): void {
    const own = this.#byAgent.get(agent) ?? new Map<string, number>();
    own.set(term, (own.get(term) ?? 0) + times);
    this.#byAgent.set(agent, own);
    this.#totals.set(agent, (this.#totals.get(agent) ?? 0) + times);
    this.#everywhere.set(term, (this.#everywhere.get(term) ?? 0) + times);
    this.#total += times;
  }

  knows(term: string): boolean {
    return this.#everywhere.has(term);
  }

  logOdds(agent: string, term: string): number {
    const own = this.#byAgent.get(agent)?.get(term) ?? 0;
    const all = this.#everywhere.get(term) ?? 0;
    const mine = this.#totals.get(agent) ?? 0;
    const terms = this.#everywhere.size * smoothing;
    return (
      Math.log((own + smoothing) / (mine + terms)) - Math.log((all - own + smoothing) / (this.#total - mine + terms))
    );
  }
}

function gramsOf(word: string): string[] {
  const grams: string[] = [];
  for (let at = 0; at + gramLength <= word.length; at += 1) grams.push(word.slice(at, at + gramLength));
  return grams;
}
