import fc from 'fast-check';
import { connectDatabase, type DatabaseConnection } from '../../db/connection.ts';
import { countRunsAgain } from '../../db/facts.ts';
import { readStandings, readVersionFacts } from '../../db/read/standings.ts';
import { projectRun, projectStep, type RunProjection } from '../../db/runs.ts';
import { at, begun, ended } from '../support/run-rows.ts';
import { freshDatabase } from '../support/services.ts';

let connection: DatabaseConnection;
beforeAll(async () => {
  connection = connectDatabase(await freshDatabase());
});
afterAll(() => connection.close());

let runs = 0;
/** Runs a version of a package from beginning to end. */
async function ran(name: string, took: number, change: Partial<RunProjection> = {}, tries = 1): Promise<string> {
  runs += 1;
  const { version = '1.0.0', parent = null, ...end } = change;
  const run = begun(`loop/${name}-${runs}`, { package: name, version, parent, startedAt: at(runs) });
  await projectRun(connection.db, run);
  await projectStep(connection.db, {
    workflowId: run.workflowId,
    path: 'work',
    status: 'completed',
    attempts: tries,
    startedAt: at(runs),
    endedAt: at(runs + took),
    error: null,
  });
  await projectRun(connection.db, ended(run, took, end));
  return run.workflowId;
}
const failed = (failure: string): Partial<RunProjection> => ({ status: 'failed', failure });
const standingOf = async (name: string) => (await readStandings(connection.db, [name])).get(name);
const factsOf = (name: string) => readVersionFacts(connection.db, name, 20);

describe('what is known of a package', () => {
  it('is counted when its runs end: how they ended, how often steps were tried again, how long half of them took', async () => {
    for (const took of [2, 4, 400]) await ran('counted', took);
    await ran('counted', 1, failed('tool.http_refused'), 3);
    expect(await standingOf('counted')).toMatchObject({ completed: 3, failed: 1, stopped: 0, retries: 2 });
    const { medianMs } = (await standingOf('counted')) as { medianMs: number };
    expect(Math.abs(medianMs - 4_000) / 4_000).toBeLessThan(0.1);
  });

  it('is not changed by runs that go on, or that are not of a package', async () => {
    await projectRun(connection.db, begun('loop/goes-on', { package: 'going', version: '1.0.0' }));
    await projectRun(connection.db, ended(begun('loop/file'), 1));
    expect(await standingOf('going')).toMatchObject({ completed: 0, failed: 0 });
    expect(await factsOf('going')).toEqual([]);
  });

  it('counts a run once, however often its end is told', async () => {
    const run = begun('loop/told-twice', { package: 'told', version: '1.0.0' });
    await projectRun(connection.db, run);
    await Promise.all([1, 2, 3, 4].map((took) => projectRun(connection.db, ended(run, took))));
    await projectRun(connection.db, ended(run, 5, { status: 'failed' }));
    expect(await standingOf('told')).toMatchObject({ completed: 1, failed: 0 });
  });

  it('counts a run whose beginning was lost', async () => {
    await projectRun(connection.db, ended(begun('loop/no-beginning', { package: 'late', version: '1.0.0' }), 3));
    expect(await standingOf('late')).toMatchObject({ completed: 1 });
  });

  it('does not hold against a package what people decided', async () => {
    await ran('asking', 1, failed('loop.refused'), 4);
    await ran('asking', 1, failed('loop.no_answer'));
    await ran('asking', 1, { status: 'cancelled' });
    expect(await standingOf('asking')).toMatchObject({ completed: 0, failed: 0, stopped: 3, retries: 0 });
  });

  it('counts a run inside of another for its own package, and the loops of one source as one run', async () => {
    const outer = await ran('outer', 5);
    await ran('inner', 2, { parent: outer });
    await ran('outer', 1, { parent: outer });
    expect(await standingOf('outer')).toMatchObject({ completed: 1 });
    expect(await standingOf('inner')).toMatchObject({ completed: 1 });
  });

  it('is kept by version, the one that ran last first; the last ten speak for the package', async () => {
    for (let minor = 0; minor < 12; minor += 1) await ran('versioned', 1, { version: `1.${minor}.0` });
    await ran('versioned', 1, { ...failed('loop.failed'), version: '1.11.0' });
    expect((await factsOf('versioned')).slice(0, 2)).toMatchObject([
      { version: '1.11.0', completed: 1, failed: 1, stopped: 0, retries: 0 },
      { version: '1.10.0', completed: 1, failed: 0 },
    ]);
    expect(await standingOf('versioned')).toMatchObject({ completed: 10, failed: 1 });
  });

  it('misses nothing when runs of several versions end at the same time', async () => {
    const all = Array.from({ length: 24 }, (_, n) => ran('busy', 1, { version: `1.${n % 4}.0` }));
    await Promise.all(all);
    expect(await standingOf('busy')).toMatchObject({ completed: 24 });
  });
});

describe('facts that were lost', () => {
  it('come back the same from the runs themselves', async () => {
    const one = fc.record({
      name: fc.constantFrom('red', 'green', 'blue'),
      version: fc.constantFrom('1.0.0', '1.1.0', '2.0.0'),
      took: fc.integer({ min: 0, max: 100_000 }),
      tries: fc.integer({ min: 1, max: 4 }),
      end: fc.constantFrom<Partial<RunProjection>>(
        {},
        { status: 'cancelled' },
        failed('loop.refused'),
        failed('tool.bad_input'),
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 12 }), async (all) => {
        for (const { name, version, took, tries, end } of all) await ran(name, took, { ...end, version }, tries);
        const names = ['red', 'green', 'blue', 'counted', 'asking', 'outer', 'inner', 'versioned', 'going'];
        const before = [await readStandings(connection.db, names), await factsOf('red')];
        await connection.db.execute('DELETE FROM package_facts WHERE package <> $$green$$');
        await countRunsAgain(connection.db);
        expect([await readStandings(connection.db, names), await factsOf('red')]).toEqual(before);
      }),
      { numRuns: 15 },
    );
  });
});
