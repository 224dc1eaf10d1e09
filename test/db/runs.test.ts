import fc from 'fast-check';
import { connectDatabase, type DatabaseConnection } from '../../db/connection.ts';
import { listenToRuns } from '../../db/read/listen.ts';
import { readRunSteps } from '../../db/read/runs.ts';
import { projectRun, projectStep, type StepProjection } from '../../db/runs.ts';
import { at, begun } from '../support/run-rows.ts';
import { freshDatabase } from '../support/services.ts';

let databaseUrl: string;
let connection: DatabaseConnection;
beforeAll(async () => {
  databaseUrl = await freshDatabase();
  connection = connectDatabase(databaseUrl);
});
afterAll(() => connection.close());

const news = (workflowId: string, attempts: number, status: StepProjection['status']): StepProjection => ({
  workflowId,
  path: 'contain',
  status,
  attempts,
  startedAt: at(attempts * 2),
  endedAt: status === 'running' || status === 'retrying' ? null : at(attempts * 2 + 1),
  error: status === 'retrying' ? 'connection reset' : null,
});

describe('projected steps', () => {
  it('keep the first start, count the tries and remember the last error', async () => {
    for (const each of [
      news('run-1', 1, 'running'),
      news('run-1', 1, 'retrying'),
      news('run-1', 2, 'running'),
      news('run-1', 2, 'completed'),
    ]) {
      await projectStep(connection.db, each);
    }
    expect(await readRunSteps(connection.db, 'run-1')).toEqual([
      {
        workflowId: 'run-1',
        path: 'contain',
        status: 'completed',
        attempts: 2,
        startedAt: at(2),
        endedAt: at(5),
        error: 'connection reset',
        size: null,
      },
    ]);
  });

  it('end the same whatever the order and however often news arrive, once the last try has reported', async () => {
    const told = [news('', 1, 'running'), news('', 1, 'retrying'), news('', 2, 'running'), news('', 2, 'completed')];
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...told, ...told], { minLength: 8 }), async (order) => {
        run += 1;
        const workflowId = `shuffled-${run}`;
        for (const each of order) await projectStep(connection.db, { ...each, workflowId });
        expect(await readRunSteps(connection.db, workflowId)).toMatchObject([{ status: 'completed', attempts: 2 }]);
      }),
      { numRuns: 60 },
    );
  });

  it('take the last word of the run about a step whose worker died', async () => {
    await projectStep(connection.db, news('run-2', 3, 'running'));
    await projectStep(connection.db, { ...news('run-2', 0, 'cancelled'), startedAt: null, endedAt: at(9) });
    expect(await readRunSteps(connection.db, 'run-2')).toMatchObject([
      { status: 'cancelled', attempts: 3, endedAt: at(9) },
    ]);
  });
});

describe('announcements', () => {
  it('name the run that changed', async () => {
    const heard: string[] = [];
    let stop = async (): Promise<void> => undefined;
    const complete = new Promise<void>((resolve) => {
      const hear = (workflowId: string): void => {
        heard.push(workflowId);
        if (heard.length === 2) resolve();
      };
      void listenToRuns(databaseUrl, hear, () => undefined).then(async (stopListening) => {
        stop = stopListening;
        await projectRun(connection.db, begun('run-3'));
        await projectStep(connection.db, news('run-4', 1, 'running'));
      });
    });
    await complete;
    await stop();
    expect(heard).toEqual(['run-3', 'run-4']);
  });

  it('are heard again after the connection was cut', async () => {
    const heard = new Set<string>();
    let missed: () => void = () => undefined;
    const reopened = new Promise<void>((resolve) => {
      missed = resolve;
    });
    const stop = await listenToRuns(databaseUrl, (id) => heard.add(id), missed);
    await connection.db.execute(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN run_changed' AND datname = current_database()`,
    );
    await reopened;
    await projectStep(connection.db, news('run-5', 1, 'running'));
    while (!heard.has('run-5')) await new Promise((next) => setTimeout(next, 10));
    await stop();
  });
});
