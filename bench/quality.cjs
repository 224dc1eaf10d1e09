// What predicting and learning quality costs, whether it stays so over a million outcomes, and what PostgreSQL adds:
// `npm run build && node bench/quality.cjs` (`--steps 20000` for less, `--only memory` or `--only database`). Starts a
// PostgreSQL of its own in a folder that is thrown away. Not a test; the figures of a busy machine mean nothing.
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { parseArgs } = require('node:util');
const { learnOutcome } = require('../dist/activities/quality.js');
const { connectDatabase } = require('../dist/db/connection.js');
const { migrate } = require('../dist/db/migrate.js');
const { openPredictors } = require('../dist/db/read/predictors.js');
const { predict } = require('../dist/domain/prediction/predict.js');
const { Predictor } = require('../dist/domain/prediction/predictor.js');
const { simulate } = require('../dist/domain/prediction/simulate.js');
const { statisticsOf } = require('../dist/domain/prediction/statistics.js');
const { startPostgres } = require('../dist/workers/embedded/postgres.js');
const { freePort } = require('../dist/workers/embedded/ports.js');

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '1000000' },
    only: { type: 'string', default: 'all' },
  },
});
const steps = Number(values.steps);
const configs = { plain: {}, verified: {}, planned: {}, thorough: {} };

const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
const milliseconds = (all) => {
  const sorted = Float64Array.from(all).sort();
  return { p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95), p99: quantile(sorted, 0.99) };
};
const shown = ({ p50, p95, p99 }) => [p50, p95, p99].map((ms) => ms.toFixed(3).padStart(8)).join('');

/** Predicts with all that is shown to people, then learns, in ten parts. */
function memory() {
  console.log(`${steps.toLocaleString('en')} steps of predict + learn, milliseconds`);
  console.log(
    '      rows   predict: p50     p95     p99   learn: p50     p95     p99   mean head error  covered  memory MB',
  );
  const predictor = new Predictor();
  const part = Math.ceil(steps / 10);
  const [predicting, learning] = [new Float64Array(part), new Float64Array(part)];
  let [at, error, covered] = [0, 0, 0];
  for (const outcome of simulate({ rows: steps, seed: 1, noise: 0.05 })) {
    const sample = { query: outcome.query, type: outcome.type, config: outcome.config };
    const start = performance.now();
    predict(predictor, sample, { configs });
    const middle = performance.now();
    const said = predictor.learn(outcome);
    learning[at % part] = performance.now() - middle;
    predicting[at % part] = middle - start;
    const off = Math.abs(said.mean - outcome.quality);
    error += off;
    covered += off <= said.halfWidth ? 1 : 0;
    at += 1;
    if (at % part !== 0 && at !== steps) continue;
    const count = at % part === 0 ? part : at % part;
    console.log(
      `${at.toLocaleString('en').padStart(10)}   ${shown(milliseconds(predicting.subarray(0, count)))}     ${shown(milliseconds(learning.subarray(0, count)))}` +
        `${(error / count).toFixed(4).padStart(18)}${(covered / count).toFixed(3).padStart(9)}${(process.memoryUsage().rss / 2 ** 20).toFixed(0).padStart(11)}`,
    );
    [error, covered] = [0, 0];
  }
  const { skill, retry_calibration_error: retries } = statisticsOf(predictor.scores);
  console.log(
    `skill ${skill.toFixed(3)}, calibration error of retries ${retries.toFixed(3)}, snapshot ${(predictor.snapshot().length / 2 ** 20).toFixed(2)} MB\n`,
  );
}

/** A long question, which touches all of the model. */
function longQuestions() {
  const predictor = new Predictor();
  let at = 0;
  const long = (row) => Array.from({ length: 600 }, (_, word) => `w${(row * 7 + word * 13) % 5_000}`).join(' ');
  const [predicting, learning] = [[], []];
  for (const outcome of simulate({ rows: 2_500, seed: 2, noise: 0.05 })) {
    const query = long(at);
    const start = performance.now();
    predict(predictor, { query, config: outcome.config }, { configs });
    const middle = performance.now();
    predictor.learn({ ...outcome, query });
    if (at >= 500) {
      predicting.push(middle - start);
      learning.push(performance.now() - middle);
    }
    at += 1;
  }
  console.log('questions of 600 words      p50     p95     p99');
  console.log(`  predict              ${shown(milliseconds(predicting))}`);
  console.log(`  learn                ${shown(milliseconds(learning))}\n`);
}

async function database() {
  const home = mkdtempSync(join(tmpdir(), 'hololoom-bench-'));
  const setting = { home, tell: () => undefined, signal: new AbortController().signal };
  const server = await startPostgres({
    ...setting,
    folder: join(home, 'postgres'),
    logFile: join(home, 'postgres.log'),
    port: (await freePort(0)) ?? 0,
    durable: true,
  });
  const [asking, telling] = [1, 2].map(() => connectDatabase(server.databaseUrl, 4));
  try {
    await migrate(server.databaseUrl);
    const teller = { db: telling.db, predictors: openPredictors(telling.db) };
    const outcomes = [...simulate({ rows: 4_000, seed: 3, noise: 0.05 })].map(({ truth: _, ...outcome }, at) => ({
      ...outcome,
      id: `answer-${at}`,
    }));
    const learning = [];
    const learn = async (outcome) => {
      const start = performance.now();
      await learnOutcome(teller)('#bench', outcome);
      learning.push(performance.now() - start);
    };
    for (const outcome of outcomes.slice(0, 2_000)) await learn(outcome);
    const asker = openPredictors(asking.db);
    const ask = async ({ query, type, config }) => {
      const start = performance.now();
      await asker.use('#bench', ({ predictor }) => predict(predictor, { query, type, config }, { configs }));
      return performance.now() - start;
    };
    const first = await ask(outcomes[0]);
    const [still, moving] = [[], []];
    for (const outcome of outcomes.slice(0, 2_000)) still.push(await ask(outcome));
    for (const outcome of outcomes.slice(2_000)) {
      await learn(outcome);
      moving.push(await ask(outcome));
    }
    console.log('with PostgreSQL             p50     p95     p99');
    console.log(`  predict              ${shown(milliseconds(still))}`);
    console.log(`  predict, one learned ${shown(milliseconds(moving))}   (by another process since the last one)`);
    console.log(`  learn                ${shown(milliseconds(learning))}   (every hundredth keeps the state)`);
    console.log(`  first predict of a process that knows nothing: ${first.toFixed(0)} ms`);
  } finally {
    await Promise.all([asking.close(), telling.close()]);
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

async function main() {
  if (values.only !== 'database') memory();
  if (values.only !== 'database') longQuestions();
  if (values.only !== 'memory') await database();
}
main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
