import { chanceOf, noRecord, type TrackRecord, weightOf } from './track-record.ts';

/** One agent stands for one option. */
export interface Vote {
  readonly agent: string;
  readonly option: string;
  /** 0 to 1. */
  readonly confidence: number;
}

/** How votes become a decision. */
export const policies = ['single', 'weighted', 'majority'] as const;
export type Policy = (typeof policies)[number];
export type Records = Readonly<Record<string, TrackRecord>>;

/** How often each policy was right, for questions of one field. */
export type PolicyRecord = Readonly<Record<Policy, { readonly right: number; readonly wrong: number }>>;

export const noPolicyRecord: PolicyRecord = {
  single: { right: 0, wrong: 0 },
  weighted: { right: 0, wrong: 0 },
  majority: { right: 0, wrong: 0 },
};

const outcomesMin = 30;

/** The policy with the least measured regret; until one has 30 outcomes votes are weighed, which counts heads on day one. */
export function pickPolicy(record: PolicyRecord): Policy {
  const known = policies.filter((policy) => record[policy].right + record[policy].wrong >= outcomesMin);
  const share = (policy: Policy): number => record[policy].right / (record[policy].right + record[policy].wrong);
  // The order of the table decides between equals, as sorting keeps it.
  return [...known].sort((one, other) => share(other) - share(one))[0] ?? 'weighted';
}

/**
 * What each policy would decide: the agent with the best record, the options by what their votes count, or by their number.
 * @param votes at least one
 */
export function decide(votes: readonly Vote[], records: Records, optionsMin = 2): Readonly<Record<Policy, string>> {
  const recordOf = (agent: string): TrackRecord => (Object.hasOwn(records, agent) ? records[agent] : null) ?? noRecord;
  const options = Math.max(optionsMin, new Set(votes.map(({ option }) => option)).size);
  const weight = ({ agent, confidence }: Vote): number => weightOf(recordOf(agent), options, confidence);
  const best = [...votes].sort(
    (one, other) =>
      chanceOf(recordOf(other.agent)) - chanceOf(recordOf(one.agent)) ||
      other.confidence - one.confidence ||
      (one.agent < other.agent ? -1 : 1),
  )[0];
  return {
    single: best?.option ?? '',
    weighted: heaviest(votes, weight, best),
    majority: heaviest(votes, () => 1, best),
  };
}

/** The option with most behind it; between equals the one the best agent is for, then the surer one. */
function heaviest(votes: readonly Vote[], weight: (vote: Vote) => number, best: Vote | undefined): string {
  const behind = new Map<string, { weight: number; confidence: number }>();
  for (const vote of votes) {
    const sum = behind.get(vote.option) ?? { weight: 0, confidence: 0 };
    behind.set(vote.option, { weight: sum.weight + weight(vote), confidence: sum.confidence + vote.confidence });
  }
  const ranked = [...behind].sort(
    ([one, a], [other, b]) =>
      b.weight - a.weight ||
      Number(other === best?.option) - Number(one === best?.option) ||
      b.confidence - a.confidence ||
      (one < other ? -1 : 1),
  );
  return ranked[0]?.[0] ?? '';
}
