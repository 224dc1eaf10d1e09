import { learnOutcome, predictQuality, rebuildPredictor } from '../../activities/quality.ts';
import { connectDatabase, type DatabaseConnection } from '../../db/connection.ts';
import { forgetOutcomes, saveOutcome } from '../../db/quality.ts';
import { openPredictors } from '../../db/read/predictors.ts';
import { readLog } from '../../db/read/quality.ts';
import { Predictor } from '../../domain/prediction/predictor.ts';
import { simulate } from '../../domain/prediction/simulate.ts';
import { freshDatabase } from '../support/services.ts';

interface Process {
  readonly connection: DatabaseConnection;
  readonly deps: Parameters<typeof learnOutcome>[0];
}

let url: string;
const processes: Process[] = [];
/** Connections and memory of its own, as every worker has. */
function startProcess(): Process {
  const connection = connectDatabase(url, 4);
  const deps = { db: connection.db, predictors: openPredictors(connection.db) };
  processes.push({ connection, deps });
  return { connection, deps };
}
beforeAll(async () => {
  url = await freshDatabase();
});
afterAll(() => Promise.all(processes.map(({ connection }) => connection.close())));

const outcomes = [...simulate({ rows: 240, seed: 4, noise: 0.05 })].map(({ truth: _, ...outcome }, at) => ({
  ...outcome,
  id: `answer-${at}`,
}));
const stateOf = ({ deps }: Process, room: string) =>
  deps.predictors.use(room, ({ predictor }) => Buffer.from(predictor.snapshot()));

describe('what workers learn', () => {
  it('is lost by none of them, and each comes to the same numbers as one who reads the log alone', async () => {
    const workers = [startProcess(), startProcess(), startProcess()];
    await Promise.all(
      workers.map(({ deps }, worker) =>
        // Every outcome is told by two of the three, as activities that are tried again do.
        Promise.all(
          outcomes.flatMap((outcome, at) => (at % 3 === worker ? [] : [learnOutcome(deps)('#busy', outcome)])),
        ),
      ),
    );
    const { outcomes: log } = await readLog(workers[0]!.connection.db, '#busy', { after: 0, limit: 1_000 });
    expect(log.map(({ sequence }) => sequence)).toEqual(outcomes.map((_, at) => at + 1));
    expect(log.map(({ outcome }) => outcome.query).sort()).toEqual(outcomes.map(({ query }) => query).sort());

    const alone = new Predictor();
    for (const { outcome } of log) alone.learn(outcome);
    for (const worker of [...workers, startProcess()]) {
      expect((await stateOf(worker, '#busy')).equals(alone.snapshot())).toBe(true);
    }
  });

  it('is known to one who only predicts as soon as it is told', async () => {
    const [teller, asker] = [startProcess(), startProcess()];
    const predict = () => predictQuality(asker.deps)('#fresh', { query: 'how do we use kafka' });
    expect((await predict()).learnedFrom).toBe(0);
    for (const [at, outcome] of outcomes.slice(0, 5).entries()) {
      expect(await learnOutcome(teller.deps)('#fresh', outcome)).toEqual({ sequence: at + 1, created: true });
      expect((await predict()).learnedFrom).toBe(at + 1);
    }
    expect(await learnOutcome(asker.deps)('#fresh', outcomes[0]!)).toEqual({ sequence: 1, created: false });
  });

  it('is taught once when many ask at the same time', async () => {
    const teller = startProcess();
    for (const outcome of outcomes.slice(0, 20)) await learnOutcome(teller.deps)('#asked', outcome);
    const asker = startProcess();
    const asked = Array.from({ length: 10 }, () => predictQuality(asker.deps)('#asked', { query: 'why' }));
    expect((await Promise.all(asked)).map(({ learnedFrom }) => learnedFrom)).toEqual(asked.map(() => 20));
  });

  it('stays in its room', async () => {
    const worker = startProcess();
    await learnOutcome(worker.deps)('#one', outcomes[0]!);
    expect((await predictQuality(worker.deps)('#other', { query: 'why' })).learnedFrom).toBe(0);
  });

  it('keeps no more words than it learns from, and bears any', async () => {
    const worker = startProcess();
    const query = `\0\ud800${'x'.repeat(10_000)}`;
    await learnOutcome(worker.deps)('#words', { id: 'a', query, quality: 1, context: { text: 'secret', retries: 1 } });
    const { outcomes: log } = await readLog(worker.connection.db, '#words', { after: 0, limit: 10 });
    expect(log[0]?.outcome.query).toHaveLength(4_096);
    expect(log[0]?.outcome.context).toEqual({ retries: 1 });
  });
});

