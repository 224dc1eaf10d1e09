import { wordsOf } from './words.ts';

/** What one agent says. */
export interface Opinion {
  readonly agent: string;
  readonly answer: string;
  /** `file.md: Heading` */
  readonly sources: readonly string[];
  /** How well what it found fits the question, 0 to 1. */
  readonly confidence: number;
}

/** What several agents say together. */
export interface Verdict {
  readonly answer: string;
  /** Share of those who answered that say what `answer` says, 0 to 1. */
  readonly agreement: number;
  /** By agent. */
  readonly opinions: readonly Opinion[];
  /** What the others say; never hidden behind the answer. */
  readonly dissent: readonly { readonly agent: string; readonly answer: string }[];
}

/** Answers at least this alike say the same. */
const alikeMin = 0.5;
/** Words behind a negation that it turns around. */
const negatedWords = 3;

/**
 * Weighs opinions: those that say the same stand together, and the largest group has the word. Between groups of one size
 * the surer one decides, then the text itself, so that neither the order of opinions nor saying a thing twice counts.
 * @param opinions at least one; of several by one agent the surest counts
 */
export function weigh(opinions: readonly Opinion[]): Verdict {
  const counted = onePerAgent(opinions);
  const [winning = []] = groupsOf(counted).sort(
    (one, other) => other.length - one.length || sureness(other) - sureness(one) || compared(best(one), best(other)),
  );
  const speaker = best(winning);
  return {
    answer: speaker?.answer ?? '',
    agreement: counted.length === 0 ? 0 : winning.length / counted.length,
    opinions: counted,
    dissent: counted.filter((each) => !winning.includes(each)).map(({ agent, answer }) => ({ agent, answer })),
  };
}

function onePerAgent(opinions: readonly Opinion[]): readonly Opinion[] {
  const agents = [...new Set(opinions.map(({ agent }) => agent))].sort();
  return agents.flatMap((agent) => best(opinions.filter((each) => each.agent === agent)) ?? []);
}

/** The surest; between equals the one whose text comes first. */
function best(opinions: readonly Opinion[]): Opinion | undefined {
  return [...opinions].sort((one, other) => other.confidence - one.confidence || compared(one, other))[0];
}

function compared(one: Opinion | undefined, other: Opinion | undefined): number {
  const written = (opinion: Opinion | undefined): string =>
    JSON.stringify([opinion?.answer, opinion?.sources, opinion?.agent]);
  return written(one) < written(other) ? -1 : Number(written(one) > written(other));
}

const sureness = (group: readonly Opinion[]): number => group.reduce((sum, { confidence }) => sum + confidence, 0);

/** Opinions that are alike, or linked by others that are. */
function groupsOf(opinions: readonly Opinion[]): Opinion[][] {
  const said = new Map(opinions.map((opinion) => [opinion, statementsOf(opinion.answer)]));
  const groups: Opinion[][] = [];
  for (const opinion of opinions) {
    const near = groups.filter((group) =>
      group.some((other) => similarity(said.get(opinion) ?? new Map(), said.get(other) ?? new Map()) >= alikeMin),
    );
    for (const group of near) groups.splice(groups.indexOf(group), 1);
    groups.push([...near.flat(), opinion]);
  }
  return groups.map((group) => group.sort(compared));
}

const negations = new Set([
  "don't",
  'do not',
  'not',
  'no',
  'never',
  'cannot',
  "can't",
  "isn't",
  "won't",
  "doesn't",
  'without',
]);

/** How often each word is said; behind a negation it counts as another word, or "do not restart" would be "restart". */
function statementsOf(answer: string): Map<string, number> {
  const counts = new Map<string, number>();
  const count = (word: string): void => void counts.set(word, (counts.get(word) ?? 0) + 1);
  let negated = 0;
  for (const raw of answer
    .toLowerCase()
    .replaceAll('’', "'")
    .match(/[\p{L}\p{N}']+/gu) ?? []) {
    if (negations.has(raw)) {
      negated = negatedWords;
      count('not');
    } else {
      for (const word of wordsOf(raw)) count(negated > 0 ? `not ${word}` : word);
      negated -= 1;
    }
  }
  return counts;
}

/** Cosine of the angle between two counts of words, 0 to 1; two texts without words are alike. */
function similarity(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): number {
  if (one.size === 0 || other.size === 0) return Number(one.size === other.size);
  const dot = [...one].reduce((sum, [word, times]) => sum + times * (other.get(word) ?? 0), 0);
  const length = (counts: ReadonlyMap<string, number>): number => Math.hypot(...counts.values());
  return dot / (length(one) * length(other));
}
