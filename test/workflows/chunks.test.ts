import { LoomError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import { eventually, type LoopBench, loopBench, program } from '../support/loops.ts';

let bench: LoopBench;
let broken = true;
beforeAll(async () => {
  bench = await loopBench({
    echo: ({ x }) => x,
    check: ({ x }) => {
      if (broken) throw new LoomError('tool.bad_input', `No ${x}.`, 'Ask for something else.');
      return x;
    },
    until_cancelled: (_given, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  });
});
afterAll(() => bench.close());
beforeEach(() => {
  bench.called.length = 0;
  broken = true;
});

const tools = ['echo', 'check', 'until_cancelled'];
const items = Array.from({ length: 250 }, (_, at) => at);
const given = { inputs: { xs: items } };
const undone = (): Json[] => bench.called.flatMap(({ key, x }) => (key.endsWith('.undo') ? [x] : []));
const once = (): void => {
  const keys = bench.called.map(({ key }) => key);
  expect(keys).toEqual([...new Set(keys)]);
};
/** One item in fifty does something that can be undone. */
const cut = '        - cut = echo(base + x) WHEN x % 50 == 10 UNDO echo("undo {cut}: {x}")\n';

describe('a FOR of more than a hundred items', () => {
  it('runs in child workflows and gives the same, with the values from around it', async () => {
    const run = await bench.run(
      program(
        tools,
        `    - base = echo(1000)
    - all = FOR x IN xs:
${cut}        YIELD cut ?? x
      END`,
      ),
      given,
    );
    const { all } = (await run.output()) as { all: Json };
    expect(all).toEqual(items.map((x) => (x % 50 === 10 ? 1000 + x : x)));
    expect(bench.called.map(({ key }) => key.slice(run.id.length))).toEqual([
      '#base',
      '/all[chunk 0]#all[10].cut',
      '/all[chunk 0]#all[60].cut',
      '/all[chunk 1]#all[110].cut',
      '/all[chunk 1]#all[160].cut',
      '/all[chunk 2]#all[210].cut',
    ]);
  });

  it('undoes what finished chunks did when the run fails later', async () => {
    const run = await bench.run(
      program(
        tools,
        `    - base = echo(0)
    - all = FOR x IN xs:
${cut}      END
    - bad = check("more") AFTER all`,
      ),
      given,
    );
    expect(await run.failure()).toMatchObject({ message: 'No more.' });
    expect(undone().sort()).toEqual(['undo 10: 10', 'undo 110: 110', 'undo 160: 160', 'undo 210: 210', 'undo 60: 60']);
    once();
  });

  it('undoes what was done in the chunk that fails as well, and names the place', async () => {
    const run = await bench.run(
      program(
        tools,
        `    - base = echo(0)
    - all = FOR x IN xs MAX 1:
${cut}        - bad = check(x) WHEN x == 170
      END`,
        { after: '  ON ERROR:\n    - echo("{error.step}: {error.message}")\n' },
      ),
      given,
    );
    expect(await run.failure()).toMatchObject({ code: 'tool.bad_input', message: 'No 170.' });
    expect(undone().sort()).toEqual(['undo 10: 10', 'undo 110: 110', 'undo 160: 160', 'undo 60: 60']);
    expect(bench.called.at(-1)?.x).toBe('all[170].bad: No 170.');
    expect((await run.statuses()).all).toBe('failed');
    once();
  });

  it('counts successes and failures over all chunks', async () => {
    const source = (first: number) =>
      program(
        tools,
        `    - some = FOR x IN xs MAX 5 FIRST ${first} KEEP GOING:
        - bad = check(x) WHEN x < 3
        YIELD x
      END`,
      );
    const most = await bench.run(source(120), given);
    expect(await most.output()).toEqual({ some: items.slice(3, 123) });
    const short = await bench.run(source(248), given);
    expect(await short.failure()).toMatchObject({ code: 'loop.too_few' });
  });

  it('stops with the run, and undoes', async () => {
    const run = await bench.run(
      program(
        tools,
        `    - base = echo(0)
    - all = FOR x IN xs MAX 1:
${cut}        - until_cancelled() WHEN x == 120
      END`,
      ),
      given,
    );
    await eventually(() => bench.called.some(({ tool }) => tool === 'until_cancelled'));
    await run.handle.cancel();
    await expect(run.output()).rejects.toThrow(/cancelled/i);
    expect(undone().sort()).toEqual(['undo 10: 10', 'undo 110: 110', 'undo 60: 60']);
    once();
  });

  it('goes on where it was when run and chunks continue as new', async () => {
    const run = await bench.run(
      program(
        tools,
        `    - base = echo(0)
    - all = FOR x IN xs MAX 1:
${cut}        YIELD cut ?? x
      END
    - bad = check("more") AFTER all`,
      ),
      { ...given, eventsMax: 14 },
    );
    expect(await run.failure()).toMatchObject({ message: 'No more.' });
    expect(await run.continued()).toBe(true);
    expect(undone()).toHaveLength(5);
    once();
  });

  it('resumes in the chunk that failed', async () => {
    const source = program(
      tools,
      `    - base = echo(0)
    - all = FOR x IN xs MAX 1:
        - kept = echo(x) WHEN x % 50 == 20
${cut}        - bad = check(x) WHEN x == 170
        YIELD kept ?? cut ?? bad ?? x
      END`,
    );
    const before = await bench.run(source, given);
    expect(await before.failure()).toMatchObject({ message: 'No 170.' });
    const journal = await before.journal();
    bench.called.length = 0;
    broken = false;
    const run = await bench.run(source, { ...given, journal });
    expect(await run.output()).toEqual({ base: 0, all: items });
    // What was undone is done again; what still stands is not.
    expect(bench.called.map(({ key }) => key.split('#')[1])).toEqual([
      'all[10].cut',
      'all[60].cut',
      'all[110].cut',
      'all[160].cut',
      'all[170].bad',
      'all[210].cut',
      'all[220].kept',
    ]);
  });
});
