import fc from 'fast-check';
import { drawsFrom, normalDraw } from '../../../domain/dice.ts';
import { guardsOf } from '../../../domain/quality-score/guards.ts';
import { judgeByRules } from '../../../domain/quality-score/heuristic-judge.ts';
import {
  calibrateJudge,
  meaningOf,
  noLengthRecord,
  withLength,
  withoutLength,
} from '../../../domain/quality-score/judge-record.ts';
import { type QualitySignals, qualityOf } from '../../../domain/quality-score/score.ts';

const signals = (more: Partial<QualitySignals> = {}): QualitySignals => ({
  usual: 0.7,
  asker: '@ann',
  reactions: [],
  askedAgain: false,
  solved: false,
  judged: [],
  guards: [],
  ...more,
});
const from = (by: string, key: string) => ({ by, key });

describe('the quality of an answer', () => {
  it('is what is usual, as long as nothing is known', () => {
    expect(qualityOf(signals())).toEqual({
      quality: 0.7,
      confidence: 0,
      parts: [{ of: 'usual', says: 0.7, weight: 1 }],
    });
  });

  it('keeps its parts', () => {
    const score = qualityOf(signals({ judged: [0.8, 0.9], reactions: [from('@ann', '👍'), from('@bob', '👎')] }));
    expect(score.parts).toEqual([
      { of: 'usual', says: 0.7, weight: 1 },
      { of: 'asker', says: 1, weight: 3 },
      { of: 'people', says: 0, weight: 1 },
      { of: 'judge', says: expect.closeTo(0.85), weight: 1.5 },
    ]);
    expect(score.quality).toBeCloseTo((0.7 + 3 + 0 + 0.85 * 1.5) / 6.5, 12);
    expect(score.confidence).toBeCloseTo(5.5 / 6.5, 12);
  });

  it('is decided by the one who asked, whatever the judge says', () => {
    const bad = qualityOf(signals({ judged: [1, 1], reactions: [from('@ann', '👎')] }));
    const good = qualityOf(signals({ judged: [0, 0], reactions: [from('@ann', '👍')] }));
    expect(bad.quality).toBeLessThan(0.5);
    expect(good.quality).toBeGreaterThan(0.5);
  });

  it('takes the last reaction of a person, in any tone of skin, and no more than three others', () => {
    expect(qualityOf(signals({ reactions: [from('@ann', '👎'), from('@ann', '👍🏽')] })).quality).toBeGreaterThan(0.9);
    const crowd = Array.from({ length: 9 }, (_, at) => from(`@p${at}`, '❤️'));
    expect(qualityOf(signals({ reactions: crowd })).parts[1]).toEqual({
      of: 'people',
      says: expect.closeTo(0.95),
      weight: 3,
    });
  });

  it('takes no notice of the bot, nor of reactions that mean nothing', () => {
    const none = signals({ reactions: [from('@bot', '👍'), from('@bob', '🤔')], notCounted: ['@bot'] });
    expect(qualityOf(none)).toEqual(qualityOf(signals()));
  });

  it('believes a judge less that contradicts itself', () => {
    const [, judge] = qualityOf(signals({ judged: [0.2, 0.9] })).parts;
    expect(judge).toEqual({ of: 'judge', says: 0.55, weight: 0.5 });
  });

  it('is nothing when a rule is broken, and no judge can overrule that; people can', () => {
    const broken = signals({ guards: ['constant'], judged: [1, 1] });
    expect(qualityOf(broken).quality).toBe(0);
    expect(qualityOf({ ...broken, solved: true }).quality).toBeGreaterThan(0.5);
  });

  it('falls when the same is asked again, and rises when it is said to have solved it', () => {
    expect(qualityOf(signals({ askedAgain: true })).quality).toBeCloseTo(0.7 / 3, 12);
    expect(qualityOf(signals({ solved: true })).quality).toBeCloseTo(4.7 / 5, 12);
  });

  it('is always between 0 and 1', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        share,
        fc.array(share, { maxLength: 2 }),
        fc.boolean(),
        fc.boolean(),
        (usual, judged, askedAgain, solved) => {
          const { quality, confidence } = qualityOf(signals({ usual, judged, askedAgain, solved }));
          expect(quality >= 0 && quality <= 1 && confidence >= 0 && confidence < 1).toBe(true);
        },
      ),
    );
  });
});