describe('the state of a room', () => {
  it('is kept every hundredth time, so that a new worker reads no more than the rest', async () => {
    const worker = startProcess();
    for (const outcome of outcomes.slice(0, 130)) await learnOutcome(worker.deps)('#kept', outcome);
    const { rows } = await worker.connection.db.execute(
      'SELECT sequence FROM quality_snapshots WHERE workspace = $$#kept$$',
    );
    expect(rows).toEqual([{ sequence: '100' }]);
    // Without the outcomes before it the state can only come from there.
    await worker.connection.db.execute('DELETE FROM quality_updates WHERE workspace = $$#kept$$ AND sequence <= 100');
    expect((await stateOf(startProcess(), '#kept')).equals(await stateOf(worker, '#kept'))).toBe(true);
  });

  it('comes out the same, to the last bit, when it is built again from the log', async () => {
    const worker = startProcess();
    for (const outcome of outcomes.slice(0, 120)) await learnOutcome(worker.deps)('#again', outcome);
    const { before, after, outcomes: count } = await rebuildPredictor(worker.deps)('#again');
    expect([after, count]).toEqual([before, 120]);
    expect((await stateOf(startProcess(), '#again')).equals(await stateOf(worker, '#again'))).toBe(true);
  });

  it('is put right where the one that was kept is wrong', async () => {
    const worker = startProcess();
    for (const outcome of outcomes.slice(0, 100)) await learnOutcome(worker.deps)('#wrong', outcome);
    const right = await stateOf(worker, '#wrong');
    const other = Buffer.from(new Predictor().snapshot());
    await worker.connection.db.execute(
      `UPDATE quality_snapshots SET bytes = '\\x${other.toString('hex')}' WHERE workspace = '#wrong'`,
    );
    const late = startProcess();
    const { before, after } = await rebuildPredictor(late.deps)('#wrong');
    expect(after).not.toBe(before);
    expect((await stateOf(late, '#wrong')).equals(right)).toBe(true);
  });

  it('begins from the log where what was kept is of another format', async () => {
    const worker = startProcess();
    for (const outcome of outcomes.slice(0, 100)) await learnOutcome(worker.deps)('#old', outcome);
    await worker.connection.db.execute("UPDATE quality_snapshots SET bytes = '\\x00' WHERE workspace = '#old'");
    expect((await stateOf(startProcess(), '#old')).equals(await stateOf(worker, '#old'))).toBe(true);
  });
});

describe('what is forgotten', () => {
  it('is as if it had never been learned, in every process', async () => {
    const [worker, other] = [startProcess(), startProcess()];
    for (const outcome of outcomes.slice(0, 110)) await learnOutcome(worker.deps)('#forget', outcome);
    await stateOf(other, '#forget');
    expect(await forgetOutcomes(worker.connection.db, '#forget', ['answer-3', 'answer-7', 'unheard of'])).toBe(2);
    const without = new Predictor();
    for (const outcome of outcomes.slice(0, 110)) {
      if (outcome.id !== 'answer-3' && outcome.id !== 'answer-7') without.learn(outcome);
    }
    for (const each of [worker, other, startProcess()]) {
      expect((await stateOf(each, '#forget')).equals(without.snapshot())).toBe(true);
    }
    // Numbers are not given again.
    expect(
      await saveOutcome(worker.connection.db, { workspace: '#forget', interaction: 'new', outcome: outcomes[0]! }),
    ).toEqual({
      sequence: 111,
      created: true,
    });
  });
});
