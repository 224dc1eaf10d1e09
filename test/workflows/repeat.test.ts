import { LoomError } from '../../domain/errors.ts';
import { eventually, type LoopBench, loopBench, program } from '../support/loops.ts';

let count = 0;
let bench: LoopBench;
beforeAll(async () => {
  bench = await loopBench({
    echo: ({ x }) => x,
    next: () => {
      count += 1;
      return count;
    },
    refuse: () => {
      throw new LoomError('tool.bad_input', 'No.', 'Ask for something else.');
    },
    until_cancelled: (_given, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  });
});
afterAll(() => bench.close());
beforeEach(() => {
  count = 0;
  bench.called.length = 0;
});

const tools = ['echo', 'next', 'refuse', 'until_cancelled'];
const paths = (): string[] => bench.called.map(({ key }) => key.split('#')[1] ?? '');

describe('REPEAT', () => {
  it('runs until the test holds, and gives what the last round gave', async () => {
    const run = await bench.run(program(tools, '    - n = REPEAT MAX 10: next() UNTIL it >= 3'));
    expect(await run.output()).toEqual({ n: 3 });
    expect(paths()).toEqual(['n[0].next', 'n[1].next', 'n[2].next']);
    expect(await run.statuses()).toMatchObject({ n: 'completed', 'n[2].next': 'completed' });
  });

  it('tests with the names of the round, and yields what YIELD says', async () => {
    const run = await bench.run(
      program(
        tools,
        `    - r = REPEAT MAX 5 EVERY 10ms:
        - n = next()
        - shown = echo("round {n}")
        YIELD {n, shown}
      END UNTIL n == 2 && it.shown == "round 2"`,
      ),
    );
    expect(await run.output()).toEqual({ r: { n: 2, shown: 'round 2' } });
  });

  it('waits as long as EVERY says between rounds, and not after the last', async () => {
    const run = await bench.run(program(tools, '    - n = REPEAT MAX 3 EVERY 1h: next() UNTIL it == 1'));
    expect(await run.output()).toEqual({ n: 1 });
    const { events } = await run.handle.fetchHistory();
    expect(events?.filter((event) => event.timerStartedEventAttributes)).toHaveLength(0);
  });

  it('fails when its rounds are over, unless an ELSE stands for it', async () => {
    const source = (clause: string) => program(tools, `    - n = REPEAT MAX 2: next() UNTIL it > 9${clause}`);
    expect(await (await bench.run(source(''))).failure()).toMatchObject({ code: 'loop.not_reached' });
    expect(await (await bench.run(source(' ELSE null'))).output()).toEqual({ n: null });
  });

  it('fails with what a round fails with; what its rounds did is undone, the last one first', async () => {
    const run = await bench.run(
      program(
        tools,
        `    - r = REPEAT MAX 5:
        - n = next() UNDO echo("undo {n}")
        - bad = refuse() WHEN n == 3
      END UNTIL false`,
        { after: '  ON ERROR:\n    - echo(error.step)\n' },
      ),
    );
    expect(await run.failure()).toMatchObject({ code: 'tool.bad_input' });
    expect(bench.called.filter(({ tool }) => tool === 'echo').map(({ x }) => x)).toEqual([
      'undo 3',
      'undo 2',
      'undo 1',
      'r[2].bad',
    ]);
  });

  it('stops when the run is cancelled', async () => {
    const run = await bench.run(
      program(
        tools,
        `    - r = REPEAT MAX 5:
        - n = next() UNDO echo("undo {n}")
        - until_cancelled() WHEN n == 2
      END UNTIL false`,
      ),
    );
    await eventually(() => paths().includes('r[1].1.until_cancelled'));
    await run.handle.cancel();
    await expect(run.output()).rejects.toThrow(/cancelled/i);
    expect(bench.called.filter(({ tool }) => tool === 'echo').map(({ x }) => x)).toEqual(['undo 2', 'undo 1']);
  });
});
