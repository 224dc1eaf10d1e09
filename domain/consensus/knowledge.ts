import { compareClaims } from './claims.ts';

/** Something agents have learned together. */
export interface Knowledge {
  readonly claim: string;
  /** Names of agents. */
  readonly by: readonly string[];
  readonly evidence: readonly string[];
  /** 0 to 1. */
  readonly confidence: number;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** What two claims that contradict each other keep of their confidence. */
const contradictedKeeps = 0.5;
const known = { least: 0.05, most: 0.99 };

/**
 * What is known once something more is claimed. The same claim again makes it surer, as far as it comes from somebody
 * else; a contradiction makes both less sure. What is over, or hardly believed any more, is forgotten.
 * @param now milliseconds since 1970
 */
export function learned(
  before: readonly Knowledge[],
  claimed: readonly Knowledge[],
  now: number,
): readonly Knowledge[] {
  let all = before.filter(({ expiresAt }) => expiresAt > now);
  for (const claim of claimed) {
    const same = all.find((each) => compareClaims(each.claim, claim.claim) === 'same');
    const opposite = all.filter((each) => compareClaims(each.claim, claim.claim) === 'opposite');
    const keeps = contradictedKeeps ** opposite.length;
    const lowered = all.map((each) =>
      opposite.includes(each) ? { ...each, confidence: each.confidence * contradictedKeeps } : each,
    );
    all =
      same === undefined
        ? [...lowered, { ...claim, confidence: bounded(claim.confidence * keeps) }]
        : lowered.map((each) => (each === same ? confirmed(same, claim, keeps) : each));
  }
  return all.filter(({ confidence }) => confidence > known.least);
}

function confirmed(before: Knowledge, claim: Knowledge, keeps: number): Knowledge {
  const fresh = claim.by.some((agent) => !before.by.includes(agent));
  const surer = fresh
    ? 1 - (1 - before.confidence) * (1 - claim.confidence)
    : Math.max(before.confidence, claim.confidence);
  return {
    claim: before.claim,
    by: [...new Set([...before.by, ...claim.by])],
    evidence: [...new Set([...before.evidence, ...claim.evidence])],
    confidence: bounded(surer * keeps),
    expiresAt: Math.max(before.expiresAt, claim.expiresAt),
  };
}

const bounded = (confidence: number): number => Math.min(known.most, Math.max(0, confidence));
