import { randomUUID } from 'node:crypto';
import { openLoom } from '../../client/api/index.ts';
import type { Caller, Loom } from '../../client/loom.ts';
import type { Bundle } from '../../domain/market/bundle.ts';
import type { RunView } from '../../domain/run.ts';
import { keysInMemory } from '../support/keys.ts';
import { type Bench, workbench } from '../support/worker.ts';

let bench: Bench;
let loom: Loom;
beforeAll(async () => {
  bench = await workbench({
    greet: ({ who }) => `Hello ${who}`,
    shout: ({ text }) => String(text).toUpperCase(),
    until_cancelled: (_given, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  });
  loom = bench.openLoom();
  await loom.market.publish(bundle('voice', '1.0.0', toolbox));
  await loom.market.publish(bundle('greeter', '1.0.0', greeter, { voice: '^1.0.0' }));
});
afterAll(async () => {
  await loom.close();
  await bench.close();
});

const toolbox = 'TOOLS voice\n  - shout(text: text) -> text = READ HOST test/shout\nEND\n';
const greeter = [
  'LOOP greeter',
  '  INPUT: who: text',
  '  TOOLS:',
  '    - greet(who: text) -> text = READ HOST test/greet',
  '  STEPS:',
  '    - greeting = greet(who)',
  '    - loud = shout(greeting)',
  '  OUTPUT: {loud}',
  'END',
  '',
].join('\n');

function bundle(name: string, version: string, source: string, dependencies: Record<string, string> = {}): Bundle {
  return {
    source,
    documentation: `What ${name} is for.`,
    examples: [],
    metadata: {
      workflow_id: name,
      name,
      version,
      author: 'ada',
      description: `A ${name}.`,
      category: 'general',
      tags: [],
      dependencies,
      min_hololoom_version: '0.1.0',
    },
  };
}

const caller = (requestId: string = randomUUID()): Caller => ({
  requestId,
  room: 'terminal',
  requester: '@ada:test',
  level: 100,
});
const finish = (run: RunView): Promise<RunView> => loom.runs.watch(run.workflowId, () => undefined);

describe('running', () => {
  it('a published loop shows its steps, its output and its page in the web UI', async () => {
    const started = await loom.loops.run({ program: 'greeter', words: { who: 'Grace' } }, caller());
    const run = await finish(started);
    expect(run).toMatchObject({
      loop: 'greeter',
      package: 'greeter',
      version: '1.0.0',
      status: 'completed',
      room: 'terminal',
      requester: '@ada:test',
      output: { loud: 'HELLO GRACE' },
      failure: null,
    });
    expect(run.steps).toMatchObject([
      { name: 'greeting', tool: 'greet', wave: 0, status: 'completed', attempts: 1, line: 6 },
      { name: 'loud', tool: 'shout', wave: 1, status: 'completed', attempts: 1, line: 7 },
    ]);
    expect(run.temporalUrl).toBe(
      `http://127.0.0.1:8233/namespaces/default/workflows/${encodeURIComponent(run.workflowId)}/${run.runId}/history`,
    );
  });

  it('the same request twice finds the same run, also once it has ended', async () => {
    const again = caller();
    const first = await loom.loops.run({ program: 'greeter', inputs: { who: 'Ada' } }, again);
    const second = await loom.loops.run({ program: 'greeter', inputs: { who: 'Ada' } }, again);
    await finish(first);
    const third = await loom.loops.run({ program: 'greeter', inputs: { who: 'Ada' } }, again);
    expect([second.runId, third.runId]).toEqual([first.runId, first.runId]);
  });

  it('reads words by the type the loop declares', async () => {
    const run = await finish(await loom.loops.run({ program: 'greeter', words: { who: '1.0' } }, caller()));
    expect(run.output).toEqual({ loud: 'HELLO 1.0' });
  });

  it('says which inputs are missing, unknown or of the wrong type, all at once', async () => {
    const start = loom.loops.run({ program: 'greeter', inputs: { name: 'Ada' } }, caller());
    await expect(start).rejects.toMatchObject({
      code: 'loop.inputs_wrong',
      message: expect.stringMatching(/no input "name".*"who" \(text\) is missing/s),
      hint: expect.stringContaining('who=…'),
    });
  });

  it('a file runs unpublished, against what is published', async () => {
    const source = greeter.replace('LOOP greeter', 'LOOP local_greeter\n  USES:\n    - voice = voice ^1');
    const program = { file: 'local.loop', source: source.replace('shout(greeting)', 'voice.shout(greeting)') };
    const run = await finish(await loom.loops.run({ program, inputs: { who: 'you' } }, caller()));
    expect(run).toMatchObject({ loop: 'local_greeter', package: null, version: null, output: { loud: 'HELLO YOU' } });
  });

  it('runs another package as a child, on the plan it was locked to', async () => {
    const source = 'LOOP twice\n  INPUT: who: text\n  STEPS:\n    - once = greeter(who: who)\n  OUTPUT: {once}\nEND\n';
    await loom.market.publish(bundle('twice', '1.0.0', source, { greeter: '^1.0.0' }));
    const run = await finish(await loom.loops.run({ program: 'twice', inputs: { who: 'us' } }, caller()));
    expect(run.output).toEqual({ once: { loud: 'HELLO US' } });
    expect(run.steps).toMatchObject([{ name: 'once', tool: 'greeter', status: 'completed' }]);
  });

  it('knows what a published loop gives to those who call it', async () => {
    const source =
      'LOOP louder\n  INPUT: who: text\n  STEPS:\n    - once = greeter(who: who)\n  OUTPUT: once.lout\nEND\n';
    const published = loom.market.publish(bundle('louder', '1.0.0', source, { greeter: '^1.0.0' }));
    await expect(published).rejects.toMatchObject({
      code: 'loop.has_problems',
      message: expect.stringMatching(/"once" has no field "lout".*Did you mean "loud"\?/s),
    });
  });

  it('shows a run that was cancelled as cancelled', async () => {
    const source = 'LOOP long\n  TOOLS:\n    - wait() = HOST test/until_cancelled\n  STEPS:\n    - w = wait()\nEND\n';
    const run = await loom.loops.run({ program: { file: 'long.loop', source } }, caller());
    const seen: RunView[] = [];
    const end = loom.runs.watch(run.workflowId, (view) => {
      seen.push(view);
      if (view.steps[0]?.status === 'running') void loom.runs.cancel(run.workflowId);
    });
    expect(await end).toMatchObject({
      status: 'cancelled',
      steps: [{ status: 'cancelled' }],
      failure: { code: 'loop.run_cancelled' },
    });
    expect(seen[0]?.status).toBe('running');
  });

  it('stops watching when asked, and the run goes on', async () => {
    const source = 'LOOP longer\n  TOOLS:\n    - wait() = HOST test/until_cancelled\n  STEPS:\n    - w = wait()\nEND\n';
    const run = await loom.loops.run({ program: { file: 'longer.loop', source } }, caller());
    const leave = new AbortController();
    const view = await loom.runs.watch(run.workflowId, () => leave.abort(), leave.signal);
    expect(view.status).toBe('running');
    await loom.runs.cancel(run.workflowId);
  });
});

describe('finding runs', () => {
  it('by workflow id, request id, run id, or a unique beginning', async () => {
    const by = caller(`find-${randomUUID()}`);
    const run = await finish(await loom.loops.run({ program: 'greeter', inputs: { who: 'Ada' } }, by));
    for (const id of [run.workflowId, by.requestId, run.runId, by.requestId.slice(0, 20)]) {
      expect((await eventually(() => loom.runs.get(id))).runId).toBe(run.runId);
    }
    expect((await loom.runs.list({ limit: 50 })).map(({ runId }) => runId)).toContain(run.runId);
  });

  it('says so when there is none, or more than one', async () => {
    await expect(loom.runs.get('nothing-like-this')).rejects.toMatchObject({ code: 'loop.run_not_found' });
    await expect(loom.runs.get("'; DROP")).rejects.toMatchObject({ code: 'loop.run_not_found' });
    await eventually(async () => {
      if ((await loom.runs.list({ limit: 2 })).length < 2) throw new Error('not listed yet');
    });
    await expect(loom.runs.get('loop/')).rejects.toMatchObject({ code: 'loop.run_ambiguous' });
  });
});

describe('the market', () => {
  it('finds a version again when the same is published again, and refuses to change it', async () => {
    const again = await loom.market.publish(bundle('voice', '1.0.0', toolbox));
    expect(again).toMatchObject({ package: 'voice', version: '1.0.0', created: false });
    const changed = loom.market.publish(bundle('voice', '1.0.0', toolbox.replace('READ ', '')));
    await expect(changed).rejects.toMatchObject({ code: 'market.version_exists' });
  });

  it('locks a version to what it was compiled against, dependencies of dependencies included', async () => {
    const packages = await loom.market.list();
    const voice = packages.find((each) => each.package === 'voice');
    const found = packages.find((each) => each.package === 'greeter');
    expect(found?.lock).toEqual({ 'voice@1.0.0': voice?.sha256 });
  });

  it('refuses a package whose dependency nothing fits, naming what is published', async () => {
    const published = loom.market.publish(
      bundle('newer', '1.0.0', greeter.replace('greeter', 'newer'), { voice: '^2' }),
    );
    await expect(published).rejects.toMatchObject({
      code: 'market.dependency_missing',
      message: expect.stringContaining('published are 1.0.0'),
    });
  });

  it('refuses a package with problems, showing them all with their places', async () => {
    const source = greeter.replace('greet(who)', 'gret(who)').replace('{loud}', '{lod}').replace('greeter', 'broken');
    const published = loom.market.publish(bundle('broken', '1.0.0', source, { voice: '^1' }));
    await expect(published).rejects.toMatchObject({
      code: 'loop.has_problems',
      message: expect.stringMatching(/"gret".*Did you mean "greet".*"lod".*Did you mean "loud"/s),
    });
  });

  it('names the package that exports a tool nobody depends on, when a program is checked and when it is published', async () => {
    const source = 'LOOP lonely\n  STEPS:\n    - loud = shout("hi")\n  OUTPUT: {loud}\nEND\n';
    const hint = /voice exports it.*USES:\n\s+- voice = voice \^1\.0\.0/s;
    const { problems } = await loom.loops.check({ file: 'lonely.loop', source }, { offline: false });
    expect(problems).toMatchObject([{ code: 'loop.unknown_tool', hint: expect.stringMatching(hint) }]);
    await expect(loom.market.publish(bundle('lonely', '1.0.0', source))).rejects.toMatchObject({
      code: 'loop.has_problems',
      message: expect.stringContaining('voice exports it'),
    });
    const offline = await loom.loops.check({ file: 'lonely.loop', source }, { offline: true });
    expect(JSON.stringify(offline.problems)).not.toContain('voice');
  });

  it('refuses a HOST tool no worker has', async () => {
    const published = loom.market.publish(bundle('hostless', '1.0.0', toolbox.replace('test/shout', 'test/shoot')));
    await expect(published).rejects.toMatchObject({ code: 'loop.has_problems' });
  });
});

describe('before running', () => {
  it('tells what a program will do', async () => {
    expect(await loom.loops.plan('greeter')).toMatchObject({
      loop: 'greeter',
      inputs: [{ name: 'who', type: { t: 'text' }, required: true }],
      waves: [['greeting'], ['loud']],
      outputs: ['loud'],
    });
    await expect(loom.loops.plan('voice')).rejects.toMatchObject({ code: 'loop.nothing_to_run' });
    await expect(loom.loops.plan('nobody')).rejects.toMatchObject({ code: 'market.not_found' });
  });

  it('checks against the market, or takes on trust what it would bring', async () => {
    const { metadata } = bundle('greeter', '1.0.0', greeter, { voice: '^1.0.0' });
    const program = { file: 'greeter.loop', source: greeter, metadata };
    expect(await loom.loops.check(program, { offline: false })).toMatchObject({ ok: true, assumed: [] });
    expect(await loom.loops.check(program, { offline: true })).toMatchObject({ ok: true, assumed: ['shout'] });
  });
});

describe('the doctor', () => {
  it('finds every part well', async () => {
    const findings = await loom.doctor();
    expect(findings.map(({ part, status }) => [part, status])).toEqual([
      ['PostgreSQL', 'ok'],
      ['tables', 'ok'],
      ['Temporal', 'ok'],
      ['search attributes', 'ok'],
      ['worker', 'ok'],
    ]);
  });

  it('says what does not answer, and what to do, without throwing', async () => {
    const addresses = {
      databaseUrl: 'postgres://nobody:nothing@127.0.0.1:1/none',
      temporalAddress: '127.0.0.1:1',
      temporalNamespace: 'default',
      temporalUiUrl: null,
      ownTemporal: true,
    };
    const nowhere = openLoom(addresses, keysInMemory());
    const findings = await nowhere.doctor();
    expect(findings.every(({ status, hint }) => status === 'error' && hint !== null)).toBe(true);
    await nowhere.close();
  });
});

/** The list of runs lags behind a little: asks again until it answers. */
async function eventually<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    try {
      return await ask();
    } catch {
      await new Promise((next) => setTimeout(next, 100));
    }
  }
  return ask();
}