const question = 'Why does the checkout service return 500 errors since the release?';
const answers = [
  'The checkout service fails since the release because its database pool is exhausted:\n- run `kubectl rollout undo deploy/checkout`\n- then raise the pool size.',
  'The errors of the service began with the release. Roll it back.',
  'Look at the dashboard.',
  'Checkout releases are known to fail when migrations lag; wait ten minutes.',
];
const filler =
  ' It is important to keep in mind that there are many aspects to consider. In general, one should always think carefully. As mentioned above, this matters a great deal.';

describe('rules that no judge can overrule', () => {
  it.each([
    ['', 'empty'],
    ['   \n', 'empty'],
    ["I'm sorry, but I can't help with that.", 'refusal'],
    ['Purple elephants dance in moonlit gardens tonight.', 'no_overlap'],
  ])('%j breaks %s', (answer, rule) => {
    expect(guardsOf({ question, answer })).toContain(rule);
  });

  it('see through an answer that fits every question', () => {
    expect(guardsOf({ question, answer: answers[0] ?? '', saidElsewhere: 3 })).toEqual(['constant']);
  });

  it('let a short answer pass to a short question, and one that speaks of what was asked', () => {
    expect(guardsOf({ question: 'Is it safe?', answer: 'Yes.' })).toEqual([]);
    for (const answer of answers.slice(0, 2)) expect(guardsOf({ question, answer })).toEqual([]);
  });
});

describe('the judge that counts', () => {
  const judged = (answer: string) => judgeByRules({ question, answer, sources: ['a.md: B'], confidence: 0.5 }).score;

  it('likes an answer to the question, with something to do, better than one beside it', () => {
    expect(judged(answers[0] ?? '')).toBeGreaterThan(judged(answers[2] ?? '') + 0.2);
  });

  it.each(answers)('moves by at most 0.02 when %j is made four times as long', (answer) => {
    const pads = [
      filler.repeat(20),
      answer.repeat(4),
      question.repeat(20),
      '\nAs asked: the question was asked.'.repeat(20),
    ];
    for (const pad of pads) {
      const longer = `${answer}\n${pad.slice(0, answer.length * 3)}`;
      const whole = qualityOf(signals({ judged: [judged(answer)] })).quality;
      const padded = qualityOf(signals({ judged: [judged(longer)] })).quality;
      expect(Math.abs(padded - whole)).toBeLessThanOrEqual(0.02);
    }
  });
});

describe('the record of a judge', () => {
  it('tells on one that likes long answers: four times the length moves the quality by at most 0.02', () => {
    const draw = drawsFrom('judge');
    const biased = (worth: number, characters: number): number => worth + 0.1 * Math.log((1 + characters) / 500);
    let record = noLengthRecord;
    for (let seen = 0; seen < 500; seen += 1) {
      const characters = Math.round(500 * Math.exp(0.8 * normalDraw(draw)));
      record = withLength(record, characters, biased(0.4 + 0.2 * draw(), characters));
    }
    const quality = (characters: number): number =>
      qualityOf(signals({ judged: [withoutLength(biased(0.5, characters), characters, record)] })).quality;
    expect(Math.abs(quality(1_200) - quality(300))).toBeLessThanOrEqual(0.02);
    expect(Math.abs(biased(0.5, 1_200) - biased(0.5, 300))).toBeGreaterThan(0.1);
  });

  it('is taken at its word below 50 cases, and then for what it means to people', () => {
    const cases = Array.from({ length: 60 }, (_, at) => ({ judged: at / 60, people: at < 30 ? 0.1 : 0.9 }));
    expect(calibrateJudge(cases.slice(0, 49))).toBeNull();
    const stairs = calibrateJudge(cases);
    expect([meaningOf(0.9, null), meaningOf(0.2, stairs), meaningOf(0.9, stairs)]).toEqual([
      0.9,
      expect.closeTo(0.1),
      expect.closeTo(0.9),
    ]);
  });

  it('never falls, whatever the cases', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.record({ judged: share, people: share }), { minLength: 50, maxLength: 80 }), (cases) => {
        const steps = (calibrateJudge(cases) ?? []).map(({ means }) => means);
        expect(steps).toEqual([...steps].sort((one, other) => one - other));
      }),
    );
  });
});
