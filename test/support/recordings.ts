import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Loom } from '../../client/loom.ts';
import { readPlan } from '../../db/read/packages.ts';
import { LoomError } from '../../domain/errors.ts';
import type { Plan } from '../../dsl/plan.ts';
import { hostTools } from '../../examples/host-tools/index.ts';
import { loopRecordings } from './loop-recordings.ts';
import { examplePackages } from './packages.ts';
import { type Bench, type Tools, workbench } from './worker.ts';

type History = Awaited<ReturnType<ReturnType<Bench['client']['workflow']['getHandle']>['fetchHistory']>>;

export interface Recorded {
  readonly plan: Plan;
  readonly history: History;
}

/** A kind of run whose history is kept: how to make one. */
export interface Recipe {
  readonly name: string;
  record(): Promise<Recorded>;
}

const program = (name: string, tools: readonly string[], steps: readonly string[]): string =>
  [
    `LOOP ${name}`,
    '  TOOLS:',
    ...tools.map((tool) => `    - ${tool}(x: any = null) = HOST test/${tool}`),
    '  STEPS:',
    ...steps.map((step) => (/^(?:-|ELSE|END)/.test(step) ? `    ${step}` : `    - ${step}`)),
    'END',
    '',
  ].join('\n');

let stumbles = 0;
const tools: Tools = {
  fetch: ({ x }) => ({ got: x ?? 'nothing', items: [1, 2, 3] }),
  refuse: () => {
    throw new LoomError('tool.bad_input', 'No.', 'Ask for something else.');
  },
  stumble: () => {
    stumbles += 1;
    if (stumbles % 2 === 1) throw new Error('connection reset');
    return 'up again';
  },
  wait: (_given, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
    }),
};

/** Runs what `start` starts on a worker with those tools, to its end, and keeps history and plan. */
async function recorded(
  given: Parameters<typeof workbench>[0],
  start: (loom: Loom, requestId: string) => Promise<void>,
): Promise<Recorded> {
  const bench = await workbench(given);
  const loom = bench.openLoom();
  try {
    const requestId = randomUUID();
    await start(loom, requestId);
    await loom.runs.watch(requestId, () => undefined);
    const handle = bench.client.workflow.getHandle(`loop/${requestId}`);
    const { memo } = await handle.describe();
    const plan = await readPlan(bench.db, String(memo?.plan));
    return { plan: JSON.parse(plan ?? 'null') as Plan, history: await handle.fetchHistory() };
  } finally {
    await loom.close();
    await bench.close();
  }
}

const ofSource = (name: string, source: string, after?: (loom: Loom, id: string) => Promise<void>): Recipe => ({
  name,
  record: () =>
    recorded(tools, async (loom, requestId) => {
      const caller = { requestId, room: 'terminal', requester: 'ada', level: 100 };
      await loom.loops.run({ program: { file: `${name}.loop`, source } }, caller);
      await after?.(loom, requestId);
    }),
});

