import { LoomError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import { eventually, type LoopBench, loopBench, program } from '../support/loops.ts';

/** Calls of `hold` that wait to be let go, by what they were given. */
const held = new Map<Json, () => void>();
let atWork = 0;
let atWorkMost = 0;
let bench: LoopBench;

beforeAll(async () => {
  bench = await loopBench({
    echo: ({ x }) => x,
    double: ({ x }) => Number(x) * 2,
    odd: ({ x }) => {
      if (Number(x) % 2 === 0) throw new LoomError('tool.bad_input', `${x} is even.`, 'Give another.');
      return x;
    },
    hold: async ({ x }, { signal }) => {
      atWork += 1;
      atWorkMost = Math.max(atWorkMost, atWork);
      try {
        await new Promise<void>((resolve, reject) => {
          held.set(x ?? null, resolve);
          signal.addEventListener('abort', () => reject(signal.reason));
        });
        return x;
      } finally {
        atWork -= 1;
      }
    },
  });
});
afterAll(() => bench.close());
beforeEach(() => {
  bench.called.length = 0;
  held.clear();
  atWork = 0;
  atWorkMost = 0;
});

const tools = ['echo', 'double', 'odd', 'hold'];
const letGo = async (x: Json): Promise<void> => {
  await eventually(() => held.has(x));
  held.get(x)?.();
};
const undone = (): Json[] => bench.called.filter(({ key }) => key.endsWith('.undo')).map(({ x }) => x);

describe('FOR', () => {
  it('gives what the body yields for each item, in the order of the items', async () => {
    const run = await bench.run(
      program(
        tools,
        `    - a = echo(1)
    - all = FOR x IN xs:
        - held = hold(x)
        - twice = double(held)
        YIELD {x, twice, sum: a + twice}
      END
    - inline = FOR x IN xs: double(x)`,
      ),
      { inputs: { xs: [3, 1, 2] } },
    );
    for (const x of [2, 3, 1]) await letGo(x);
    expect(await run.output()).toEqual({
      a: 1,
      all: [
        { x: 3, twice: 6, sum: 7 },
        { x: 1, twice: 2, sum: 3 },
        { x: 2, twice: 4, sum: 5 },
      ],
      inline: [6, 2, 4],
    });
    expect(await run.statuses()).toMatchObject({
      all: 'completed',
      'all[0].held': 'completed',
      'inline[2].double': 'completed',
    });
    expect(bench.called.map(({ key }) => key)).toContain(`${run.id}#all[2].twice`);
  });

  it('gives an empty list for no items, and fails for what is no list', async () => {
    const source = program(tools, '    - all = FOR x IN xs: double(x)');
    expect(await (await bench.run(source, { inputs: { xs: [] } })).output()).toEqual({ all: [] });
    const failure = await (await bench.run(source, { inputs: { xs: 'a text' } })).failure();
    expect(failure).toMatchObject({ code: 'loop.expression_failed' });
  });

  it('has no more items at work at once than MAX says', async () => {
    const run = await bench.run(program(tools, '    - all = FOR x IN xs MAX 2: hold(x)'), {
      inputs: { xs: [1, 2, 3, 4, 5] },
    });
    for (const x of [2, 1, 4, 3, 5]) await letGo(x);
    expect(await run.output()).toEqual({ all: [1, 2, 3, 4, 5] });
    expect(atWorkMost).toBe(2);
  });

  it('runs FOR inside FOR, each item with its own address', async () => {
    const run = await bench.run(
      program(
        tools,
        `    - grid = FOR row IN xs:
        - cells = FOR cell IN row: double(cell)
        - total = sum(cells)
      END`,
      ),
      { inputs: { xs: [[1, 2], [3]] } },
    );
    expect(await run.output()).toEqual({
      grid: [
        { cells: [2, 4], total: 6 },
        { cells: [6], total: 6 },
      ],
    });
    expect(bench.called.map(({ key }) => key.split('#')[1]).sort()).toEqual([
      'grid[0].cells[0].double',
      'grid[0].cells[1].double',
      'grid[1].cells[0].double',
    ]);
  });
});

describe('a failure inside FOR', () => {
  it('stops the other items, undoes what was done and names the place', async () => {
    const run = await bench.run(
      program(
        tools,
        `    - all = FOR x IN xs MAX 3:
        - cut = echo(x) UNDO echo("undo {cut}")
        - slow = hold(cut)
        - bad = odd(slow) WHEN x == 2
      END`,
        { after: '  ON ERROR:\n    - echo("{error.step}: {error.message}")\n' },
      ),
      { inputs: { xs: [1, 2, 3, 5] } },
    );
    await eventually(() => held.size === 3);
    await letGo(2);
    expect(await run.failure()).toMatchObject({ code: 'tool.bad_input', message: '2 is even.' });
    expect(undone().sort()).toEqual(['undo 1', 'undo 2', 'undo 3']);
    expect(bench.called.at(-1)?.x).toBe('all[1].bad: 2 is even.');
    expect(await run.statuses()).toMatchObject({
      all: 'failed',
      'all[0].slow': 'cancelled',
      'all[1].bad': 'failed',
      'all[2].slow': 'cancelled',
    });
    expect(Object.keys(await run.statuses())).not.toContain('all[3].cut');
  });

  it('is passed over by KEEP GOING, which tells it', async () => {
    const run = await bench.run(program(tools, '    - all = FOR x IN xs KEEP GOING: odd(x)'), {
      inputs: { xs: [1, 2, 3] },
    });
    expect(await run.output()).toEqual({
      all: [
        { value: 1, error: null },
        { value: null, error: '2 is even.' },
        { value: 3, error: null },
      ],
    });
  });

  it('is replaced by the ELSE of the FOR', async () => {
    const run = await bench.run(program(tools, '    - all = FOR x IN xs: odd(x) ELSE "none"'), {
      inputs: { xs: [1, 2] },
    });
    expect(await run.output()).toEqual({ all: 'none' });
    expect(await run.statuses()).toMatchObject({ all: 'replaced', 'all[1].odd': 'failed' });
  });
});

describe('FIRST n of a FOR', () => {
  it('is done after so many successes, in the order of the items, and cancels the rest', async () => {
    const run = await bench.run(program(tools, '    - some = FOR x IN xs FIRST 2: hold(x)'), {
      inputs: { xs: [1, 2, 3, 4] },
    });
    await letGo(4);
    await letGo(2);
    expect(await run.output()).toEqual({ some: [2, 4] });
    expect(await run.statuses()).toMatchObject({
      some: 'completed',
      'some[0].hold': 'cancelled',
      'some[1].hold': 'completed',
    });
  });

  it('fails with the first failure, unless it keeps going while enough are possible', async () => {
    const source = (how: string) => program(tools, `    - some = FOR x IN xs MAX 1 FIRST 2${how}: odd(x)`);
    const strict = await bench.run(source(''), { inputs: { xs: [2, 1, 3] } });
    expect((await strict.failure()).code).toBe('tool.bad_input');
    const patient = await bench.run(source(' KEEP GOING'), { inputs: { xs: [2, 1, 4, 3, 5] } });
    expect(await patient.output()).toEqual({ some: [1, 3] });
  });

  it('fails when too few can succeed', async () => {
    const source = program(tools, '    - some = FOR x IN xs MAX 1 FIRST 2 KEEP GOING: odd(x)');
    const failing = await bench.run(source, { inputs: { xs: [1, 2, 4, 6] } });
    expect(await failing.failure()).toMatchObject({ code: 'loop.too_few' });
    // The third failure decides; a fourth item would not have changed anything, and there is none.
    expect(bench.called).toHaveLength(4);
    const short = await bench.run(source, { inputs: { xs: [1] } });
    expect(await short.failure()).toMatchObject({ code: 'loop.too_few' });
  });
});

describe('cancelling a FOR', () => {
  it('stops all items and undoes what was done', async () => {
    const run = await bench.run(
      program(
        tools,
        `    - all = FOR x IN xs:
        - cut = echo(x) UNDO echo("undo {x}")
        - hold(cut)
      END`,
      ),
      { inputs: { xs: [1, 2] } },
    );
    await eventually(() => held.size === 2);
    await run.handle.cancel();
    await expect(run.output()).rejects.toThrow(/cancelled/i);
    expect(undone().sort()).toEqual(['undo 1', 'undo 2']);
    expect(await run.statuses()).toMatchObject({ all: 'cancelled', 'all[0].1.hold': 'cancelled' });
  });
});
