import { calibrate, outcomesMin } from '../calibration.ts';
import type { InteractionRecord } from '../interaction.ts';
import type { TrackRecord } from './track-record.ts';
import { noPolicyRecord, type Policy, type PolicyRecord, policies, type Records } from './vote.ts';

/** A collaboration that people judged. */
export interface JudgedCollaboration {
  readonly quality: number;
  readonly record: Pick<InteractionRecord, 'stances' | 'saidBy' | 'picks'>;
}

const rightMin = 0.7;

/**
 * What collaborations teach about agents and policies. An answer people took was right, and so was who stood with it; who
 * stood elsewhere was wrong. Of an answer they did not take, only who stood with it is known to have been wrong.
 */
export function recordsOf(judged: readonly JudgedCollaboration[]): {
  readonly records: Records;
  readonly policyRecord: PolicyRecord;
} {
  const agents = new Map<string, { right: number; wrong: number; stated: { stated: number; right: boolean }[] }>();
  const picked = structuredClone(noPolicyRecord) as Record<Policy, { right: number; wrong: number }>;
  for (const { quality, record } of judged) {
    const { stances = [], saidBy = [], picks } = record;
    const taken = quality >= rightMin;
    for (const { agent, confidence } of stances) {
      const together = saidBy.includes(agent);
      if (!taken && !together) continue;
      const known = agents.get(agent) ?? { right: 0, wrong: 0, stated: [] };
      const right = taken && together;
      known[right ? 'right' : 'wrong'] += 1;
      known.stated.push({ stated: confidence, right });
      agents.set(agent, known);
    }
    const answer = stances.find(({ agent }) => agent === saidBy[0])?.position;
    for (const policy of picks === undefined ? [] : policies) {
      const same = saidBy.some((agent) => stances.find((each) => each.agent === agent)?.position === picks?.[policy]);
      if (answer === undefined || (!taken && !same)) continue;
      picked[policy][taken && same ? 'right' : 'wrong'] += 1;
    }
  }
  const records = [...agents].map(([agent, { stated, ...counts }]): [string, TrackRecord] => [
    agent,
    stated.length < outcomesMin ? counts : { ...counts, calibration: calibrate(stated) },
  ]);
  return { records: Object.fromEntries(records), policyRecord: picked };
}
