import { wordsOf } from '../words.ts';

export interface JudgedAnswer {
  readonly question: string;
  readonly answer: string;
  /** What it rests on. */
  readonly sources: readonly string[];
  /** What the agent says of itself, 0 to 1. */
  readonly confidence: number;
}

/** What the heuristic sees; each 0 to 1. */
export interface HeuristicParts {
  /** How much of what was asked about is spoken of. */
  readonly relevance: number;
  /** Whether it rests on something that can be looked up. */
  readonly grounded: number;
  /** Whether there is something to do in it: a command, a number, an order of steps. */
  readonly concrete: number;
  readonly confidence: number;
}

export interface HeuristicVerdict {
  readonly score: number;
  readonly parts: HeuristicParts;
}

const worth = { relevance: 0.45, grounded: 0.25, concrete: 0.15, confidence: 0.15 } as const;
/** Of the words asked about; nobody repeats them all. */
const relevanceWhole = 0.6;
/** A sentence with at least this share of words of the question only says the question again. */
const echoMin = 0.8;
const stemLength = 5;

/**
 * Judges an answer where no model does: by what can be counted and does not grow with length. Every part asks whether
 * something is there at all, so saying a thing three times, or in more words, gains nothing.
 */
export function judgeByRules({ question, answer, sources, confidence }: JudgedAnswer): HeuristicVerdict {
  const asked = stems(question);
  const said = stems(withoutEcho(answer, asked));
  const spokenOf = [...asked].filter((stem) => said.has(stem)).length;
  const parts: HeuristicParts = {
    relevance: asked.size === 0 ? 1 : Math.min(1, spokenOf / asked.size / relevanceWhole),
    grounded: Number(sources.length > 0),
    concrete: Number(/`[^`]+`|^\s*(?:[-*]|\d+[.)])\s+\S/m.test(answer)),
    confidence: Math.min(1, Math.max(0, confidence)),
  };
  const score = Object.entries(worth).reduce(
    (sum, [part, weight]) => sum + weight * parts[part as keyof HeuristicParts],
    0,
  );
  return { score, parts };
}

const stems = (text: string): Set<string> => new Set(wordsOf(text).map((word) => word.slice(0, stemLength)));

function withoutEcho(answer: string, asked: ReadonlySet<string>): string {
  return answer
    .split(/(?<=[.!?])\s+|\n+/)
    .filter((sentence) => {
      const said = stems(sentence);
      const same = [...said].filter((stem) => asked.has(stem)).length;
      return said.size === 0 || same / said.size < echoMin;
    })
    .join('\n');
}
