import { alpha } from './alpha.ts';
import { type ClaimCluster, clusterClaims, compareClaims, overlapOf } from './claims.ts';
import type { TypedOpinion } from './opinion.ts';
import { noRecord, weightOf } from './track-record.ts';
import { decide, noPolicyRecord, type Policy, type PolicyRecord, pickPolicy, type Records, type Vote } from './vote.ts';

export interface ConsensusQuestion {
  /** Of those that answered; those that abstain do not count. */
  readonly opinions: readonly TypedOpinion[];
  /** What there is to choose from, or null for an open question. */
  readonly choices: readonly string[] | null;
  readonly records: Records;
  readonly policyRecord?: PolicyRecord;
}

export interface AcceptedClaim extends ClaimCluster {
  /** Share of the weight of all that stands behind it, 0 to 1. */
  readonly share: number;
}

/** What several agents say together, and what they do not. */
export interface Consensus {
  /** The position most is behind, in the words of the one whose word counts most. */
  readonly answer: string;
  /** Whose words these are, and who stands with them. */
  readonly spokenBy: string | null;
  readonly saidBy: readonly string[];
  /** Share of the agents that stand behind the answer, 0 to 1. */
  readonly agreement: number;
  /** Krippendorff's alpha over what is said and denied; null when fewer than two agents spoke. */
  readonly alpha: number | null;
  /** They agree no better than by chance. */
  readonly undecided: boolean;
  /** How much of what two agents claim both claim, 0 to 1; null when fewer than two spoke. */
  readonly overlap: number | null;
  readonly accepted: readonly AcceptedClaim[];
  /** Those who stand elsewhere, or contradict what is accepted with a voice that counts; never hidden. */
  readonly dissent: readonly { readonly agent: string; readonly answer: string; readonly against: string | null }[];
  readonly risks: readonly { readonly agent: string; readonly risk: string }[];
  readonly abstained: readonly string[];
  readonly policy: Policy;
  /** What each policy would have answered, by the position it picks. */
  readonly ablation: Readonly<Record<Policy, string>>;
  /** By agent, how much its voice counts. */
  readonly weights: Readonly<Record<string, number>>;
}

/** Below this they agree no better than by chance. */
const alphaMin = 0.2;
const acceptedShareMin = 0.5;
const dissentShareMin = 0.2;

/** Weighs opinions. The order in which they came does not count, nor does saying a thing twice. */
export function consensusOf({
  opinions,
  choices,
  records,
  policyRecord = noPolicyRecord,
}: ConsensusQuestion): Consensus {
  const all = [...opinions].sort((one, other) => (one.agent < other.agent ? -1 : 1));
  const spoke = all.filter(({ abstain }) => !abstain);
  const votes = votesOf(spoke, choices);
  const options = choices?.length ?? new Set(votes.map(({ option }) => option)).size;
  const picks = decide(votes, records, options);
  const policy = pickPolicy(policyRecord);
  const option = picks[policy];
  const weights = Object.fromEntries(
    spoke.map(({ agent, confidence }) => {
      const record = (Object.hasOwn(records, agent) ? records[agent] : null) ?? noRecord;
      return [agent, weightOf(record, options, confidence)];
    }),
  );
  const together = votes.filter((vote) => vote.option === option).map(({ agent }) => agent);
  const weightIn = (agents: readonly string[]): number => agents.reduce((sum, agent) => sum + (weights[agent] ?? 0), 0);
  const whole = weightIn(spoke.map(({ agent }) => agent));
  const shareOf = (agents: readonly string[]): number =>
    whole > 0 ? weightIn(agents) / whole : agents.length / Math.max(1, spoke.length);
  const speaker = spoke
    .filter(({ agent }) => together.includes(agent))
    .sort(
      (one, other) =>
        (weights[other.agent] ?? 0) - (weights[one.agent] ?? 0) ||
        Number(other.position === option) - Number(one.position === option) ||
        other.confidence - one.confidence,
    )[0];
  const clusters = clusterClaims(spoke);
  const agreed = spoke.length < 2 ? null : alphaOf(spoke, clusters, votes);
  const accepted = clusters
    .map((cluster) => ({ ...cluster, share: shareOf(cluster.saidBy) }))
    .filter(({ share, deniedBy }) => share >= acceptedShareMin && shareOf(deniedBy) < share);
  return {
    answer: speaker?.position ?? '',
    spokenBy: speaker?.agent ?? null,
    saidBy: together,
    agreement: spoke.length === 0 ? 0 : together.length / spoke.length,
    alpha: agreed,
    undecided: agreed !== null && agreed < alphaMin,
    overlap: overlapOf(
      spoke.map(({ agent }) => agent),
      clusters,
    ),
    accepted,
    dissent: [
      ...spoke
        .filter(({ agent }) => !together.includes(agent))
        .map(({ agent, position }) => ({ agent, answer: position, against: null })),
      ...accepted.flatMap(({ text, deniedBy }) =>
        deniedBy
          .filter((agent) => together.includes(agent) && shareOf([agent]) >= dissentShareMin)
          .map((agent) => ({ agent, answer: denialOf(agent, text, clusters), against: text })),
      ),
    ],
    risks: spoke.flatMap(({ agent, risks }) => risks.map((risk) => ({ agent, risk }))),
    abstained: all.filter(({ abstain }) => abstain).map(({ agent }) => agent),
    policy,
    ablation: {
      single: positionOf(picks.single, votes, spoke),
      weighted: positionOf(picks.weighted, votes, spoke),
      majority: positionOf(picks.majority, votes, spoke),
    },
    weights,
  };
}

