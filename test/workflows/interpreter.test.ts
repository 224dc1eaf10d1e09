import { readRunSteps } from '../../db/read/runs.ts';
import { LoomError } from '../../domain/errors.ts';
import { failureOf, literal, name, planOf, step } from '../support/plans.ts';
import { type Bench, workbench } from '../support/worker.ts';

const tried = new Map<string, number>();
let released: () => void = () => undefined;
const gate = new Promise<void>((resolve) => {
  released = resolve;
});

let bench: Bench;
beforeAll(async () => {
  bench = await workbench({
    double: ({ x }) => Number(x) * 2,
    add: ({ a, b }) => Number(a) + Number(b),
    refuse: () => {
      throw new LoomError('tool.bad_input', 'There is no incident INC-404.', 'Ask for INC-42.');
    },
    stumble: ({ key }) => {
      const tries = (tried.get(String(key)) ?? 0) + 1;
      tried.set(String(key), tries);
      if (tries < 3) throw new Error('connection reset');
      return tries;
    },
    wait_for_release: async () => {
      await gate;
      return 'released';
    },
    release: () => {
      released();
      return 'opened';
    },
    until_cancelled: (_given, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  });
});
afterAll(() => bench.close());

describe('the interpreter', () => {
  it('gives each step what it mentions and answers with the output', async () => {
    const plan = planOf(
      'arithmetic',
      [
        step('a', 'double', { x: name('start') }),
        step('b', 'double', { x: literal(5) }),
        step('c', 'add', { a: name('a'), b: name('b') }, ['a', 'b']),
      ],
      { t: 'object', fields: [['sum', name('c')]] },
    );
    const run = await bench.start({ ...plan, inputs: [{ name: 'start', type: { t: 'number' } }] }, { start: 4 });
    expect(await run.result()).toEqual({ sum: 18 });
  });

  it('runs independent steps at the same time', async () => {
    // The first step only ends when the second, which mentions nothing of it, has run.
    const plan = planOf('meeting', [step('first', 'wait_for_release', {}), step('second', 'release', {})]);
    const run = await bench.start(plan);
    expect(await run.result()).toEqual({ first: 'released', second: 'opened' });
  });

  it('tries a failing step again and keeps its last error in the projection', async () => {
    const run = await bench.start(planOf('stumbling', [step('walk', 'stumble', { key: literal('walk') })]));
    expect(await run.result()).toEqual({ walk: 3 });
    expect(await readRunSteps(bench.db, run.workflowId)).toMatchObject([
      { path: 'walk', status: 'completed', attempts: 3, error: 'connection reset' },
    ]);
  });

  it('ends with the code, message and hint of a final error, after one try', async () => {
    const run = await bench.start(planOf('refused', [step('assess', 'refuse', {})]));
    expect(await failureOf(run)).toMatchObject({
      code: 'tool.bad_input',
      message: 'There is no incident INC-404.',
      hint: 'Ask for INC-42.',
    });
    expect(await readRunSteps(bench.db, run.workflowId)).toMatchObject([
      { path: 'assess', status: 'failed', attempts: 1 },
    ]);
  });

  it('starts nothing that waits for a failed step, and tells what runs beside it to stop', async () => {
    const plan = planOf('stopped', [
      step('bad', 'refuse', {}),
      step('beside', 'until_cancelled', {}),
      step('later', 'double', { x: name('bad') }, ['bad']),
    ]);
    const run = await bench.start(plan);
    expect((await failureOf(run)).code).toBe('tool.bad_input');
    const statuses = await run.query<Record<string, string>>('progress');
    expect(statuses).toEqual({ bad: 'failed', beside: 'cancelled', later: 'waiting' });
  });

  it('fails instead of hanging when an expression cannot be worked out', async () => {
    const plan = planOf('broken', [step('a', 'double', { x: { t: 'field', of: literal('text'), name: 'level' } })]);
    expect((await failureOf(await bench.start(plan))).code).toBe('loop.expression_failed');
  });

  it('says which HOST tool is missing on the worker', async () => {
    const error = await failureOf(await bench.start(planOf('lost', [step('a', 'nowhere', {})])));
    expect(error.code).toBe('tool.not_registered');
    expect(error.message).toContain('HOST test/nowhere');
  });

  it('refuses a plan of a format it does not read', async () => {
    const plan = { ...planOf('future', []), format: 99 as 1 };
    expect((await failureOf(await bench.start(plan))).code).toBe('loop.unknown_format');
  });

  it('keeps the plan out of history: a hash stands for it, and the events name loop, tools and source lines', async () => {
    const steps = Array.from({ length: 40 }, (_, index) => step(`s${index}`, 'double', { x: literal(index) }));
    const run = await bench.start(planOf('many', steps));
    await run.result();
    const { events } = await run.fetchHistory();
    const started = events?.[0]?.workflowExecutionStartedEventAttributes;
    expect(started?.workflowType?.name).toBe('many');
    expect(started?.input?.payloads?.[0]?.data?.length).toBeLessThan(120);
    const scheduled = events?.filter((event) => event.activityTaskScheduledEventAttributes) ?? [];
    expect(scheduled).toHaveLength(40);
    expect(scheduled[0]?.activityTaskScheduledEventAttributes).toMatchObject({
      activityId: 's0',
      activityType: { name: 'double' },
    });
    expect(String(scheduled[0]?.userMetadata?.summary?.data)).toBe('"s0 = double(x)"');
  });

  it('cancels what runs when the run is cancelled', async () => {
    const run = await bench.start(planOf('waiting', [step('long', 'until_cancelled', {})]));
    while ((await readRunSteps(bench.db, run.workflowId)).length === 0)
      await new Promise((next) => setTimeout(next, 20));
    await run.cancel();
    await expect(run.result()).rejects.toThrow(/cancelled/i);
    expect(await readRunSteps(bench.db, run.workflowId)).toMatchObject([{ path: 'long', status: 'cancelled' }]);
  });
});
