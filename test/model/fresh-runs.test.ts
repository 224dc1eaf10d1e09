import { describeRandomRuns } from '../support/model/random-runs.ts';

/** The interpreter against the model (test/support/model): other runs each time. */
describeRandomRuns(Date.now() % 2 ** 31);