/** What each stands for: the choice it names, else what those say whose positions are the same, or linked by others that are. */
function votesOf(spoke: readonly TypedOpinion[], choices: readonly string[] | null): readonly Vote[] {
  const named = (position: string): string | undefined =>
    choices?.find((choice) => choice.toLowerCase() === position.trim().toLowerCase());
  const groups: string[][] = [];
  for (const { position } of spoke) {
    if (named(position) !== undefined) continue;
    const near = groups.filter((group) => group.some((each) => saysTheSame(each, position)));
    for (const group of near) groups.splice(groups.indexOf(group), 1);
    groups.push([...near.flat(), position]);
  }
  return spoke.map(({ agent, position, confidence }) => {
    const group = groups.find((each) => each.includes(position)) ?? [position];
    return { agent, option: named(position) ?? mostCentral(group), confidence };
  });
}

/** The one that most others of its group say the same as; between equals the shorter, then the one that sorts first. */
function mostCentral(group: readonly string[]): string {
  const links = (position: string): number => group.filter((other) => saysTheSame(position, other)).length;
  const ranked = [...group].sort(
    (one, other) => links(other) - links(one) || one.length - other.length || (one < other ? -1 : 1),
  );
  return ranked[0] ?? '';
}

const saysTheSame = (one: string, other: string): boolean => compareClaims(one, other) === 'same';

function positionOf(option: string, votes: readonly Vote[], spoke: readonly TypedOpinion[]): string {
  const agent = votes.find((vote) => vote.option === option)?.agent;
  return spoke.find((opinion) => opinion.agent === agent)?.position ?? '';
}

function denialOf(agent: string, text: string, clusters: readonly ClaimCluster[]): string {
  const opposite = clusters.find(
    (each) => each.saidBy.includes(agent) && compareClaims(each.text, text) === 'opposite',
  );
  return opposite?.text ?? '';
}

const [silent, says, denies] = [0, 1, 2];

/** Each thing that can be stood for or claimed is a unit; everybody says it, denies it, or is silent about it. */
function alphaOf(
  spoke: readonly TypedOpinion[],
  clusters: readonly ClaimCluster[],
  votes: readonly Vote[],
): number | null {
  const options = [...new Set(votes.map(({ option }) => option))];
  const stands = options.map((option) => votes.map((vote) => (vote.option === option ? says : silent)));
  const claims = clusters.map(({ saidBy, deniedBy }) =>
    spoke.map(({ agent }) => (saidBy.includes(agent) ? says : deniedBy.includes(agent) ? denies : silent)),
  );
  return alpha([...stands, ...claims], 'nominal');
}
