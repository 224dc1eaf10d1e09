import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Loom } from '../../client/loom.ts';
import type { RunView, StepView } from '../../domain/run.ts';
import { hostTools } from '../../examples/host-tools/index.ts';
import { examplePackages } from '../support/packages.ts';
import { type Bench, workbench } from '../support/worker.ts';

const home = mkdtempSync(join(tmpdir(), 'hololoom-examples-'));
let bench: Bench;
let loom: Loom;
beforeAll(async () => {
  bench = await workbench(new Map(hostTools({ HOLOLOOM_HOME: home }).map((tool) => [tool.name, tool])));
  loom = bench.openLoom();
  for (const bundle of examplePackages()) await loom.market.publish(bundle);
});
afterAll(async () => {
  await loom.close();
  await bench.close();
  rmSync(home, { recursive: true, force: true });
});

let requests = 0;
async function run(program: string, inputs: Record<string, string>): Promise<RunView> {
  requests += 1;
  const caller = {
    requestId: `${program}-${process.pid}-${Date.now()}-${requests}`,
    room: 'terminal',
    requester: 'ada',
  };
  const { workflowId } = await loom.loops.run({ program, words: inputs }, caller);
  return loom.runs.watch(workflowId, () => undefined);
}

describe('every example package', () => {
  const examples = examplePackages().flatMap(({ metadata, examples: shown }) =>
    shown.map((example) => ({ program: metadata.workflow_id, ...example })),
  );

  it.each(examples)('$program answers $inputs as its documentation says', async ({ program, inputs, output }) => {
    const { status, output: answer, failure } = await run(program, inputs as Record<string, string>);
    expect({ status, failure }).toEqual({ status: 'completed', failure: null });
    expect(answer).toMatchObject(output as object);
  });
});

describe('security-incident-pro', () => {
  it('runs in two waves: what needs nothing starts at once, the rest when what it mentions is done', async () => {
    const { steps } = await run('security-incident-pro', { incident_id: 'INC-42' });
    const step = (name: string): StepView => steps.find((each) => each.name === name) as StepView;
    const at = (moment: string | null): number => Date.parse(moment ?? '');
    expect(steps.map(({ name, wave, status }) => [name, wave, status])).toEqual([
      ['assess', 0, 'completed'],
      ['contain', 1, 'completed'],
      ['investigate', 0, 'completed'],
      ['remediate', 1, 'completed'],
      ['document', 1, 'completed'],
    ]);
    expect(at(step('investigate').startedAt)).toBeLessThan(at(step('contain').startedAt));
    expect(at(step('contain').startedAt)).toBeGreaterThanOrEqual(at(step('assess').endedAt));
    expect(at(step('document').startedAt)).toBeGreaterThanOrEqual(at(step('investigate').endedAt));
  });

  it('writes a postmortem that people can read, with the lines that prove it', async () => {
    const { output } = await run('security-incident-pro', { incident_id: 'INC-42' });
    const { path } = (output as { document: { path: string } }).document;
    const postmortem = readFileSync(join(home, path), 'utf8');
    expect(postmortem).toMatch(/^# /);
    expect(postmortem).toContain('auth.log');
  });

  it('fails at once for an unknown incident, and says which there are', async () => {
    const { status, failure, steps } = await run('security-incident-pro', { incident_id: 'INC-404' });
    expect(status).toBe('failed');
    expect(failure).toMatchObject({ code: 'tool.unknown_incident', step: expect.stringMatching(/assess|investigate/) });
    expect(`${failure?.message} ${failure?.hint}`).toMatch(/INC-42.*INC-43/);
    expect(steps.map(({ attempts }) => attempts).every((attempts) => attempts <= 1)).toBe(true);
  });
});
