import type { Loom } from '../../client/loom.ts';
import { type ModelServer, modelServer } from '../support/model-server.ts';
import { type Bench, workbench } from '../support/worker.ts';

let server: ModelServer;
let bench: Bench;
let loom: Loom;
beforeAll(async () => {
  server = await modelServer(({ prompt }) =>
    prompt.includes('"answer"') ? '{"answer": {"level": "high", "tool": "x"}}' : 'ok',
  );
  bench = await workbench(
    {},
    { environment: { HOLOLOOM_MODEL: 'openai-compatible:tiny', HOLOLOOM_MODEL_URL: server.url } },
  );
  loom = bench.openLoom();
});
afterAll(async () => {
  await loom.close();
  await bench.close();
  await server.close();
});

const source = [
  'LOOP triage',
  '  INPUT: ticket: text',
  '  TOOLS:',
  '    - rate(ticket: text) -> {level: text} = PROMPT "How bad is this? {ticket}" AGENT triager',
  '  STEPS:',
  '    - rated = rate(ticket)',
  '  OUTPUT: {rated}',
  'END',
  '',
].join('\n');

it('asks an agent of the room a run runs in, on the account of the room, and takes declared fields only', async () => {
  const caller = { requestId: 'triage-1', room: '#support', requester: '@ann', level: 100 };
  const triager = {
    name: 'triager',
    title: 'Triager',
    role: 'Rates tickets.',
    configuration: { temperature: 0, examples: 0 },
  };
  await loom.agents.register(triager, caller);
  const run = await loom.loops.run(
    { program: { file: 'triage.loop', source }, inputs: { ticket: 'It burns' } },
    caller,
  );
  const ended = await loom.runs.watch(run.workflowId, () => undefined);
  expect([ended.failure, ended.output]).toEqual([null, { rated: { level: 'high' } }]);
  const [{ system = '', prompt = '', temperature = null } = {}] = server.requests;
  expect([system.startsWith('You are Triager. Rates tickets.'), temperature]).toEqual([true, 0]);
  expect(prompt).toContain('How bad is this? It burns');
  const { rows } = await bench.db.execute('SELECT workspace, agent FROM model_calls');
  expect(rows).toEqual([{ workspace: '#support', agent: 'triager' }]);
});
