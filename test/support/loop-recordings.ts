import { LoomError } from '../../domain/errors.ts';
import { eventually, type Given, type LoopBench, type LoopRun, loopBench, program } from './loops.ts';
import type { Recipe } from './recordings.ts';
import type { Tools } from './worker.ts';

const tools: Tools = {
  echo: ({ x }) => x,
  refuse: ({ x }) => {
    throw new LoomError('tool.bad_input', `No ${x}.`, 'Ask for something else.');
  },
  until_cancelled: (_given, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
    }),
};
const names = Object.keys(tools);

interface Part {
  readonly given?: Given;
  /** What happens to the run while it goes on. */
  readonly meanwhile?: (run: LoopRun, bench: LoopBench) => Promise<void>;
  /** Which history is kept: of the run's first or second part, or of a workflow it started first or last. */
  readonly of?: 'first' | 'second' | 'first child' | 'last child';
}

const few: Given = { eventsMax: 14 };
const open = (run: LoopRun, path: string): Promise<void> =>
  eventually(async () => (await run.journal()).entries[path]?.memory?.ask !== undefined);

async function historyOf(run: LoopRun, bench: LoopBench, of: Part['of']) {
  const history = (id: string, runId?: string) => bench.client.workflow.getHandle(id, runId).fetchHistory();
  const first = await history(run.id, run.firstRunId);
  if (of === 'first child' || of === 'last child') {
    // A chunk is undone under the id it was run under, so its id alone does not say which is meant.
    const children = (first.events ?? []).flatMap(
      ({ childWorkflowExecutionStartedEventAttributes: started }) => started?.workflowExecution ?? [],
    );
    const child = children.at(of === 'first child' ? 0 : -1);
    if (!child?.workflowId || !child.runId) throw new Error('The run started no other.');
    return history(child.workflowId, child.runId);
  }
  if (of !== 'second') return first;
  const last = first.events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes;
  if (!last?.newExecutionRunId) throw new Error('The run was not continued.');
  return history(run.id, last.newExecutionRunId);
}

/** A run of a program, recorded once it has ended. */
const ofLoop = (name: string, source: string, { given = {}, meanwhile, of }: Part = {}): Recipe => ({
  name,
  async record() {
    const bench = await loopBench(tools);
    try {
      const run = await bench.run(source, given);
      await meanwhile?.(run, bench);
      await run.output().catch(() => undefined);
      return { plan: run.plan, history: await historyOf(run, bench, of) };
    } finally {
      await bench.close();
    }
  },
});
const steps = (name: string, lines: string, part: Part = {}): Recipe => ofLoop(name, program(names, lines), part);

const ticking = '    - ticks = REPEAT MAX 4: echo("tick") UNTIL false ELSE "ticked"\n';
const waitsForVotes = `${ticking}    - all = FOR x IN [1, 2, 3] MAX 1: echo(x)
    - go = FIRST:
        - ok = ASK "Go?" NEED 2 WITHIN 1h
        - timer = WAIT 2h
      END`;
const manyItems = `    - base = echo(0)
    - all = FOR x IN range(0, 120):
        - cut = echo(base + x) WHEN x % 50 == 10 UNDO echo("undo {cut}")
      END
    - refuse("more")`;
const voted: Part = {
  given: few,
  async meanwhile(run) {
    await open(run, 'go.ok');
    await run.answer('go.ok', 'yes', 'ann');
    await eventually(async () => (await run.statuses()).ticks === 'replaced');
    await run.answer('go.ok', 'yes', 'bob');
  },
};
const undoing = Array.from(
  { length: 6 },
  (_, at) => `    - s${at} = echo(${at}) AFTER s${at - 1} UNDO echo("undo {s${at}}")`,
)
  .join('\n')
  .replace(' AFTER s-1', '');

