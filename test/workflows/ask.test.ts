import { temporal } from '@temporalio/proto';
import type { Json } from '../../domain/json.ts';
import { eventually, type LoopBench, type LoopRun, loopBench, program } from '../support/loops.ts';

let bench: LoopBench;
beforeAll(async () => {
  bench = await loopBench({ echo: ({ x }) => x });
});
afterAll(() => bench.close());
beforeEach(() => {
  bench.called.length = 0;
});

const asking = async (ask: string, more = ''): Promise<LoopRun> => {
  const run = await bench.run(program(['echo'], `    - ok = ${ask}${more}`));
  await open(run, 'ok');
  return run;
};
/** Waits until the run takes answers there. */
const open = (run: LoopRun, path: string): Promise<void> =>
  eventually(async () => (await run.journal()).entries[path]?.memory?.ask !== undefined);
const refusal = (work: Promise<unknown>): Promise<Json> =>
  work.then(
    () => 'it counted',
    ({ code }: { code: string }) => code,
  );

describe('ASK', () => {
  it('asks with what the plan says, and yields the choice', async () => {
    const run = await asking('ASK "Deploy {1 + 1}?" IN #ops FROM ["@ann", "@bob"] CHOICES ["go", "stop"] WITHIN 1h');
    const [question] = await run.asked();
    expect(question).toMatchObject({
      path: 'ok',
      saidBy: run.id,
      room: '#ops',
      text: 'Deploy 2?',
      choices: ['go', 'stop'],
      from: ['@ann', '@bob'],
      electorate: { users: ['@ann', '@bob'], level: 0 },
      need: 1,
      plan: run.planHash,
    });
    expect(question?.deadline?.getTime()).toBeGreaterThan(Date.now());
    expect(await run.statuses()).toEqual({ ok: 'running' });
    expect(await run.answer('ok', 'stop', '@ann')).toEqual({ decided: 'stop', votes: 1, need: 1 });
    expect(await run.output()).toEqual({ ok: 'stop' });
  });

  it('offers yes and no in the room of the run unless told otherwise', async () => {
    const run = await asking('ASK "Go on?"');
    expect(await run.asked()).toMatchObject([{ room: '#test', choices: ['yes', 'no'], from: null, deadline: null }]);
    await run.answer('ok', 'yes', 'whoever');
    expect(await run.output()).toEqual({ ok: 'yes' });
  });

  it('needs as many different people as NEED says, and none of them the one who started the run', async () => {
    const run = await asking('ASK "Delete it?" NEED 2');
    expect(await run.answer('ok', 'yes', '@ann:test')).toEqual({ decided: null, votes: 1, need: 2 });
    expect(await refusal(run.answer('ok', 'yes', 'ann'))).toBe('ask.answered_already');
    expect(await refusal(run.answer('ok', 'yes', 'rita'))).toBe('ask.not_entitled');
    expect(await refusal(run.answer('ok', 'yes', '@rita:test'))).toBe('ask.not_entitled');
    // Another server is another person.
    expect(await run.answer('ok', 'yes', '@ann:elsewhere')).toEqual({ decided: 'yes', votes: 2, need: 2 });
    expect(await run.output()).toEqual({ ok: 'yes' });
  });

  it('is decided at once by any other choice than the first', async () => {
    const run = await asking('ASK "Delete it?" NEED 3');
    await run.answer('ok', 'yes', 'ann');
    expect(await run.answer('ok', 'no', 'bob')).toEqual({ decided: 'no', votes: 1, need: 1 });
    expect(await run.output()).toEqual({ ok: 'no' });
  });

  it('refuses an answer that does not count, and keeps nothing of it', async () => {
    const run = await asking('ASK "Go on?" FROM @ann CHOICES ["yes", "no"]');
    expect(await refusal(run.answer('nowhere', 'yes', 'ann'))).toBe('ask.not_open');
    expect(await refusal(run.answer('ok', 'yes', 'ann', { plan: 'another' }))).toBe('ask.other_plan');
    expect(await refusal(run.answer('ok', 'perhaps', 'ann'))).toBe('ask.unknown_choice');
    expect(await refusal(run.answer('ok', 'yes', 'bob'))).toBe('ask.not_entitled');
    expect(await refusal(run.handle.executeUpdate('answer', { args: ['nonsense'] }))).toBeUndefined();
    expect(await refusal(run.answer('ok', 'yes', 'ann', { level: 'high' }))).toBe('ask.malformed_answer');
    const { events } = await run.handle.fetchHistory();
    const accepted = temporal.api.enums.v1.EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED;
    expect(events?.filter(({ eventType }) => eventType === accepted)).toHaveLength(0);
    await run.answer('ok', 'yes', 'ann');
    expect(await run.output()).toEqual({ ok: 'yes' });
    expect(await refusal(run.answer('ok', 'yes', 'ann'))).not.toBe('it counted');
  });

  it('asks everybody from a power level on', async () => {
    const run = await asking('ASK "Go on?" FROM 50');
    expect(await refusal(run.answer('ok', 'yes', 'ann', { level: 49 }))).toBe('ask.not_entitled');
    await run.answer('ok', 'yes', 'bob', { level: 50 });
    expect(await run.output()).toEqual({ ok: 'yes' });
  });

  it('without a name is a gate that only the first choice opens', async () => {
    const source = program(
      ['echo'],
      '    - a = echo("done") UNDO echo("undone")\n    - ASK "Go on?"\n    - b = echo("after")',
    );
    const opened = await bench.run(source);
    await open(opened, '1.ask');
    expect(bench.called.map(({ x }) => x)).toEqual(['done']);
    await opened.answer('1.ask', 'yes', 'ann');
    expect(await opened.output()).toEqual({ a: 'done', b: 'after' });
    const shut = await bench.run(source);
    await open(shut, '1.ask');
    await shut.answer('1.ask', 'no', 'ann');
    expect(await shut.failure()).toMatchObject({ code: 'loop.refused' });
    expect(bench.called.at(-1)?.x).toBe('undone');
  });

  it('fails when WITHIN is over, unless an ELSE stands for it', async () => {
    const source = (clause: string) => program(['echo'], `    - ok = ASK "Quick?" WITHIN 20ms${clause}`);
    expect(await (await bench.run(source(''))).failure()).toMatchObject({ code: 'loop.no_answer' });
    expect(await (await bench.run(source(' ELSE "no"'))).output()).toEqual({ ok: 'no' });
  });

  it('stays independent of the others beside it, also in the items of a FOR', async () => {
    const run = await bench.run(program(['echo'], '    - one = ASK "One?"\n    - each = FOR x IN xs: ASK "{x}?"'), {
      inputs: { xs: ['a', 'b'] },
    });
    for (const path of ['one', 'each[0].ask', 'each[1].ask']) await open(run, path);
    await run.answer('each[1].ask', 'yes', 'ann');
    await run.answer('one', 'no', 'ann');
    await run.answer('each[0].ask', 'yes', 'bob');
    expect(await run.output()).toEqual({ one: 'no', each: ['yes', 'yes'] });
  });

  it('that loses a race takes no more answers', async () => {
    const run = await bench.run(
      program(
        ['echo'],
        '    - go = FIRST:\n        - pressed = ASK "Go?"\n        - timer = WAIT 1s\n      END\n    - WAIT 1h',
      ),
    );
    await open(run, 'go.pressed');
    await eventually(async () => (await run.statuses()).go === 'completed');
    expect(await refusal(run.answer('go.pressed', 'yes', 'ann'))).toBe('ask.not_open');
    await run.handle.cancel();
    await expect(run.output()).rejects.toThrow(/cancelled/i);
  });

  it('is withdrawn when the run is cancelled', async () => {
    const run = await asking('ASK "Go on?"');
    await run.handle.cancel();
    await expect(run.output()).rejects.toThrow(/cancelled/i);
    expect(await run.statuses()).toEqual({ ok: 'cancelled' });
  });
});

describe('SAY', () => {
  it('says what is worked out, in the room of the run or another, and holds nothing', async () => {
    const run = await bench.run(
      program(['echo'], '    - a = echo(2)\n    - SAY "{a} of {run.loop}"\n    - SAY [a] IN #ops\n    - b = echo(3)'),
    );
    expect(await run.output()).toEqual({ a: 2, b: 3 });
    expect([...(await run.said())].sort((one, other) => (one.room < other.room ? -1 : 1))).toEqual([
      { room: '#ops', text: '[2]' },
      { room: '#test', text: '2 of tested' },
    ]);
    expect(await run.statuses()).toEqual({
      a: 'completed',
      '1.say': 'completed',
      '2.say': 'completed',
      b: 'completed',
    });
  });
});
