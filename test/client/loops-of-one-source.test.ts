import { randomUUID } from 'node:crypto';
import type { Caller, Loom } from '../../client/loom.ts';
import type { RunView } from '../../domain/run.ts';
import { type Bench, workbench } from '../support/worker.ts';

let bench: Bench;
let loom: Loom;
beforeAll(async () => {
  bench = await workbench({ greet: ({ who }) => `Hello ${who}` });
  loom = bench.openLoom();
});
afterAll(async () => {
  await loom.close();
  await bench.close();
});

/** A loop that calls a second one for each name, which calls a third. */
const source = [
  'LOOP greet_all',
  '  INPUT: names: list<text>',
  '  STEPS:',
  '    - greetings = FOR name IN names: greet_one(name)',
  '  OUTPUT: {greetings, run: run.id}',
  'END',
  'LOOP greet_one',
  '  INPUT: name: text',
  '  STEPS:',
  '    - polite = title_of(name)',
  '    - greeting = greet(polite)',
  '  OUTPUT: "{greeting}!"',
  'END',
  'LOOP title_of',
  '  INPUT: name: text',
  '  STEPS:',
  '    - title = "Dr. {name}"',
  '  OUTPUT: title',
  'END',
  'TOOLS greetings',
  '  - greet(who: text) -> text = READ HOST test/greet',
  'END',
  '',
].join('\n');

const caller = (): Caller => ({ requestId: randomUUID(), room: 'terminal', requester: '@ada:test', level: 100 });
const finish = (run: RunView): Promise<RunView> => loom.runs.watch(run.workflowId, () => undefined);
const inputs = { names: ['Ada', 'Grace'] };

describe('further loops of a source', () => {
  it('run as child runs of a program from a file', async () => {
    const program = { file: 'greet_all.loop', source };
    const run = await finish(await loom.loops.run({ program, inputs }, caller()));
    expect(run).toMatchObject({
      status: 'completed',
      output: { greetings: ['Hello Dr. Ada!', 'Hello Dr. Grace!'], run: run.workflowId },
    });
  });

  it('are stored with the package that holds them', async () => {
    const metadata = {
      workflow_id: 'greet-all',
      name: 'greet-all',
      version: '1.0.0',
      author: 'ada',
      description: 'Greet everybody.',
      category: 'general',
      tags: [],
      dependencies: {},
      min_hololoom_version: '0.1.0',
    };
    await loom.market.publish({ source, documentation: 'Greets.', examples: [], metadata });
    const run = await finish(await loom.loops.run({ program: 'greet-all', inputs }, caller()));
    expect(run.output).toMatchObject({ greetings: ['Hello Dr. Ada!', 'Hello Dr. Grace!'] });
  });
});
