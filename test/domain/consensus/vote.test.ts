import { noRecord, type TrackRecord, weightOf } from '../../../domain/consensus/track-record.ts';
import {
  decide,
  noPolicyRecord,
  type Policy,
  type PolicyRecord,
  pickPolicy,
  policies,
} from '../../../domain/consensus/vote.ts';
import { drawsFrom, normalDraw } from '../../../domain/dice.ts';

describe('what a vote counts', () => {
  it('grows with the record, and is nothing for who is no better than chance', () => {
    expect(weightOf({ right: 98, wrong: 1 }, 2, 0.5)).toBeGreaterThan(weightOf({ right: 8, wrong: 2 }, 2, 0.5));
    expect(weightOf({ right: 0, wrong: 50 }, 2, 0.99)).toBe(0);
  });

  it('is more among many options, for one who is right as often', () => {
    expect(weightOf({ right: 6, wrong: 4 }, 4, 0.5)).toBeGreaterThan(weightOf({ right: 6, wrong: 4 }, 2, 0.5));
  });

  it('takes no notice of what is stated until there is a record of that', () => {
    expect(weightOf(noRecord, 2, 0.99)).toBe(weightOf(noRecord, 2, 0.01));
    const calibration = { slope: 1, offset: 0 };
    const record: TrackRecord = { ...noRecord, calibration };
    expect(weightOf(record, 2, 0.9)).toBeGreaterThan(weightOf(record, 2, 0.6));
  });
});

describe('policies', () => {
  const records = { ada: { right: 50, wrong: 1 }, grace: { right: 6, wrong: 5 }, alan: { right: 6, wrong: 5 } };
  const vote = (agent: string, option: string) => ({ agent, option, confidence: 0.5 });

  it('differ where one who is often right stands against two who are not', () => {
    const votes = [vote('ada', 'wait'), vote('grace', 'restart'), vote('alan', 'restart')];
    expect(decide(votes, records)).toEqual({ single: 'wait', weighted: 'wait', majority: 'restart' });
  });

  it('do not depend on the order of the votes', () => {
    const votes = [vote('ada', 'a'), vote('grace', 'b'), vote('alan', 'c')];
    expect(decide([...votes].reverse(), {})).toEqual(decide(votes, {}));
  });

  it('are picked by what they got right, once there is enough of it', () => {
    const with29 = { ...noPolicyRecord, majority: { right: 29, wrong: 0 } };
    expect(pickPolicy(with29)).toBe('weighted');
    const known = { ...with29, majority: { right: 30, wrong: 0 }, single: { right: 20, wrong: 10 } };
    expect(pickPolicy(known)).toBe('majority');
  });
});

/** Settings of a simulation: how often each agent is right, and how much of their luck they share. */
const skills = [
  [0.9, 0.7, 0.6, 0.55],
  [0.8, 0.75, 0.75, 0.7],
  [0.7, 0.7, 0.7, 0.7, 0.7],
] as const;
const settings = skills.flatMap((skill) => [0, 0.3, 0.6].map((shared) => ({ skill, shared })));
const tasks = 6_000;
const optionsCount = 4;
const feedbackShare = 0.3;

/** The share of right answers of the picked policy, and of the agent that is best in truth. */
function simulate({ skill, shared }: { skill: readonly number[]; shared: number }, seed: string) {
  const draw = drawsFrom(seed);
  const records: Record<string, { right: number; wrong: number }> = {};
  const policyRecord = structuredClone(noPolicyRecord) as Record<Policy, { right: number; wrong: number }>;
  const thresholds = skill.map(normalQuantile);
  let [picked, best] = [0, 0];
  const count = (record: { right: number; wrong: number }, right: boolean) => {
    if (right) record.right += 1;
    else record.wrong += 1;
  };
  for (let task = 0; task < tasks; task += 1) {
    const common = normalDraw(draw);
    const votes = skill.map((_, at) => {
      const luck = Math.sqrt(shared) * common + Math.sqrt(1 - shared) * normalDraw(draw);
      const right = luck < (thresholds[at] ?? 0);
      const option = right ? 'right' : `wrong ${Math.floor(draw() * (optionsCount - 1))}`;
      return { agent: `agent${at}`, option, confidence: 0.5 };
    });
    const picks = decide(votes, records, optionsCount);
    picked += Number(picks[pickPolicy(policyRecord)] === 'right');
    best += Number(votes[0]?.option === 'right');
    if (draw() >= feedbackShare) continue;
    for (const { agent, option } of votes) {
      records[agent] ??= { right: 0, wrong: 0 };
      count(records[agent], option === 'right');
    }
    for (const policy of policies) count(policyRecord[policy], picks[policy] === 'right');
  }
  return { picked: picked / tasks, best: best / tasks, policy: pickPolicy(policyRecord as PolicyRecord) };
}

/** The point below which a share of standard normal draws lie, by bisection of their measured law. */
function normalQuantile(share: number): number {
  let [low, high] = [-8, 8];
  for (let round = 0; round < 60; round += 1) {
    const middle = (low + high) / 2;
    if (normalShare(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** @see Abramowitz and Stegun 7.1.26, error below 1.5e-7 */
function normalShare(at: number): number {
  const x = Math.abs(at) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const tail =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) *
    Math.exp(-x * x);
  return at > 0 ? 1 - tail / 2 : tail / 2;
}

describe('the picker of policies', () => {
  it.each(settings)(
    'is never over 1 point below the best single agent: $skill, $shared of their luck shared',
    (setting) => {
      const { picked, best } = simulate(setting, JSON.stringify(setting));
      expect(picked).toBeGreaterThanOrEqual(best - 0.01);
    },
  );

  it('finds that many are worth more than one when they are alike and independent, and the one when it is far better', () => {
    const alike = simulate({ skill: skills[2], shared: 0 }, 'alike');
    expect([alike.policy === 'single', alike.picked > alike.best + 0.05]).toEqual([false, true]);
    expect(simulate({ skill: skills[0], shared: 0.6 }, 'apart').policy).toBe('single');
  });
});
