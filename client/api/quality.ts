import { openPredictors } from '../../db/read/predictors.ts';
import { LoomError } from '../../domain/errors.ts';
import { givenOutcomeSchema, givenSample, sampleSchema } from '../../domain/prediction/given.ts';
import { predict } from '../../domain/prediction/predict.ts';
import { insightsOf, statisticsOf } from '../../domain/prediction/statistics.ts';
import type { forgetOutcomes, learnQuality, rebuildQuality } from '../../workflows/quality.ts';
import type { QualityDoor } from '../quality-door.ts';
import { type Doors, writeTimeout } from './connection.ts';
import { readRequest } from './market/request.ts';

/** A log of a million outcomes takes minutes. */
const rebuildTimeout = '2 hours';

/** Predicts from what is stored; what is learned goes through a worker. */
export function openQuality(doors: Doors): QualityDoor {
  const predictors = openPredictors(doors.db);
  const write = { taskQueue: doors.taskQueue, workflowIdConflictPolicy: 'USE_EXISTING' } as const;
  const { workflow } = doors.temporal;
  return {
    async predict(sample, { room }) {
      const known = givenSample(readRequest(sampleSchema, sample));
      return predictors.use(room, ({ predictor }) => predict(predictor, known));
    },
    async learn(outcome, { room }) {
      const parsed = givenOutcomeSchema.safeParse(outcome);
      if (!parsed.success) {
        const wrong = parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);
        throw new LoomError('quality.bad_outcome', `${wrong.join('; ')}.`, 'Correct it and tell it again.');
      }
      return workflow.execute<typeof learnQuality>('quality.learn', {
        ...write,
        workflowId: `quality.learn/${room}/${parsed.data.id}`,
        args: [room, parsed.data],
        workflowExecutionTimeout: writeTimeout,
      });
    },
    stats: ({ room }) => predictors.use(room, ({ predictor }) => statisticsOf(predictor.scores)),
    insights: ({ room }) => predictors.use(room, ({ predictor }) => insightsOf(predictor.scores)),
    rebuild: ({ room }) =>
      workflow.execute<typeof rebuildQuality>('quality.rebuild', {
        ...write,
        workflowId: `quality.rebuild/${room}`,
        args: [room],
        workflowExecutionTimeout: rebuildTimeout,
      }),
    forget: (ids, { room, requestId }) =>
      workflow.execute<typeof forgetOutcomes>('quality.forget', {
        ...write,
        workflowId: `quality.forget/${room}/${requestId}`,
        args: [room, ids],
        workflowExecutionTimeout: writeTimeout,
      }),
  };
}
