import type { QualityDoor } from '../../client/quality-door.ts';
import { predict } from '../../domain/prediction/predict.ts';
import { Predictor } from '../../domain/prediction/predictor.ts';
import { simulate } from '../../domain/prediction/simulate.ts';
import { insightsOf, statisticsOf } from '../../domain/prediction/statistics.ts';

/** A predictor that has learned 200 outcomes of the simulated world, in no database. */
export function taughtPredictor(rows = 200): Predictor {
  const predictor = new Predictor();
  for (const outcome of simulate({ rows, seed: 1, noise: 0.05 })) predictor.learn(outcome);
  return predictor;
}

/** The same predictor for every room; what it is told it takes note of and does not learn. */
export function fakeQuality(record: (name: string, ...given: unknown[]) => void): QualityDoor {
  return {
    async predict(sample, { room }) {
      record('quality.predict', sample, room);
      return predict(taughtPredictor(), sample);
    },
    async learn(outcome, { room }) {
      record('quality.learn', outcome, room);
      return { sequence: 201, created: true };
    },
    async stats({ room }) {
      record('quality.stats', room);
      return statisticsOf(taughtPredictor().scores);
    },
    async insights({ room }) {
      record('quality.insights', room);
      return insightsOf(taughtPredictor().scores);
    },
    async rebuild({ room }) {
      record('quality.rebuild', room);
      return { outcomes: 200, before: 'a'.repeat(64), after: 'a'.repeat(64) };
    },
    async forget(ids, { room }) {
      record('quality.forget', ids, room);
      return ids.length;
    },
  };
}
