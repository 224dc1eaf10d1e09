import { randomUUID } from 'node:crypto';
import type { Caller, Loom } from '../../client/loom.ts';
import type { OpenQuestion, RunView } from '../../domain/run.ts';
import { type Bench, workbench } from '../support/worker.ts';

let bench: Bench;
let loom: Loom;
beforeAll(async () => {
  bench = await workbench({ double: ({ n }) => Number(n) * 2 });
  loom = bench.openLoom();
});
afterAll(async () => {
  await loom.close();
  await bench.close();
});

const by = (requester: string): Caller => ({ requestId: randomUUID(), room: '#ops', requester });
const source = [
  'LOOP many',
  '  INPUT: numbers: list<number>',
  '  TOOLS:',
  '    - double(n: number) -> number = HOST test/double',
  '  STEPS:',
  '    - all = FOR n IN numbers MAX 50:',
  '        - asked = ASK "Double {n}?" WHEN n == 117',
  '        - twice = double(n) AFTER asked',
  '        YIELD twice',
  '      END',
  '    - last = all[119]',
  '  OUTPUT: {last}',
  'END',
  '',
].join('\n');

describe('a FOR over more items than one history takes', () => {
  it('is one run to people: its items on its card, its questions under its name', async () => {
    const numbers = Array.from({ length: 120 }, (_, index) => index);
    const program = { file: 'many.loop', source };
    const started = await loom.loops.run({ program, inputs: { numbers } }, by('@dana'));
    const answered = new Set<number>();
    const answer = async ({ number }: OpenQuestion): Promise<void> => {
      if (answered.has(number)) return;
      answered.add(number);
      await loom.runs.answer(started.workflowId, { choice: 'yes' }, by('@ann'));
    };
    const waiting: RunView[] = [];
    const run = await loom.runs.watch(started.workflowId, (view) => {
      if (view.questions.length > 0) waiting.push(view);
      for (const question of view.questions) void answer(question);
    });
    expect(run).toMatchObject({ status: 'completed', output: { last: 238 } });
    expect(waiting[0]?.questions).toMatchObject([
      { run: started.workflowId, path: 'all[117].asked', text: 'Double 117?' },
    ]);
    expect(run.steps).toMatchObject([
      { path: 'all', status: 'completed', counts: { of: 'items', total: 120, done: 120, failed: 0 } },
      { path: 'all[].asked', counts: { total: 120, done: 120 } },
      { path: 'all[].twice', counts: { total: 120, done: 120 } },
      { path: 'last', status: 'completed' },
    ]);
    expect((await loom.runs.list({ limit: 50 })).filter(({ loop }) => loop === 'many')).toHaveLength(1);
  });
});
