import { type Knowledge, learned } from '../../../domain/consensus/knowledge.ts';

const now = 1_000;
const knows = (claim: string, by: string, confidence: number, expiresAt = 2_000): Knowledge => ({
  claim,
  by: [by],
  evidence: [`${by}.md`],
  confidence,
  expiresAt,
});

describe('what agents know together', () => {
  it('is surer when somebody else says so as well, and not when the same one repeats it', () => {
    const once = learned([], [knows('The primary is db-3', 'ada', 0.6)], now);
    expect(learned(once, [knows('The primary is db-3', 'ada', 0.6)], now)[0]?.confidence).toBe(0.6);
    expect(learned(once, [knows('The primary is db-3!', 'grace', 0.5)], now)).toEqual([
      {
        claim: 'The primary is db-3',
        by: ['ada', 'grace'],
        evidence: ['ada.md', 'grace.md'],
        confidence: 0.8,
        expiresAt: 2_000,
      },
    ]);
  });

  it('is less sure on both sides of a contradiction', () => {
    const both = learned(
      [knows('Failing over the database is safe', 'ada', 0.8)],
      [knows('Failing over the database is not safe', 'grace', 0.6)],
      now,
    );
    expect(both.map(({ confidence }) => confidence)).toEqual([0.4, 0.3]);
  });

  it('is forgotten when its time is over, or when it is contradicted again and again', () => {
    expect(learned([knows('The freeze is on', 'ada', 0.9, 900)], [], now)).toEqual([]);
    let known: readonly Knowledge[] = [knows('The canary is healthy', 'ada', 0.4)];
    for (const agent of ['b', 'c', 'd', 'e']) {
      known = learned(known, [knows('The canary is not healthy', agent, 0.9)], now);
    }
    expect(known.map(({ claim }) => claim)).toEqual(['The canary is not healthy']);
  });
});
