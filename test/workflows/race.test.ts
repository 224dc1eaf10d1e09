import { LoomError } from '../../domain/errors.ts';
import { eventually, type LoopBench, loopBench, program } from '../support/loops.ts';

let bench: LoopBench;
beforeAll(async () => {
  bench = await loopBench({
    echo: ({ x }) => x,
    refuse: ({ x }) => {
      throw new LoomError('tool.bad_input', `No ${x}.`, 'Ask for something else.');
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
});

const tools = ['echo', 'refuse', 'until_cancelled'];

describe('FIRST', () => {
  it('is done with its first branch; the others are cancelled and null', async () => {
    const run = await bench.run(
      program(
        tools,
        `    - go = FIRST:
        - slow = until_cancelled()
        - quick = echo("quick")
        - timer = WAIT 1h
      END`,
      ),
    );
    expect(await run.output()).toEqual({ go: { slow: null, quick: 'quick', timer: null } });
    expect(await run.statuses()).toEqual({
      go: 'completed',
      'go.slow': 'cancelled',
      'go.quick': 'completed',
      'go.timer': 'cancelled',
    });
  });

  it('waits for as many as it says; a branch may need an earlier one', async () => {
    const run = await bench.run(
      program(
        tools,
        `    - go = FIRST 2:
        - a = echo(1)
        - b = echo(a + 1)
        - never = until_cancelled()
      END`,
      ),
    );
    expect(await run.output()).toEqual({ go: { a: 1, b: 2, never: null } });
  });

  it('passes over a branch that fails while others may still be done', async () => {
    const run = await bench.run(
      program(
        tools,
        '    - go = FIRST:\n        - bad = refuse("a")\n        - good = WAIT 50ms\n      END\n    - said = echo("after")',
      ),
    );
    expect(await run.output()).toEqual({ go: { bad: null, good: null }, said: 'after' });
    expect(await run.statuses()).toMatchObject({ 'go.bad': 'failed', 'go.good': 'completed' });
  });

  it('fails with the last failure when too few are left', async () => {
    const run = await bench.run(
      program(
        tools,
        `    - go = FIRST 2:
        - a = refuse("a")
        - b = refuse("b") AFTER a ELSE "replaced"
        - c = until_cancelled()
      END`,
        { after: '  ON ERROR:\n    - echo(error.step)\n' },
      ),
    );
    // b never begins, as a fails: one of three is left, and two are wanted.
    expect(await run.failure()).toMatchObject({ code: 'tool.bad_input', message: 'No a.' });
    expect(bench.called.at(-1)?.x).toBe('go.a');
    expect(await run.statuses()).toMatchObject({ go: 'failed', 'go.c': 'cancelled' });
  });

  it('does not count a branch that is skipped', async () => {
    const branches = '        - a = echo(1) WHEN false\n        - b = echo(2) WHEN xs == null\n      END';
    const one = await bench.run(program(tools, `    - go = FIRST:\n${branches}`));
    expect(await one.output()).toEqual({ go: { a: null, b: 2 } });
    const none = await bench.run(program(tools, `    - go = FIRST:\n${branches}`), { inputs: { xs: [] } });
    expect(await none.failure()).toMatchObject({ code: 'loop.too_few' });
  });

  it('undoes what its branches did when the run fails later', async () => {
    const run = await bench.run(
      program(
        tools,
        `    - go = FIRST:
        - a = echo("a") UNDO echo("undo {a}")
        - b = WAIT 1h
      END
    - refuse("all") AFTER go`,
      ),
    );
    expect(await run.failure()).toMatchObject({ message: 'No all.' });
    expect(bench.called.at(-1)).toMatchObject({ x: 'undo a', key: `${run.id}#go.a.undo` });
  });

  it('stops all branches when the run is cancelled', async () => {
    const run = await bench.run(
      program(tools, '    - go = FIRST:\n        - a = until_cancelled()\n        - b = WAIT 1h\n      END'),
    );
    await eventually(() => bench.called.length === 1);
    await run.handle.cancel();
    await expect(run.output()).rejects.toThrow(/cancelled/i);
    expect(await run.statuses()).toEqual({ go: 'cancelled', 'go.a': 'cancelled', 'go.b': 'cancelled' });
  });
});
