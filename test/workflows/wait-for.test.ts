import { eventually, type LoopBench, loopBench, program } from '../support/loops.ts';

let bench: LoopBench;
beforeAll(async () => {
  bench = await loopBench({ echo: ({ x }) => x });
});
afterAll(() => bench.close());

const waiting = '    - ack = WAIT FOR "ack" WHERE it.by == "ann" WITHIN 1h';

describe('WAIT FOR', () => {
  it('takes the first event of that name that fits', async () => {
    const run = await bench.run(program(['echo'], waiting));
    await run.tell('other', { by: 'ann' });
    await run.tell('ack', { by: 'bob' });
    await run.tell('ack', 'no object at all');
    await run.tell('ack', { by: 'ann', at: 1 });
    expect(await run.output()).toEqual({ ack: { by: 'ann', at: 1 } });
  });

  it('takes an event that came before it waited, the oldest first', async () => {
    const run = await bench.run(
      program(
        ['echo'],
        '    - go = WAIT FOR "go"\n    - one = WAIT FOR "ack" AFTER go\n    - two = WAIT FOR "ack" AFTER one',
      ),
    );
    await run.tell('ack', 1);
    await run.tell('ack', 2);
    await run.tell('go', null);
    expect(await run.output()).toEqual({ go: null, one: 1, two: 2 });
  });

  it('counts an event that is told twice once, and gives one event to one waiter', async () => {
    const run = await bench.run(program(['echo'], '    - one = WAIT FOR "ack"\n    - two = WAIT FOR "ack"'));
    await run.tell('ack', 1, 'same');
    await run.tell('ack', 1, 'same');
    await run.tell('ack', 2, 'another');
    expect(await run.output()).toEqual({ one: 1, two: 2 });
  });

  it('ignores what is no event', async () => {
    const run = await bench.run(program(['echo'], '    - ack = WAIT FOR "ack"'));
    for (const nonsense of [null, 'text', { name: 'ack' }, { id: 7, name: 'ack', data: 1 }]) {
      await run.handle.signal('event', nonsense);
    }
    await run.handle.signal('event');
    await run.tell('ack', 'real');
    expect(await run.output()).toEqual({ ack: 'real' });
  });

  it('fails when WITHIN is over, unless an ELSE stands for it', async () => {
    const source = (clause: string) => program(['echo'], `    - ack = WAIT FOR "ack" WITHIN 20ms${clause}`);
    expect(await (await bench.run(source(''))).failure()).toMatchObject({ code: 'loop.no_event' });
    expect(await (await bench.run(source(' ELSE null'))).output()).toEqual({ ack: null });
  });

  it('is cancelled with the run', async () => {
    const run = await bench.run(program(['echo'], waiting));
    await eventually(async () => (await run.statuses()).ack === 'running');
    await run.handle.cancel();
    await expect(run.output()).rejects.toThrow(/cancelled/i);
  });
});

describe('the run itself', () => {
  it('is known to the program: id, loop, room and who asked for it, also in the loops it calls', async () => {
    const run = await bench.run(
      `LOOP outer
  STEPS:
    - mine = run
    - inner = shown()
END
LOOP shown
  STEPS:
    - id = run.id
    - loop = run.loop
END
`,
      { requester: '@ann:test' },
    );
    expect(await run.output()).toEqual({
      mine: { id: run.id, loop: 'outer', version: null, room: '#test', requester: '@ann:test' },
      inner: { id: run.id, loop: 'shown' },
    });
  });
});

describe('COLLABORATE', () => {
  it('gives what the agents agree on', async () => {
    const run = await bench.run(
      program(
        ['echo'],
        '    - told = COLLABORATE "How is an incident contained?" WITH ["responder", "analyst"] QUORUM 1 WITHIN 30s',
      ),
    );
    expect(await run.output()).toMatchObject({ told: { quorum: 1, answer: expect.any(String) } });
    expect(await run.statuses()).toEqual({ told: 'completed' });
  });
});
