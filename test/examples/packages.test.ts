import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { egressSettings } from '../../activities/egress/settings.ts';
import type { Loom } from '../../client/loom.ts';
import type { Example } from '../../domain/market/bundle.ts';
import type { RunView, StepStatus, StepView } from '../../domain/run.ts';
import { hostTools } from '../../examples/host-tools/index.ts';
import { openPractice, type Practice } from '../../examples/practice/server.ts';
import { examplePackages } from '../support/packages.ts';
import { type Bench, workbench } from '../support/worker.ts';

const home = mkdtempSync(join(tmpdir(), 'hololoom-examples-'));
const secrets = ['siem', 'edr', 'iam', 'ca', 'hosts', 'cloud', 'databases', 'backups', 'pager', 'customers'];
let practice: Practice;
let bench: Bench;
let loom: Loom;
/** A worker as an operator sets one up who has the practice services of `hololoom practice`. */
beforeAll(async () => {
  practice = await openPractice(0);
  const groups = join(home, 'groups.json');
  writeFileSync(groups, JSON.stringify({ '@sec-leads': ['@ann', '@bob'], '@privacy': ['@bob', '@eve'] }));
  bench = await workbench(new Map(hostTools({ HOLOLOOM_HOME: home }).map((tool) => [tool.name, tool])), {
    egress: egressSettings({ routes: practice.routes }, 'practice'),
    environment: Object.fromEntries(secrets.map((name) => [`HOLOLOOM_SECRET_${name.toUpperCase()}_TOKEN`, 'practice'])),
    groups: { path: groups, named: true },
  });
  loom = bench.openLoom();
  for (const bundle of examplePackages()) await loom.market.publish(bundle);
});
afterAll(async () => {
  await loom.close();
  await bench.close();
  await practice.close();
  rmSync(home, { recursive: true, force: true });
});

let requests = 0;
function callerOf(requester: string) {
  requests += 1;
  const requestId = `example-${process.pid}-${Date.now()}-${requests}`;
  return { requestId, room: 'terminal', requester, level: 100, everywhere: true };
}

async function run(
  program: string,
  inputs: Example['inputs'],
  { answers = [], events = [] }: Partial<Example> = {},
): Promise<RunView> {
  const { workflowId } = await loom.loops.run({ program, inputs }, callerOf('ada'));
  const told = events.map(async ({ path, name, data }) => {
    await begun(workflowId, path);
    // What the world tells about a run names it; the example cannot know how.
    const known = JSON.parse(JSON.stringify(data).replaceAll('$run', workflowId));
    await loom.runs.emit(name, known, { run: workflowId }, callerOf('@ci'));
  });
  for (const { path, choice, user } of answers) {
    await asked(workflowId, path);
    await loom.runs.answer(workflowId, { path, choice }, callerOf(user));
  }
  await Promise.all(told);
  return loom.runs.watch(workflowId, () => undefined);
}

/** Waits until people can see a question. */
async function asked(workflowId: string, path: string): Promise<void> {
  while ((await loom.runs.questions({ run: workflowId })).every((question) => question.path !== path)) {
    await stillRuns(workflowId, path);
  }
}

/** Waits until a step is at work. */
async function begun(workflowId: string, path: string): Promise<void> {
  const handle = bench.client.workflow.getHandle(workflowId);
  while ((await handle.query<Readonly<Record<string, StepStatus>>>('progress'))[path] !== 'running') {
    await stillRuns(workflowId, path);
  }
}

async function stillRuns(workflowId: string, path: string): Promise<void> {
  const { status } = await bench.client.workflow.getHandle(workflowId).describe();
  if (status.name !== 'RUNNING') throw new Error(`${workflowId} ended before ${path} began.`);
  await new Promise((next) => setTimeout(next, 20));
}

describe('every example package', () => {
  const examples = examplePackages().flatMap(({ metadata, examples: shown }) =>
    shown.map((example) => ({ program: metadata.workflow_id, ...example })),
  );

  it.each(examples)('$program answers $inputs as its documentation says', async ({ program, ...example }) => {
    const { status, output, failure } = await run(program, example.inputs, example);
    if (example.failure !== undefined)
      return expect({ status, code: failure?.code }).toEqual({ status: 'failed', code: example.failure });
    expect({ status, failure }).toEqual({ status: 'completed', failure: null });
    return expect(output).toMatchObject(example.output as object);
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