async function securityIncident(): Promise<Recorded> {
  const home = mkdtempSync(join(tmpdir(), 'hololoom-recording-'));
  const registered = new Map(hostTools({ HOLOLOOM_HOME: home }).map((tool) => [tool.name, tool]));
  try {
    return await recorded(registered, async (loom, requestId) => {
      for (const bundle of examplePackages()) await loom.market.publish(bundle);
      const caller = { requestId, room: 'terminal', requester: 'ada', level: 100 };
      await loom.loops.run({ program: 'security-incident-pro', words: { incident_id: 'INC-42' } }, caller);
    });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function cancelOnceRunning(loom: Loom, id: string): Promise<void> {
  while ((await loom.runs.get(id)).steps.every(({ status }) => status === 'waiting')) {
    await new Promise((next) => setTimeout(next, 20));
  }
  await loom.runs.cancel(id);
}

async function childLoop(): Promise<Recorded> {
  return recorded(tools, async (loom, requestId) => {
    const metadata = { workflow_id: 'inner', name: 'inner', version: '1.0.0', author: 'ada', description: 'Inner.' };
    const rest = { category: 'general', tags: [], min_hololoom_version: '0.1.0' };
    const inner = program('inner', ['fetch'], ['a = fetch("in")']);
    await loom.market.publish({
      source: inner,
      metadata: { ...metadata, ...rest, dependencies: {} },
      documentation: 'Inner.',
      examples: [],
    });
    const source =
      'LOOP outer\n  USES:\n    - inner = inner ^1\n  STEPS:\n    - once = inner()\n    - again = inner()\nEND\n';
    const caller = { requestId, room: 'terminal', requester: 'ada', level: 100 };
    await loom.loops.run({ program: { file: 'outer.loop', source } }, caller);
  });
}

/** The kinds of runs whose histories are kept in `test/histories/`. */
export const recordings: readonly Recipe[] = [
  { name: 'security-incident', record: securityIncident },
  { name: 'child-loop', record: childLoop },
  ofSource(
    'values',
    program('values', ['fetch'], ['a = fetch("x")', 'second = a.items[1]', 'b = fetch("{second}: {a.got}")']),
  ),
  ofSource(
    'nested-calls',
    program('nested', ['fetch'], ['a = fetch(fetch(fetch("deep")))', 'b = fetch([a, fetch(1)])']),
  ),
  ofSource('unnamed-steps', program('unnamed', ['fetch'], ['a = fetch(1)', 'fetch("holds")', 'b = fetch(2)'])),
  ofSource(
    'wide',
    program(
      'wide',
      ['fetch'],
      Array.from({ length: 30 }, (_, index) => `s${index} = fetch(${index})`),
    ),
  ),
  ofSource('retried', program('retried', ['fetch', 'stumble'], ['a = stumble()', 'b = fetch(a)'])),
  ofSource('failed', program('failed', ['fetch', 'refuse', 'wait'], ['a = refuse()', 'b = wait()', 'c = fetch(a)'])),
  ofSource('expression-failed', program('expression', ['fetch'], ['a = fetch(1)', 'b = fetch(a.missing)'])),
  ofSource(
    'branches',
    program(
      'branches',
      ['fetch'],
      [
        'a = fetch(1)',
        'IF a.got == 1:',
        '- b = fetch("one")',
        '- c = b.got',
        'ELSE:',
        '- b = fetch("other")',
        'END',
        'd = fetch(b) WHEN c == "one"',
        'e = fetch(d) WHEN c == "two"',
      ],
    ),
  ),
  ofSource(
    'undone',
    program(
      'undone',
      ['fetch', 'refuse'],
      [
        'a = fetch(1) UNDO fetch("undo a")',
        'b = fetch(a) UNDO fetch("undo b")',
        'c = fetch(2) UNDO fetch(c.got)',
        'bad = refuse() AFTER b, c',
      ],
    ).replace('END\n', '  ON ERROR:\n    - fetch(error.message)\nEND\n'),
  ),
  ofSource(
    'replaced-and-waited',
    program(
      'replaced',
      ['fetch', 'refuse'],
      [
        'a = refuse() ELSE "none"',
        'WAIT 1s',
        'b = fetch(a) TIMEOUT 5s RETRY 2 EVERY 1s BACKOFF 2',
        'WAIT UNTIL now() + 1s',
        'RETURN {b}',
      ],
    ),
  ),
  ofSource(
    'limited',
    program('limited', ['fetch', 'wait'], ['a = fetch(1) UNDO fetch("undo")', 'w = wait(a)']).replace(
      '  STEPS:',
      '  LIMIT: 2s\n  STEPS:',
    ),
  ),
  ofSource('cancelled', program('cancelled', ['wait'], ['a = wait()']), cancelOnceRunning),
  ...loopRecordings,
];
