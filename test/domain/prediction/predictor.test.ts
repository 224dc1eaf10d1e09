import fc from 'fast-check';
import { predict } from '../../../domain/prediction/predict.ts';
import { type Outcome, Predictor } from '../../../domain/prediction/predictor.ts';
import { diceOf, simulate } from '../../../domain/prediction/simulate.ts';
import { insightsOf, statisticsOf } from '../../../domain/prediction/statistics.ts';

function taught(outcomes: Iterable<Outcome>): Predictor {
  const predictor = new Predictor();
  for (const outcome of outcomes) predictor.learn(outcome);
  return predictor;
}

const question = { query: 'how do we use kafka', type: 'question' };
/** 600 outcomes: one configuration is clearly better, and so is one topic. */
function* better(): Generator<Outcome> {
  const dice = diceOf(2);
  for (let row = 0; row < 600; row += 1) {
    const config = row % 2 === 0 ? 'plain' : 'verified';
    const topic = dice() < 0.5 ? 'kafka' : 'redis';
    const quality = (config === 'plain' ? 0.4 : 0.6) + (topic === 'kafka' ? 0.1 : 0) + 0.1 * dice();
    yield { ...question, query: `how do we use ${topic}`, config, quality, retried: config === 'plain' };
  }
}

describe('a prediction', () => {
  it('says of a workspace that knows nothing that it knows nothing', () => {
    const prediction = predict(new Predictor(), { query: 'What is the OAuth flow?' });
    expect(prediction).toMatchObject({
      interval: [0, 1],
      confidence: 0,
      predictedQuality: 0.5,
      difficultyScore: 0.5,
      recommended: 'plain',
      abstained: 'too few outcomes',
      learnedFrom: 0,
    });
    expect(prediction.features.query_type).toBe('general');
  });

  it('recommends what was learned to be better, and says why', () => {
    const prediction = predict(taught(better()), question);
    expect(prediction).toMatchObject({
      recommended: 'verified',
      recommendedConfig: { use_verification: true },
      abstained: null,
      predictedQuality: expect.closeTo(0.55, 1),
      difficultyScore: expect.closeTo(0.25, 1),
      learnedFrom: 600,
    });
    expect(prediction.predictedRetryProbability).toBeGreaterThan(0.8);
    expect(prediction.contributions.map(({ name }) => name)).toContain('configuration');
    expect(prediction.expectedAnyway).toBeCloseTo(0.65, 1);
    expect(prediction.confidence).toBeGreaterThan(0.7);
  });

  it('keeps to the default while the best two cannot be told apart', () => {
    const few = taught([...better()].slice(0, 8).map((outcome) => ({ ...outcome, quality: 0.5 })));
    expect(predict(few, question)).toMatchObject({ recommended: 'plain', abstained: 'too few outcomes' });
  });

  it('is not used to choose when it has no skill', () => {
    const dice = diceOf(10);
    const noise = Array.from({ length: 600 }, (_, row): Outcome => ({ query: `a${row} b${row * 7}`, quality: dice() }));
    const predictor = taught(noise);
    expect(statisticsOf(predictor.scores).recent_skill).toBeLessThanOrEqual(0);
    expect(predict(predictor, question)).toMatchObject({ recommended: 'plain', abstained: 'no skill' });
  });

  it('explores with dice, and tries every configuration that may be best', () => {
    const predictor = taught([...better()].slice(0, 20));
    const dice = diceOf(4);
    const tried = new Set(Array.from({ length: 300 }, () => predict(predictor, question, { dice }).recommended));
    expect([...tried].sort()).toEqual(['chained', 'plain', 'planned', 'thorough', 'verified']);
  });

  it('chooses among the configurations it is given', () => {
    const own = { quick: predict(new Predictor(), question).recommendedConfig };
    expect(predict(new Predictor(), question, { configs: own })).toMatchObject({
      recommended: 'quick',
      config: 'quick',
    });
  });

  it('changes nothing', () => {
    const predictor = taught(better());
    const before = predictor.snapshot();
    predict(predictor, { query: 'something new', type: 'never seen', config: 'unheard of' });
    expect(Buffer.from(predictor.snapshot()).equals(before)).toBe(true);
  });

  it('is a share for any question and any outcome', () => {
    const outcome = fc.record({
      query: fc.string({ unit: 'binary', maxLength: 60 }),
      type: fc.string({ maxLength: 5 }),
      config: fc.string({ maxLength: 5 }),
      quality: fc.double({ min: 0, max: 1, noNaN: true }),
      retried: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(outcome, { minLength: 1, maxLength: 40 }), (outcomes) => {
        const predictor = taught(outcomes);
        const said = predict(predictor, { query: outcomes[0]!.query });
        const shares = [
          said.predictedQuality,
          said.medianQuality,
          said.confidence,
          said.difficultyScore,
          said.predictedRetryProbability,
        ];
        for (const share of [...shares, ...said.interval]) expect(share >= 0 && share <= 1).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe('the state of a predictor', () => {
  const outcomes = [...simulate({ rows: 900, seed: 8, noise: 0.05 })];
  const whole = taught(outcomes);

  it('goes on from a snapshot with exactly the same numbers', () => {
    const restored = Predictor.restore(taught(outcomes.slice(0, 650)).snapshot());
    for (const outcome of outcomes.slice(650)) restored?.learn(outcome);
    expect(Buffer.from(restored!.snapshot()).equals(whole.snapshot())).toBe(true);
    expect(predict(restored!, question)).toEqual(predict(whole, question));
  });

  it('is the same when everything is learned again', () => {
    expect(Buffer.from(taught(outcomes).snapshot()).equals(whole.snapshot())).toBe(true);
  });

  it('is not read from bytes that are something else, or cut short', () => {
    const bytes = taught(better()).snapshot();
    for (const other of [
      new Uint8Array(),
      bytes.subarray(0, 100),
      bytes.subarray(0, bytes.length - 8),
      new Uint8Array(64).fill(7),
    ]) {
      expect(Predictor.restore(other)).toBeNull();
    }
  });
});

describe('statistics and insights', () => {
  it('have the fields of the seed, counted', () => {
    const predictor = new Predictor();
    predictor.learn({ query: 'a', type: 'x', quality: 0.5, retried: false });
    predictor.learn({ query: 'b', type: 'x', quality: 1, retried: true });
    expect(statisticsOf(predictor.scores)).toMatchObject({
      predictions_made: 2,
      predictions_accurate: 1,
      accuracy_rate: 0.5,
      avg_prediction_error: 0.25,
      recent_avg_error: 0.25,
      retries_known: 2,
      coverage: 1,
    });
    expect(insightsOf(predictor.scores)).toEqual({
      total_predictions: 2,
      large_errors: 1,
      large_error_rate: 0.5,
      avg_retry_rate: 0.5,
      avg_quality: 0.75,
      hardest_query_types: [],
    });
  });

  it('list the hardest types first', () => {
    const rows = Array.from({ length: 30 }, (_, row) => ({
      query: 'q',
      type: `t${row % 3}`,
      quality: (row % 3) / 2,
      retried: row % 3 === 0,
    }));
    expect(insightsOf(taught(rows).scores).hardest_query_types).toMatchObject([
      { query_type: 't0', count: 10, avg_quality: 0, retry_rate: 1 },
      { query_type: 't1', avg_quality: 0.5 },
      { query_type: 't2', avg_quality: 1, retry_rate: 0 },
    ]);
  });
});
