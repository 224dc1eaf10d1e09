import { describeRandomRuns } from '../support/model/random-runs.ts';

/** The interpreter against the model (test/support/model): the same runs each time. */
describeRandomRuns(2026);
