import { LoomError } from '../../domain/errors.ts';
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
  });
});
afterAll(() => bench.close());
beforeEach(() => {
  broken = true;
});

/** Runs a program until it fails, then resumes it with what was wrong put right. @returns what was called then */
async function resumed(source: string) {
  broken = true;
  const before = await bench.run(source);
  await before.failure();
  const journal = await before.journal();
  bench.called.length = 0;
  broken = false;
  const run = await bench.run(source, { journal });
  return { run, output: await run.output(), called: () => bench.called.map(({ key }) => key.split('#')[1]) };
}
const tools = ['echo', 'check'];

describe('resuming a failed run', () => {
  it('goes on with the step that failed', async () => {
    const { output, called, run } = await resumed(
      program(tools, '    - dice = uuid()\n    - a = echo(dice)\n    - b = check(a)\n    - c = echo([b, dice])'),
    );
    const { dice, c } = output as { dice: string; c: string[] };
    expect(c).toEqual([dice, dice]);
    expect(called()).toEqual(['b', 'c']);
    expect(await run.statuses()).toEqual({ dice: 'completed', a: 'completed', b: 'completed', c: 'completed' });
  });

  it('does again what was undone, and what comes after that', async () => {
    const { called } = await resumed(
      program(
        tools,
        `    - a = echo("a") UNDO echo("undo a")
    - b = echo("b")
    - c = echo(a)
    - d = echo(b)
    - IF b == "b":
        - e = echo(c)
        - f = echo(d)
      END
    - g = check(e) AFTER f`,
      ),
    );
    expect(called()).toEqual(['a', 'c', 'e', 'g']);
  });

  it('goes on with the items, the round and the branch that failed', async () => {
    const { output, called } = await resumed(
      program(
        tools,
        `    - all = FOR x IN [1, 2, 3] MAX 1:
        - a = echo(x)
        - b = check(a) WHEN x == 2
        YIELD a
      END
    - r = REPEAT MAX 3:
        - n = echo(all)
      END UNTIL false ELSE "over"`,
      ),
    );
    expect(output).toEqual({ all: [1, 2, 3], r: 'over' });
    expect(called()).toEqual(['all[1].b', 'all[2].a', 'r[0].n', 'r[1].n', 'r[2].n']);
  });

  it('tries again the items that failed when too few succeeded, and starts over a REPEAT whose rounds were over', async () => {
    const { output, called } = await resumed(
      program(
        tools,
        `    - some = FOR x IN [1, 2, 3] MAX 1 FIRST 3 KEEP GOING:
        - a = echo(x)
        - b = check(a) WHEN x == 3
        YIELD a
      END`,
      ),
    );
    expect(output).toEqual({ some: [1, 2, 3] });
    expect(called()).toEqual(['some[2].b']);
    const rounds = await resumed(
      program(tools, '    - r = REPEAT MAX 2:\n        - n = check(1) ELSE 0\n      END UNTIL it.n == 1'),
    );
    expect(rounds.output).toEqual({ r: { n: 1 } });
    expect(rounds.called()).toEqual(['r[0].n']);
  });

  it('calls what it tries again under the key it had, also in chunks, and what was undone under its own', async () => {
    const source = program(
      tools,
      `    - base = echo(0)
    - all = FOR x IN range(0, 120) MAX 1:
        - cut = echo(base + x) WHEN x == 10 UNDO echo("undo {cut}")
        - bad = check(x) WHEN x == 110
      END
    - r = REPEAT MAX 1: check("never") UNTIL it == 1 ELSE null`,
    );
    const before = await bench.run(source);
    await before.failure();
    bench.called.length = 0;
    broken = false;
    const after = await bench.run(source, { journal: await before.journal() });
    await after.output();
    const keys = bench.called.map(({ key }) => key.replace(before.id, 'before').replace(after.id, 'after'));
    expect(keys.filter((key) => key.includes('all'))).toEqual([
      'after/all[chunk 0]#all[10].cut',
      'before/all[chunk 1]#all[110].bad',
    ]);
  });

  it('asks anew what was asked and not answered', async () => {
    const source = program(tools, '    - ok = ASK "Go?" NEED 2\n    - bad = check(1)');
    const before = await bench.run(source);
    await before.failure();
    broken = false;
    const run = await bench.run(source, { journal: await before.journal() });
    await eventually(async () => (await run.journal()).entries.ok?.memory?.ask !== undefined);
    expect(await run.asked()).toHaveLength(1);
    await run.answer('ok', 'no', 'ann');
    expect(await run.output()).toEqual({ ok: 'no', bad: 1 });
  });

  it('undoes what the failed run had done, should it fail again', async () => {
    const source = program(
      tools,
      '    - a = echo("a") UNDO check("undo a")\n    - b = echo(a) UNDO echo("undo b")\n    - c = check(b)',
    );
    const before = await bench.run(source);
    // The undo of `a` fails as well, so what it did still stands.
    expect(await before.failure()).toMatchObject({ code: 'loop.undo_failed' });
    bench.called.length = 0;
    const run = await bench.run(source, { journal: await before.journal() });
    expect(await run.failure()).toMatchObject({ code: 'loop.undo_failed' });
    expect(bench.called.map(({ key }) => key.split('#')[1])).toEqual(['b', 'c', 'b.undo', 'a.undo']);
  });
});

describe('a run that is started with nonsense', () => {
  it.each<[string, unknown[]]>([
    ['no arguments', []],
    ['a plan that is none', ['nonsense', {}]],
    ['no inputs', [{ hash: 'x', plan: {} }]],
    ['a beginning that is none', [{ hash: 'x', plan: { inputs: [], steps: [], format: 1 } }, {}, 'nonsense']],
  ])('fails and says so: %s', async (_what, args) => {
    const handle = await bench.client.workflow.start('nonsense', {
      taskQueue: bench.taskQueue,
      workflowId: `test/nonsense-${Math.random()}`,
      args,
    });
    await expect(handle.result()).rejects.toThrow();
    expect(LoomError.from(await handle.result().catch((error: unknown) => error)).code).toBe('internal.unexpected');
  });
});
