import { type JudgedCollaboration, recordsOf } from '../../../domain/consensus/record.ts';
import { pickPolicy } from '../../../domain/consensus/vote.ts';

const stances = [
  { agent: 'ada', position: 'roll back', confidence: 0.9 },
  { agent: 'grace', position: 'roll back', confidence: 0.6 },
  { agent: 'alan', position: 'wait', confidence: 0.7 },
];
const judged = (quality: number): JudgedCollaboration => ({
  quality,
  record: {
    stances,
    saidBy: ['ada', 'grace'],
    picks: { single: 'wait', weighted: 'roll back', majority: 'roll back' },
  },
});

describe('what collaborations teach', () => {
  it('is who was right when people took the answer', () => {
    const { records, policyRecord } = recordsOf([judged(0.9)]);
    expect(records).toEqual({
      ada: { right: 1, wrong: 0 },
      grace: { right: 1, wrong: 0 },
      alan: { right: 0, wrong: 1 },
    });
    expect(policyRecord).toEqual({
      single: { right: 0, wrong: 1 },
      weighted: { right: 1, wrong: 0 },
      majority: { right: 1, wrong: 0 },
    });
  });

  it('is only who stood with the answer when people did not take it: nobody knows what would have been right', () => {
    const { records, policyRecord } = recordsOf([judged(0.2)]);
    expect(records).toEqual({ ada: { right: 0, wrong: 1 }, grace: { right: 0, wrong: 1 } });
    expect(policyRecord.single).toEqual({ right: 0, wrong: 0 });
  });

  it('makes what agents state count from thirty outcomes on', () => {
    const many = (count: number) => recordsOf(Array.from({ length: count }, () => judged(0.9)));
    expect(many(29).records.ada?.calibration).toBeUndefined();
    expect(many(30).records.ada?.calibration).toBeDefined();
    expect(pickPolicy(many(30).policyRecord)).toBe('weighted');
  });

  it('is nothing where nothing is kept of who stood for what', () => {
    expect(recordsOf([{ quality: 0.9, record: {} }]).records).toEqual({});
  });
});
