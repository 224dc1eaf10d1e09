import { readRunSteps } from '../../db/read/runs.ts';
import { LoomError } from '../../domain/errors.ts';
import type { PlannedStep } from '../../dsl/plan.ts';
import { failureOf, literal, name, planOf, step } from '../support/plans.ts';
import { type Bench, workbench } from '../support/worker.ts';

const called: string[] = [];
let bench: Bench;
beforeAll(async () => {
  bench = await workbench({
    say: ({ x }) => {
      called.push(String(x));
      return x;
    },
    refuse: () => {
      throw new LoomError('tool.bad_input', 'No.', 'Ask for something else.');
    },
    stumble: () => {
      called.push('stumble');
      throw new Error('connection reset');
    },
    until_cancelled: (_given, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  });
});
afterAll(() => bench.close());
beforeEach(() => {
  called.length = 0;
});

const bool = (value: boolean) => ({ t: 'literal', value }) as const;
const say = (path: string, after: readonly string[] = []): PlannedStep =>
  step(path, 'say', { x: literal(path) }, after);
const undone = (path: string, after: readonly string[] = []): PlannedStep => ({
  ...say(path, after),
  undo: { tool: 'say', arguments: [['x', { t: 'template', parts: [literal('undo '), name(path)] }]] },
});
const other = (path: string, rest: object, after: readonly string[] = []): PlannedStep =>
  ({ path, name: path, line: 1, source: path, after, wave: 0, ...rest }) as PlannedStep;
/** All statuses of a run, as it tells them itself. */
const statuses = (run: { query(name: string): Promise<unknown> }) => run.query('progress');

describe('WHEN', () => {
  it('skips a step, which gives null then', async () => {
    const plan = planOf('skipping', [{ ...say('a'), when: bool(false) }, step('b', 'say', { x: name('a') }, ['a'])]);
    const run = await bench.start(plan);
    expect(await run.result()).toEqual({ a: null, b: null });
    expect(await statuses(run)).toEqual({ a: 'skipped', b: 'completed' });
  });

  it('refuses what is neither true nor false', async () => {
    const plan = planOf('doubtful', [{ ...say('a'), when: literal('yes') }]);
    expect((await failureOf(await bench.start(plan))).code).toBe('loop.expression_failed');
  });
});

describe('RETRY, ELSE and TIMEOUT', () => {
  it('tries as often as asked, then lets ELSE stand for the step', async () => {
    const plan = planOf('replaced', [
      { ...step('a', 'stumble', {}), retry: { triesMax: 2, everyMs: 10, backoff: 1 }, otherwise: literal('none') },
    ]);
    const run = await bench.start(plan);
    expect(await run.result()).toEqual({ a: 'none' });
    expect(called).toEqual(['stumble', 'stumble']);
    expect(await readRunSteps(bench.db, run.workflowId)).toMatchObject([
      { path: 'a', status: 'replaced', attempts: 2, error: 'connection reset' },
    ]);
  });

  it('ends a step that takes too long', async () => {
    const plan = planOf('late', [other('w', { kind: 'wait', forMs: literal(60_000), timeoutMs: literal(20) })]);
    expect((await failureOf(await bench.start(plan))).code).toBe('loop.timed_out');
  });

  it('ends a try of a tool that takes too long, and says which', async () => {
    const retry = { triesMax: 1, everyMs: 10, backoff: 1 };
    const plan = planOf('slow', [{ ...step('a', 'until_cancelled', {}), timeoutMs: literal(200), retry }]);
    const error = await failureOf(await bench.start(plan));
    expect(error.code).toBe('loop.timed_out');
    expect(error.message).toContain('"until_cancelled"');
  });

  it('does not take a cancellation from outside for a timeout', async () => {
    const plan = planOf('stopped', [
      other('w', { kind: 'wait', forMs: literal(60_000), timeoutMs: literal(50_000) }),
      step('bad', 'refuse', {}),
    ]);
    const run = await bench.start(plan);
    expect((await failureOf(run)).code).toBe('tool.bad_input');
    expect(await statuses(run)).toEqual({ w: 'cancelled', bad: 'failed' });
  });
});

describe('IF', () => {
  const branches = (first: boolean): PlannedStep =>
    other('choice', {
      kind: 'if',
      branches: [
        { test: bool(first), steps: [say('a'), say('b', ['a'])] },
        { test: null, steps: [say('c'), { ...say('b', ['c']), arguments: [['x', literal('b of else')]] }] },
      ],
    });

  it('runs the branch that holds and skips the others, whose results are null', async () => {
    const run = await bench.start(planOf('first', [branches(true), step('d', 'say', { x: name('b') }, ['choice'])]));
    expect(await run.result()).toMatchObject({ d: 'b' });
    expect(await statuses(run)).toMatchObject({ a: 'completed', b: 'completed', c: 'skipped', choice: 'completed' });
  });

  it('runs ELSE when none holds; branches may give the same name', async () => {
    const run = await bench.start(planOf('second', [branches(false), step('d', 'say', { x: name('b') }, ['choice'])]));
    expect(await run.result()).toMatchObject({ d: 'b of else' });
    expect(await statuses(run)).toMatchObject({ a: 'skipped', c: 'completed' });
  });
});

describe('FAIL and RETURN', () => {
  it('FAIL ends the run with its text', async () => {
    const plan = planOf('failing', [other('f', { kind: 'fail', message: literal('Error rate too high') })]);
    expect(await failureOf(await bench.start(plan))).toMatchObject({
      code: 'loop.failed',
      message: 'Error rate too high',
    });
  });

  it('RETURN ends the run well, stops the rest and undoes nothing', async () => {
    const plan = planOf('returning', [
      undone('a'),
      step('beside', 'until_cancelled', {}),
      other('r', { kind: 'return', value: literal('early') }, ['a']),
    ]);
    const run = await bench.start(plan);
    expect(await run.result()).toBe('early');
    expect(called).toEqual(['a']);
  });
});

describe('UNDO', () => {
  it('undoes what was done in the reverse order of what depends on what', async () => {
    const plan = planOf('undoing', [
      undone('a'),
      undone('b', ['a']),
      undone('c', ['a']),
      undone('d', ['b', 'c']),
      step('bad', 'refuse', {}, ['d']),
    ]);
    expect((await failureOf(await bench.start(plan))).code).toBe('tool.bad_input');
    const undos = called.filter((each) => each.startsWith('undo'));
    expect(undos[0]).toBe('undo d');
    expect(undos.slice(1, 3).sort()).toEqual(['undo b', 'undo c']);
    expect(undos[3]).toBe('undo a');
    expect(undos).toHaveLength(4);
  });

  it('reaches into branches: what came after an IF is undone before what the IF did', async () => {
    const branch = { test: null, steps: [undone('inner')] };
    const plan = planOf('nested', [
      undone('before'),
      other('choice', { kind: 'if', branches: [branch] }, ['before']),
      undone('later', ['choice']),
      step('bad', 'refuse', {}, ['later']),
    ]);
    await failureOf(await bench.start(plan));
    expect(called.filter((each) => each.startsWith('undo'))).toEqual(['undo later', 'undo inner', 'undo before']);
  });

  it('happens on cancellation as well', async () => {
    const plan = planOf('cancelled', [undone('a'), step('long', 'until_cancelled', {}, ['a'])]);
    const run = await bench.start(plan);
    while ((await readRunSteps(bench.db, run.workflowId)).length < 2) await new Promise((next) => setTimeout(next, 20));
    await run.cancel();
    await expect(run.result()).rejects.toThrow(/cancelled/i);
    expect(called).toEqual(['a', 'undo a']);
  });

  it('that fails is reported, and the others are undone all the same', async () => {
    const plan = planOf('stuck', [
      { ...say('a'), undo: { tool: 'refuse', arguments: [] } },
      undone('b'),
      step('bad', 'refuse', {}, ['a', 'b']),
    ]);
    const error = await failureOf(await bench.start(plan));
    expect(error.code).toBe('loop.undo_failed');
    expect(error.message).toContain('a: No.');
    expect(called).toContain('undo b');
  });
});

describe('ON ERROR and LIMIT', () => {
  it('ON ERROR runs after the undo and knows what failed', async () => {
    const told: PlannedStep = step('told', 'say', {
      x: {
        t: 'template',
        parts: [
          { t: 'field', of: name('error'), name: 'step' },
          literal(': '),
          { t: 'field', of: name('error'), name: 'message' },
        ],
      },
    });
    const plan = { ...planOf('telling', [undone('a'), step('bad', 'refuse', {}, ['a']), told]), onError: [told] };
    const run = await bench.start({ ...plan, steps: plan.steps.slice(0, 2) });
    expect((await failureOf(run)).code).toBe('tool.bad_input');
    expect(called).toEqual(['a', 'undo a', 'bad: No.']);
  });

  it('LIMIT ends a run that takes too long, and undoes', async () => {
    const plan = { ...planOf('endless', [undone('a'), step('long', 'until_cancelled', {}, ['a'])]), limitMs: 1_500 };
    expect((await failureOf(await bench.start(plan))).code).toBe('loop.limit_reached');
    expect(called).toEqual(['a', 'undo a']);
  });
});
