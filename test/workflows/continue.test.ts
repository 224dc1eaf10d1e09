import { LoomError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import { eventually, type LoopBench, loopBench, program } from '../support/loops.ts';

let bench: LoopBench;
beforeAll(async () => {
  bench = await loopBench({
    echo: ({ x }) => x,
    refuse: ({ x }) => {
      throw new LoomError('tool.bad_input', `No ${x}.`, 'Ask for something else.');
    },
  });
});
afterAll(() => bench.close());
beforeEach(() => {
  bench.called.length = 0;
});

const tools = ['echo', 'refuse'];
/** Rounds that make history grow, so that whatever stands beside them is taken into a continuation. */
const ticking = '    - ticks = REPEAT MAX 4: echo("tick") UNTIL false ELSE "ticked"\n';
/** What was called besides the ticking. */
const worked = () => bench.called.filter(({ x }) => x !== 'tick');
const undone = (): Json[] => worked().flatMap(({ key, x }) => (key.endsWith('.undo') ? [x] : []));
/** Whether every step called its tool once, however often the run was continued. */
const once = (): void => {
  const keys = bench.called.map(({ key }) => key);
  expect(keys).toEqual([...new Set(keys)]);
};
const few = { eventsMax: 14 };

describe('a run whose history has grown', () => {
  it('continues as new with what is done: no step runs twice, the output is the same', async () => {
    const steps = Array.from({ length: 8 }, (_, at) => `    - s${at} = echo(${at === 0 ? 0 : `s${at - 1} + 1`})`);
    const run = await bench.run(program(tools, `    - dice = uuid()\n${steps.join('\n')}\n    - same = dice`), few);
    const output = (await run.output()) as Record<string, Json>;
    expect(output).toMatchObject({ s0: 0, s7: 7, dice: output.same });
    expect(await run.continued()).toBe(true);
    once();
    expect(new Set(Object.values(await run.statuses()))).toEqual(new Set(['completed']));
  });

  it('takes parallel steps, branches and skipped lines along', async () => {
    const run = await bench.run(
      program(
        tools,
        `    - a = echo(1)
    - b = echo(2)
    - none = echo(3) WHEN a == 2
    - IF a == 1:
        - c = echo(a + b)
        - d = echo("d") AFTER c
      ELSE:
        - c = echo("other")
      END
    - lost = refuse(c) ELSE "lost"
    - e = echo([c, d, none, lost])`,
      ),
      { eventsMax: 10 },
    );
    expect(await run.output()).toMatchObject({ c: 3, d: 'd', none: null, e: [3, 'd', null, 'lost'] });
    expect(await run.continued()).toBe(true);
    once();
  });

  it('undoes in the end what was done before', async () => {
    const run = await bench.run(
      program(
        tools,
        `    - a = echo(1) UNDO echo("undo {a}")
    - all = FOR x IN [1, 2, 3] MAX 1:
        - cut = echo(x + a) UNDO echo("undo {cut} of {x}")
      END
    - r = REPEAT MAX 3:
        - n = echo(run.loop) UNDO echo("undo {n}")
      END UNTIL false AFTER all ELSE null
    - IF all[0].cut == 2:
        - inner = echo("inner") AFTER r UNDO echo("undo {inner}")
      END
    - bad = refuse("more") AFTER inner`,
        { after: '  ON ERROR:\n    - echo("{error.step}: {a}")\n' },
      ),
      few,
    );
    expect(await run.failure()).toMatchObject({ code: 'tool.bad_input', message: 'No more.' });
    expect(await run.continued()).toBe(true);
    once();
    const undos = undone();
    expect(undos).toHaveLength(8);
    expect(undos[0]).toBe('undo inner');
    expect(undos.at(-1)).toBe('undo 1');
    expect([...undos].sort()).toEqual([
      'undo 1',
      'undo 2 of 1',
      'undo 3 of 2',
      'undo 4 of 3',
      'undo inner',
      'undo tested',
      'undo tested',
      'undo tested',
    ]);
    expect(worked().at(-1)?.x).toBe('bad: 1');
  });

  it('continues while it undoes, and tells what could not be undone', async () => {
    const steps = Array.from({ length: 6 }, (_, at) => {
      const before = at === 0 ? '' : ` AFTER s${at - 1}`;
      return `    - s${at} = echo(${at})${before} UNDO ${at === 3 ? 'refuse("undo 3")' : `echo("undo {s${at}}")`}`;
    });
    const run = await bench.run(
      program(tools, `${steps.join('\n')}\n    - bad = refuse("more") AFTER s5`, {
        after: '  ON ERROR:\n    - echo(error.message)\n',
      }),
      { eventsMax: 12 },
    );
    const failure = await run.failure();
    expect(failure.code).toBe('loop.undo_failed');
    expect(failure.message).toContain('s3: No undo 3.');
    expect(undone()).toEqual(['undo 5', 'undo 4', 'undo 3', 'undo 2', 'undo 1', 'undo 0']);
    expect(worked().at(-1)?.x).toBe('No more.');
    once();
  });
});

describe('what is in progress when a run continues as new', () => {
  it('ASK: keeps its votes and its deadline, and is not posted again', async () => {
    const run = await bench.run(program(tools, `${ticking}    - ok = ASK "Go?" NEED 2 WITHIN 1h`), few);
    const ask = async () => (await run.journal()).entries.ok?.memory;
    await eventually(async () => (await ask())?.ask !== undefined);
    await run.answer('ok', 'yes', 'ann');
    const before = await ask();
    await eventually(async () => (await run.statuses()).ticks === 'replaced');
    expect(await run.continued()).toBe(true);
    expect(await ask()).toEqual(before);
    await expect(run.answer('ok', 'yes', '@ann')).rejects.toMatchObject({ code: 'ask.answered_already' });
    expect(await run.answer('ok', 'yes', 'bob')).toEqual({ decided: 'yes', votes: 2, need: 2 });
    expect(await run.output()).toEqual({ ticks: 'ticked', ok: 'yes' });
    expect(await run.asked()).toHaveLength(1);
  });

  it('ASK: lets an answer be taken back that was given before, and keeps it taken back', async () => {
    const run = await bench.run(program(tools, `${ticking}    - ok = ASK "Go?" NEED 2 WITHIN 1h`), few);
    await eventually(async () => (await run.journal()).entries.ok?.memory?.ask !== undefined);
    await run.answer('ok', 'yes', 'ann');
    await run.withdraw('ok', 'ann');
    await run.answer('ok', 'yes', 'bob');
    await eventually(async () => (await run.statuses()).ticks === 'replaced');
    expect(await run.continued()).toBe(true);
    await expect(run.withdraw('ok', 'ann')).rejects.toMatchObject({ code: 'ask.not_answered' });
    expect(await run.withdraw('ok', 'bob')).toEqual({ decided: null, votes: 0, need: 2 });
    await run.answer('ok', 'yes', 'ann');
    expect(await run.answer('ok', 'yes', 'bob')).toEqual({ decided: 'yes', votes: 2, need: 2 });
    expect(await run.output()).toEqual({ ticks: 'ticked', ok: 'yes' });
  });

  it('FOR: goes on with the items that are left', async () => {
    const run = await bench.run(
      program(
        tools,
        '    - all = FOR x IN xs MAX 2 KEEP GOING:\n        - a = echo(x)\n        - b = refuse(a) WHEN x == 3\n        YIELD a\n      END',
      ),
      { ...few, inputs: { xs: [1, 2, 3, 4, 5, 6, 7, 8] } },
    );
    const value = (x: number) => ({ value: x, error: null });
    expect(await run.output()).toEqual({
      all: [value(1), value(2), { value: null, error: 'No 3.' }, ...[4, 5, 6, 7, 8].map(value)],
    });
    expect(await run.continued()).toBe(true);
    once();
  });

  it('FIRST n of a FOR: remembers successes and failures', async () => {
    const run = await bench.run(
      program(
        tools,
        '    - some = FOR x IN xs MAX 1 FIRST 4 KEEP GOING:\n        - bad = refuse(x) WHEN x % 2 == 0\n        - a = echo(x)\n        YIELD a\n      END',
      ),
      { ...few, inputs: { xs: [1, 2, 3, 4, 5, 6, 7, 8, 9] } },
    );
    expect(await run.output()).toEqual({ some: [1, 3, 5, 7] });
    expect(await run.continued()).toBe(true);
    once();
  });

  it('REPEAT: goes on with its round', async () => {
    const run = await bench.run(
      program(
        tools,
        '    - r = REPEAT MAX 9:\n        - a = echo(1)\n        - b = echo(a)\n      END UNTIL false ELSE "over"',
      ),
      few,
    );
    expect(await run.output()).toEqual({ r: 'over' });
    expect(worked()).toHaveLength(18);
    once();
  });

  it('WAIT, WAIT UNTIL and TIMEOUT: keep to the moment that was worked out first', async () => {
    const run = await bench.run(
      program(
        tools,
        `${ticking}    - w = WAIT 1h
    - u = WAIT UNTIL now() + 2h
    - t = WAIT 4h TIMEOUT 3h`,
      ),
      few,
    );
    const moments = async () => {
      const { entries } = await run.journal();
      return [entries.w?.memory?.until, entries.u?.memory?.until, entries.t?.memory?.timeoutAt];
    };
    await eventually(async () => (await moments()).every((each) => typeof each === 'number'));
    const before = await moments();
    await eventually(async () => (await run.statuses()).ticks === 'replaced');
    expect(await run.continued()).toBe(true);
    expect(await moments()).toEqual(before);
    await run.handle.cancel();
    await expect(run.output()).rejects.toThrow(/cancelled/i);
  });

  it('a timer rings when it would have rung', async () => {
    const run = await bench.run(
      program(tools, `${ticking}    - w = WAIT 400ms\n    - late = now() AFTER w, ticks`),
      few,
    );
    const { late } = (await run.output()) as { late: string };
    const { startTime } = await run.handle.describe();
    expect(await run.continued()).toBe(true);
    expect(Date.parse(late)).toBeGreaterThan(startTime.getTime());
  });

  it('FIRST: keeps who is done and who has failed', async () => {
    const run = await bench.run(
      program(
        tools,
        `${ticking}    - go = FIRST 2:
        - a = echo("a") UNDO echo("undo a")
        - b = refuse("b")
        - c = WAIT FOR "c"
        - d = WAIT 1h
      END
    - bad = refuse("more") AFTER go, ticks`,
      ),
      few,
    );
    await eventually(async () => (await run.statuses()).ticks === 'replaced');
    expect(await run.statuses()).toMatchObject({ 'go.a': 'completed', 'go.b': 'failed', 'go.c': 'running' });
    await run.tell('c', 'sea');
    expect(await run.failure()).toMatchObject({ message: 'No more.' });
    expect((await run.journal()).entries.go?.value).toEqual({ a: 'a', b: null, c: 'sea', d: null });
    expect(undone()).toEqual(['undo a']);
    once();
  });

  it('WAIT FOR: takes what came before, and knows what it has heard', async () => {
    const run = await bench.run(
      program(
        tools,
        `    - go = WAIT FOR "go"\n${ticking}    - ack = WAIT FOR "ack" AFTER ticks\n    - more = WAIT FOR "ack" AFTER ack`,
      ),
      few,
    );
    await run.tell('ack', 'early', 'first');
    await run.tell('go', 1);
    await eventually(async () => (await run.statuses()).more === 'running');
    expect(await run.continued()).toBe(true);
    await run.tell('ack', 'early', 'first');
    await run.tell('ack', 'late', 'second');
    expect(await run.output()).toMatchObject({ ack: 'early', more: 'late' });
  });

  it('LIMIT: is counted from the beginning', async () => {
    const source = program(tools, `    - a = echo(1) UNDO echo("undo {a}")\n${ticking}    - w = WAIT 1h`, {
      sections: '  LIMIT: 3s\n',
    });
    const run = await bench.run(source, few);
    expect(await run.failure()).toMatchObject({ code: 'loop.limit_reached' });
    expect(await run.continued()).toBe(true);
    expect(undone()).toEqual(['undo 1']);
  });

  it('a cancelled run undoes what earlier parts of it did', async () => {
    const run = await bench.run(
      program(tools, `    - a = echo(1) UNDO echo("undo {a}")\n${ticking}    - w = WAIT 1h`),
      few,
    );
    await eventually(async () => (await run.statuses()).ticks === 'replaced');
    expect(await run.continued()).toBe(true);
    await run.handle.cancel();
    await expect(run.output()).rejects.toThrow(/cancelled/i);
    expect(undone()).toEqual(['undo 1']);
  });

  it('SAY and loops inside: are not said or run again', async () => {
    const run = await bench.run(
      `LOOP outer
  TOOLS:
    - echo(x: any = null) = HOST test/echo
  STEPS:
    - SAY "hello"
    - inner = within("in")
${ticking}END
LOOP within
  INPUT: x
  STEPS:
    - y = x
END
`,
      few,
    );
    expect(await run.output()).toEqual({ inner: { y: 'in' }, ticks: 'ticked' });
    expect(await run.continued()).toBe(true);
    expect(await run.said()).toHaveLength(1);
    once();
  });
});
