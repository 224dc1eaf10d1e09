import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Loom } from '../../client/loom.ts';
import type { StepStatus } from '../../domain/run.ts';
import { type Pattern, patterns } from '../support/patterns.ts';
import { type Bench, workbench } from '../support/worker.ts';

/** What the tools of each run did, by its workflow id. */
const notes = new Map<string, string[]>();
const meetings = new Map<string, { readonly come: string[]; readonly release: (() => void)[] }>();
const alone = new Set<string>();
const counts = new Map<string, number>();
let bench: Bench;
let loom: Loom;

/** The idempotency key of a call begins with the id of its run; a call of a chunk or child loop counts as its parent's. */
const runOf = (key: string): string => /^loop\/[^/#]+/.exec(key)?.[0] ?? key;
function note(key: string, text: string): void {
  notes.set(runOf(key), [...(notes.get(runOf(key)) ?? []), text]);
}

beforeAll(async () => {
  const hang = (x: string, key: string, signal: AbortSignal): Promise<never> =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        note(key, `${x} stopped`);
        reject(signal.reason);
      });
    });
  bench = await workbench({
    do: ({ x }, { idempotencyKey }) => {
      note(idempotencyKey, String(x));
      return x ?? null;
    },
    meet: ({ x, of }, { idempotencyKey, signal }) => {
      const id = runOf(idempotencyKey);
      const meeting = meetings.get(id) ?? { come: [], release: [] };
      meetings.set(id, meeting);
      meeting.come.push(String(x));
      return new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        meeting.release.push(() => {
          note(idempotencyKey, String(x));
          resolve(x ?? null);
        });
        // Nobody goes on before all are there: what the plan does not run at once would wait for ever.
        if (meeting.come.length === Number(of)) for (const release of meeting.release) release();
      });
    },
    hang: ({ x }, { idempotencyKey, signal }) => hang(String(x), idempotencyKey, signal),
    maybe: ({ x }, { idempotencyKey, signal }) => {
      if (x === 'hang') return hang('hang', idempotencyKey, signal);
      note(idempotencyKey, String(x));
      return x ?? null;
    },
    alone: async ({ x }, { idempotencyKey }) => {
      const id = runOf(idempotencyKey);
      if (alone.has(id)) throw new Error('Another is at work.');
      alone.add(id);
      await new Promise(setImmediate);
      alone.delete(id);
      note(idempotencyKey, String(x));
      return x ?? null;
    },
    count: (_given, { idempotencyKey }) => {
      const id = runOf(idempotencyKey);
      counts.set(id, (counts.get(id) ?? 0) + 1);
      return counts.get(id);
    },
  });
  loom = bench.openLoom();
});
afterAll(async () => {
  await loom.close();
  await bench.close();
});

const source = ({ steps }: Pattern): string =>
  [
    'LOOP pattern',
    '  TOOLS:',
    '    - do(x: text) -> text = HOST test/do',
    '    - meet(x: text, of: number) -> text = HOST test/meet',
    '    - hang(x: text) -> text = HOST test/hang',
    '    - maybe(x: text) -> text = HOST test/maybe',
    '    - alone(x: text) -> text = HOST test/alone',
    '    - count() -> number = HOST test/count',
    '  STEPS:',
    ...steps.map((step) => (/^(?:-|ELSE|END)/.test(step) ? `    ${step}` : `    - ${step}`)),
    'END',
    '',
  ].join('\n');

/** Waits until the run tells that a step stands so. */
async function until(workflowId: string, path: string, status: StepStatus): Promise<void> {
  for (;;) {
    const progress = await bench.client.workflow
      .getHandle(workflowId)
      .query<Readonly<Record<string, StepStatus>>>('progress');
    if (progress[path] === status) return;
    await new Promise((next) => setTimeout(next, 20));
  }
}

describe('control-flow patterns', () => {
  it.each(patterns)('$number $name', async (pattern) => {
    const { meanwhile = [], answers = [], cancelAt, status = 'completed', output } = pattern;
    const caller = { requestId: randomUUID(), room: 'terminal', requester: '@ada:test', level: 100, everywhere: true };
    const { workflowId } = await loom.loops.run({ program: { file: 'pattern.loop', source: source(pattern) } }, caller);
    for (const { event, data, waitingAt } of meanwhile) {
      await until(workflowId, waitingAt, 'running');
      await loom.runs.emit(event, data, { run: workflowId }, { ...caller, requestId: randomUUID() });
    }
    for (const { path, choice } of answers) {
      await until(workflowId, path, 'running');
      await loom.runs.answer(workflowId, { path, choice }, { ...caller, requestId: randomUUID() });
    }
    if (cancelAt !== undefined) {
      await until(workflowId, 'b', 'running');
      await loom.runs.cancel(workflowId);
    }
    const run = await loom.runs.watch(workflowId, () => undefined);
    const did = notes.get(workflowId) ?? [];
    expect({ status: run.status, failure: status === 'completed' ? run.failure : null }).toEqual({
      status,
      failure: null,
    });
    if (output !== undefined) expect(run.output).toEqual(output);
    expect(did.toSorted()).toEqual(pattern.did.toSorted());
    for (const [before, after] of pattern.order ?? []) expect(did.indexOf(before)).toBeLessThan(did.indexOf(after));
  });

  it('are in the table of docs/LANGUAGE.md, each with the program that shows it', () => {
    const page = readFileSync(join(__dirname, '..', '..', 'docs', 'LANGUAGE.md'), 'utf8');
    const rows = [...page.matchAll(/^\| (\d+) \| ([^|]+) \| \[yes\]/gm)].map(([, number, name = '']) => [
      Number(number),
      name.trim(),
    ]);
    expect(rows).toEqual(patterns.map(({ number, name }) => [number, name]));
  });
});