/** Runs of what the language has beyond calls and branches. */
export const loopRecordings: readonly Recipe[] = [
  steps(
    'for-items',
    '    - all = FOR x IN [3, 1, 2] MAX 2:\n        - a = echo(x)\n        - b = echo(a * 2)\n        YIELD {x, b}\n      END',
  ),
  steps(
    'for-inside-for',
    '    - grid = FOR row IN [[1, 2], [3]]:\n        - cells = FOR cell IN row: echo(cell)\n        - total = echo(sum(cells))\n      END',
  ),
  steps(
    'for-keep-going-first',
    '    - some = FOR x IN [1, 2, 3, 4, 5] MAX 2 FIRST 2 KEEP GOING:\n        - bad = refuse(x) WHEN x == 1\n        - a = echo(x)\n        YIELD a\n      END',
  ),
  steps(
    'for-failed',
    '    - all = FOR x IN [1, 2, 3] MAX 1:\n        - cut = echo(x) UNDO echo("undo {cut}")\n        - bad = refuse(x) WHEN x == 3\n      END',
  ),
  steps(
    'for-cancelled',
    '    - all = FOR x IN [1, 2]:\n        - cut = echo(x) UNDO echo("undo {cut}")\n        - until_cancelled() AFTER cut\n      END',
    {
      async meanwhile(run, bench) {
        await eventually(() => bench.called.filter(({ tool }) => tool === 'until_cancelled').length === 2);
        await run.handle.cancel();
      },
    },
  ),
  steps(
    'repeat-every',
    '    - r = REPEAT MAX 3 EVERY 20ms: echo(now()) UNTIL false ELSE "over"\n    - after = echo(r)',
  ),
  steps(
    'repeat-failed',
    '    - r = REPEAT MAX 3:\n        - n = echo(uuid()) UNDO echo("undo {n}")\n      END UNTIL false',
  ),
  steps(
    'first-of-three',
    '    - go = FIRST 2:\n        - a = echo("a")\n        - b = refuse("b")\n        - c = echo(a)\n        - d = WAIT 1h\n      END\n    - after = echo(go)',
  ),
  steps(
    'asked-against-a-timer',
    '    - go = FIRST:\n        - pressed = ASK "Promote?" CHOICES ["promote", "abort"]\n        - timer = WAIT 1h\n      END\n    - all = echo("all") WHEN go.pressed == "promote"',
    {
      async meanwhile(run) {
        await open(run, 'go.pressed');
        await run.answer('go.pressed', 'promote', 'ann');
      },
    },
  ),
  steps(
    'two-approvals',
    '    - a = echo(1)\n    - one = ASK "One {a}?" NEED 2 FROM ["@ann", "@bob"] WITHIN 1h\n    - two = ASK "Two?" WITHIN 1h',
    {
      async meanwhile(run) {
        for (const path of ['one', 'two']) await open(run, path);
        await run.answer('one', 'yes', 'ann');
        await run.answer('two', 'no', 'cid');
        await run.answer('one', 'yes', 'bob');
      },
    },
  ),
  steps('refused', '    - a = echo(1) UNDO echo("undo {a}")\n    - ASK "Go on?"\n    - b = echo(2)', {
    async meanwhile(run) {
      await open(run, '1.ask');
      await run.answer('1.ask', 'no', 'ann');
    },
  }),
  steps('not-answered', '    - ok = ASK "Quick?" WITHIN 100ms ELSE "no"\n    - b = echo(ok)'),
  ofLoop(
    'said-and-called',
    'LOOP outer\n  TOOLS:\n    - echo(x: any = null) = HOST test/echo\n  STEPS:\n    - a = echo(1)\n    - SAY "{a}"\n    - inner = within(a)\nEND\nLOOP within\n  INPUT: x\n  STEPS:\n    - y = [x, run.id]\nEND\n',
  ),
  steps(
    'events',
    '    - one = WAIT FOR "ack" WHERE it.by == "ann" WITHIN 1h\n    - two = WAIT FOR "ack"\n    - never = WAIT FOR "never" WITHIN 100ms ELSE null',
    {
      async meanwhile(run) {
        await run.tell('ack', { by: 'bob' });
        await run.tell('ack', { by: 'ann' });
      },
    },
  ),
  steps(
    'collaborated',
    '    - told = COLLABORATE "How is an incident contained?" WITH ["responder"] WITHIN 1m\n    - b = echo(told.agreement)',
  ),
  steps('continued', waitsForVotes, voted),
  steps('continuation', waitsForVotes, { ...voted, of: 'second' }),
  steps('continued-while-undoing', `${undoing}\n    - refuse("more")`, { given: { eventsMax: 42 } }),
  steps('continuation-of-undoing', `${undoing}\n    - refuse("more")`, { given: { eventsMax: 42 }, of: 'second' }),
  steps('in-chunks', manyItems),
  steps('chunk', manyItems, { of: 'first child' }),
  steps('undo-of-a-chunk', manyItems, { of: 'last child' }),
  {
    name: 'resumed',
    async record() {
      const bench = await loopBench(tools);
      try {
        const source = program(
          names,
          '    - a = echo(1) UNDO echo("undo {a}")\n    - b = echo(2)\n    - all = FOR x IN [1, 2] MAX 1: echo(b + x)\n    - bad = refuse(a) AFTER all',
        );
        const before = await bench.run(source);
        await before.failure();
        const run = await bench.run(source, { journal: await before.journal() });
        await run.failure();
        return { plan: run.plan, history: await run.handle.fetchHistory() };
      } finally {
        await bench.close();
      }
    },
  },
];
