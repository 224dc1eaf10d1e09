import { randomUUID } from 'node:crypto';
import type { Caller, Loom } from '../../client/loom.ts';
import { type Bench, workbench } from '../support/worker.ts';

let bench: Bench;
let loom: Loom;
beforeAll(async () => {
  bench = await workbench({
    greet: ({ who }) => `Hello ${String(who)}`,
    until_cancelled: (_given, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  });
  loom = bench.openLoom();
});
afterAll(async () => {
  await loom.close();
  await bench.close();
});

const programOf = (loop: string, first: string, last: string) => ({
  file: 'watch.loop',
  source: [
    `LOOP ${loop}`,
    '  TOOLS:',
    '    - greet(who: text) -> text = READ HOST test/greet',
    '    - until_cancelled(who: text) = HOST test/until_cancelled',
    '  STEPS:',
    `    - greeting = ${first}`,
    '    - held = until_cancelled(greeting)',
    `    - ${last}`,
    'END',
    '',
  ].join('\n'),
});

describe('runs that go on', () => {
  test('are told whether they could move to the plan their loop has now', async () => {
    const loop = `watch_${randomUUID().slice(0, 8)}`;
    const caller: Caller = { requestId: randomUUID(), room: 'terminal', requester: 'ada' };
    const first = programOf(loop, 'greet("ann")', 'greet("bob")');
    const started = await loom.loops.run({ program: first }, caller);
    const held = new AbortController();
    await loom.runs.watch(
      started.workflowId,
      (run) => {
        if (run.steps.some(({ name, status }) => name === 'held' && status === 'running')) held.abort();
      },
      held.signal,
    );
    const moves = async (program: ReturnType<typeof programOf>) =>
      (await loom.loops.moves(program)).runs.map(({ run, move }) => ({ id: run.workflowId, ...move }));
    const id = started.workflowId;

    await expectSoon(() => moves(first), [{ id, could: 'same plan' }]);
    expect(await moves(programOf(loop, 'greet("ann")', 'greet("another")'))).toEqual([{ id, could: true, begun: 2 }]);
    expect(await moves(programOf(loop, 'greet("eve")', 'greet("bob")'))).toEqual([
      { id, could: false, step: 'greeting', why: 'What it does "greet("ann")" would become "greet("eve")".' },
    ]);
    await loom.runs.cancel(id);
    await loom.runs.watch(id, () => undefined);
    await expectSoon(() => moves(first), []);
  });
});

/** Temporal's list of runs is a moment behind its runs. */
async function expectSoon<Value>(look: () => Promise<Value>, expected: Value): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (JSON.stringify(await look()) === JSON.stringify(expected)) break;
    await new Promise((next) => setTimeout(next, 50));
  }
  expect(await look()).toEqual(expected);
}
