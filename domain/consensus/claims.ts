import { wordsOf } from '../words.ts';

/** Something an agent says is so, and what it rests on. */
export interface Claim {
  readonly text: string;
  readonly evidence: string;
}

/** Claims that say the same. */
export interface ClaimCluster {
  /** As the first of them says it. */
  readonly text: string;
  /** Agents that say so, in the order of their opinions. */
  readonly saidBy: readonly string[];
  /** Agents that say the opposite. */
  readonly deniedBy: readonly string[];
  readonly evidence: readonly string[];
}

/** Claims at least this alike are about the same. */
const alikeMin = 0.4;
const negation =
  /\b(?:not|no|never|cannot|without|neither|nor|don't|doesn't|isn't|aren't|won't|can't|shouldn't|mustn't|avoid)\b/i;

interface Read {
  readonly words: ReadonlySet<string>;
  readonly negated: boolean;
}

/** What a claim is about, and whether it is affirmed or denied. */
function read(text: string): Read {
  const plain = text.replaceAll('’', "'");
  const words = wordsOf(plain.replaceAll(/'\w*/g, '')).filter((word) => !negation.test(word) && word !== 'don');
  return { words: new Set(words), negated: negation.test(plain) };
}

/** The share of the words of two texts that both have, 0 to 1. */
function jaccard(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const shared = [...one].filter((word) => other.has(word)).length;
  const all = one.size + other.size - shared;
  return all === 0 ? 1 : shared / all;
}

/** Whether two texts say the same, the opposite, or neither. */
export function compareClaims(one: string, other: string): 'same' | 'opposite' | 'apart' {
  const [a, b] = [read(one), read(other)];
  if (jaccard(a.words, b.words) < alikeMin) return 'apart';
  return a.negated === b.negated ? 'same' : 'opposite';
}

/** Claims by what they say, in the order in which they were first said. An agent counts once in a cluster. */
export function clusterClaims(
  said: readonly { readonly agent: string; readonly claims: readonly Claim[] }[],
): readonly ClaimCluster[] {
  const clusters: { text: string; saidBy: string[]; deniedBy: string[]; evidence: string[] }[] = [];
  for (const { agent, claims } of said) {
    for (const { text, evidence } of claims) {
      let cluster = clusters.find((each) => compareClaims(each.text, text) === 'same');
      if (cluster === undefined) {
        cluster = { text, saidBy: [], deniedBy: [], evidence: [] };
        clusters.push(cluster);
      }
      if (!cluster.saidBy.includes(agent)) cluster.saidBy.push(agent);
      if (evidence !== '' && !cluster.evidence.includes(evidence)) cluster.evidence.push(evidence);
    }
  }
  return clusters.map((cluster) => {
    const opposite = clusters.filter((other) => compareClaims(cluster.text, other.text) === 'opposite');
    return { ...cluster, deniedBy: [...new Set(opposite.flatMap(({ saidBy }) => saidBy))] };
  });
}

/** How much of what two agents claim both claim, over all pairs of agents, 0 to 1; null for fewer than two. */
export function overlapOf(agents: readonly string[], clusters: readonly ClaimCluster[]): number | null {
  const of = (agent: string): Set<string> =>
    new Set(clusters.filter(({ saidBy }) => saidBy.includes(agent)).map(({ text }) => text));
  const pairs = agents.flatMap((one, at) => agents.slice(at + 1).map((other) => jaccard(of(one), of(other))));
  return pairs.length === 0 ? null : pairs.reduce((sum, share) => sum + share, 0) / pairs.length;
}
