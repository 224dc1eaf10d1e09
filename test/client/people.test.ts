import { randomUUID } from 'node:crypto';
import type { Caller, Loom, RoomMessage } from '../../client/loom.ts';
import { projectStep } from '../../db/runs.ts';
import type { OpenQuestion, RunView } from '../../domain/run.ts';
import { type Bench, workbench } from '../support/worker.ts';

/** Hosts that were cut off, so that a test sees what was done twice or never. */
const cut: string[] = [];
let bench: Bench;
let loom: Loom;
beforeAll(async () => {
  bench = await workbench({
    isolate: ({ host }) => {
      cut.push(String(host));
      return { ticket: `T-${host}` };
    },
    fragile: ({ host }) => {
      if (repaired.has(String(host))) return `fixed ${host}`;
      throw new Error(`${host} is down`);
    },
  });
  loom = bench.openLoom();
});
afterAll(async () => {
  await loom.close();
  await bench.close();
});
const repaired = new Set<string>();

const tools = [
  '  TOOLS:',
  '    - isolate(host: text) = HOST test/isolate',
  '    - fragile(host: text) = HOST test/fragile',
];
const program = (name: string, ...lines: string[]) => ({
  file: `${name}.loop`,
  source: [`LOOP ${name}`, ...lines, 'END', ''].join('\n'),
});
const by = (requester: string, change: Partial<Caller> = {}): Caller => ({
  requestId: randomUUID(),
  room: '#ops',
  requester,
  level: 0,
  ...change,
});
const start = (source: ReturnType<typeof program>, caller = by('@dana')): Promise<RunView> =>
  loom.loops.run({ program: source }, caller);
const finish = (run: RunView): Promise<RunView> => loom.runs.watch(run.workflowId, () => undefined);

/** Watches a run until it waits for so many answers. */
async function questionsOf({ workflowId }: RunView, count = 1): Promise<readonly OpenQuestion[]> {
  const control = new AbortController();
  const run = await loom.runs.watch(
    workflowId,
    ({ questions }) => {
      if (questions.length >= count) control.abort();
    },
    control.signal,
  );
  return run.questions;
}

const gate = program(
  'gate',
  '  STEPS:',
  '    - ok = ASK "Isolate 2 hosts?" FROM [@ann, @bob] NEED 2',
  '  OUTPUT: {ok}',
);

describe('a question', () => {
  it('is shown with its run and in its room, and decided by those who may', async () => {
    const run = await start(gate);
    const [question] = await questionsOf(run);
    expect(question).toMatchObject({
      run: run.workflowId,
      path: 'ok',
      room: '#ops',
      text: 'Isolate 2 hosts?',
      choices: ['yes', 'no'],
      users: ['@ann', '@bob'],
      need: 2,
      votes: 0,
    });
    expect(await loom.runs.questions({ room: '#ops' })).toContainEqual(question);

    const eve = loom.runs.answer(run.workflowId, { choice: 'yes' }, by('@eve'));
    await expect(eve).rejects.toMatchObject({ code: 'ask.not_entitled' });
    const first = await loom.runs.answer(run.workflowId, { choice: 'y' }, by('@ann'));
    expect(first).toMatchObject({ decided: null, votes: 1, need: 2, choice: 'yes' });
    expect((await loom.runs.questions({ run: run.workflowId }))[0]).toMatchObject({ votes: 1 });
    const second = await loom.runs.answer(String(question?.number), { choice: 1 }, by('bob'));
    expect(second).toMatchObject({ decided: 'yes', votes: 2 });

    const ended = await finish(run);
    expect(ended).toMatchObject({ status: 'completed', output: { ok: 'yes' }, questions: [] });
    expect(ended.messages).toMatchObject([{ kind: 'ask', path: 'ok', room: '#ops', text: 'Isolate 2 hosts?' }]);
  });

  it('takes the same request twice as one answer', async () => {
    const run = await start(gate);
    await questionsOf(run);
    const ann = by('@ann');
    const answer = () => loom.runs.answer(run.workflowId, { choice: 'yes' }, ann);
    expect([await answer(), await answer()]).toMatchObject([{ votes: 1 }, { votes: 1 }]);
    await expect(loom.runs.answer(run.workflowId, { choice: 'yes' }, by('@ann'))).rejects.toMatchObject({
      code: 'ask.answered_already',
    });
    expect(await loom.runs.answer(run.workflowId, { choice: 2 }, by('@bob'))).toMatchObject({ decided: 'no' });
    await finish(run);
  });

  it('is answered where it was asked, but by who sits at the machine', async () => {
    const run = await start(program('quiet', '  STEPS:', '    - ok = ASK "Sure?" IN #sec', '  OUTPUT: {ok}'));
    await questionsOf(run);
    const answer = (caller: Caller) => loom.runs.answer(run.workflowId, { choice: 'yes' }, caller);
    await expect(answer(by('@ann'))).rejects.toMatchObject({
      code: 'ask.none_open',
      message: expect.stringContaining('asked in #sec'),
    });
    // It is a question of this room's run all the same.
    expect(await loom.runs.questions({ room: '#ops' })).toContainEqual(expect.objectContaining({ room: '#sec' }));
    expect(await answer(by('@ann', { everywhere: true }))).toMatchObject({ decided: 'yes' });
    await finish(run);
  });

  it('has to be named when several are open', async () => {
    const run = await start(
      program(
        'both',
        '  STEPS:',
        '    - one = ASK "One?"',
        '    - two = ASK "Two?" CHOICES ["go", "go slow", "stop"]',
        '  OUTPUT: {one, two}',
      ),
    );
    const asked = await questionsOf(run, 2);
    const two = String(asked.find(({ path }) => path === 'two')?.number);
    // "approve 4 stop": people say what they choose where the step would stand.
    await expect(loom.runs.answer(two, { path: 'stop', choice: 1 }, by('@ann'))).rejects.toMatchObject({
      message: `Question ${two} was asked at two, and not at stop.`,
      hint: `Write answer ${two} stop.`,
    });
    const answer = (path: string | undefined, choice: string | number) =>
      loom.runs.answer(run.workflowId, { ...(path && { path }), choice }, by('@ann'));
    await expect(answer(undefined, 'yes')).rejects.toMatchObject({
      code: 'ask.ambiguous',
      message: expect.stringMatching(/one .*two|two .*one/),
    });
    await expect(answer('three', 'yes')).rejects.toMatchObject({
      code: 'ask.none_open',
      hint: expect.stringMatching(/one .*two|two .*one/),
    });
    await expect(answer('two', 'maybe')).rejects.toMatchObject({
      code: 'ask.unknown_choice',
      hint: expect.stringContaining('go, go slow, stop'),
    });
    await answer('one', 'no');
    expect(await answer('two', 'go s')).toMatchObject({ decided: 'go slow' });
    expect(await finish(run)).toMatchObject({ output: { one: 'no', two: 'go slow' } });
    await expect(answer(undefined, 'yes')).rejects.toMatchObject({ code: 'ask.none_open' });
    const unknown = loom.runs.answer('999999', { choice: 'yes' }, by('@ann'));
    await expect(unknown).rejects.toMatchObject({ code: 'ask.none_open', message: 'There is no question 999999.' });
  });

  it('takes an answer although a worker told of a decision before it was killed, and the decision is lost', async () => {
    const run = await start(gate);
    await questionsOf(run);
    const told = { startedAt: null, endedAt: new Date(), attempts: 0, error: null };
    await projectStep(bench.db, { workflowId: run.workflowId, path: 'ok', status: 'completed', ...told });
    expect(await loom.runs.questions({ run: run.workflowId })).toEqual([]);
    const answer = () => loom.runs.answer(run.workflowId, { path: 'ok', choice: 'no' }, by('@ann'));
    expect(await answer()).toMatchObject({ decided: 'no' });
    expect(await finish(run)).toMatchObject({ output: { ok: 'no' } });
    await expect(answer()).rejects.toMatchObject({ code: 'ask.none_open' });
  });

  it('is withdrawn with its run', async () => {
    const run = await start(gate);
    const [question] = await questionsOf(run);
    await bench.client.workflow.getHandle(run.workflowId).terminate();
    expect(await loom.runs.questions({ room: '#ops' })).not.toContainEqual(
      expect.objectContaining({ run: run.workflowId }),
    );
    const late = loom.runs.answer(String(question?.number), { choice: 1 }, by('@ann'));
    await expect(late).rejects.toMatchObject({ code: 'ask.none_open' });
  });
});

describe('what a run says', () => {
  it('is heard in its room while it goes on, and stands with the run', async () => {
    const heard: RoomMessage[] = [];
    const stop = await loom.runs.listen('#news', (message) => heard.push(message));
    const said = program(
      'said',
      '  STEPS:',
      '    - SAY "one" IN #news',
      '    - SAY "elsewhere" IN #other',
      '    - ok = ASK "Two?" IN #news',
    );
    const run = await start(said, by('@dana', { room: '#news' }));
    const [question] = await questionsOf(run);
    await loom.runs.answer(run.workflowId, { choice: 'yes' }, by('@ann', { room: '#news' }));
    const { messages } = await finish(run);
    expect(messages.map(({ kind, text }) => `${kind} ${text}`).sort()).toEqual([
      'ask Two?',
      'say elsewhere',
      'say one',
    ]);
    await stop();
    expect(heard.map(({ text }) => text).sort()).toEqual(['Two?', 'one']);
    expect(heard.find(({ kind }) => kind === 'ask')?.question).toEqual(question);
  });
});

describe('an event', () => {
  const waiting = program(
    'waiting',
    '  STEPS:',
    '    - got = WAIT FOR "deploy.done" WHERE it.service == "api"',
    '  OUTPUT: {got}',
  );

  it('reaches the runs of the room that wait for it, once', async () => {
    const [run, other] = [await start(waiting), await start(waiting, by('@dana', { room: '#elsewhere' }))];
    const deaf = await start(gate);
    const event = by('@ci');
    const emit = () => loom.runs.emit('deploy.done', { service: 'api', seconds: 12 }, {}, event);
    const told = await eventually(async () => {
      const { told } = await emit();
      if (told.length === 0) throw new Error('not listed yet');
      return told;
    });
    expect(told).toEqual([run.workflowId]);
    expect(await finish(run)).toMatchObject({ output: { got: { service: 'api', seconds: 12 } } });
    for (const each of [other, deaf]) await loom.runs.cancel(each.workflowId);
  });

  it('reaches the run that is named, at once', async () => {
    const run = await start(waiting);
    const emit = (service: string) => loom.runs.emit('deploy.done', { service }, { run: run.workflowId }, by('@ci'));
    expect(await emit('web')).toEqual({ told: [run.workflowId] });
    await emit('api');
    expect(await finish(run)).toMatchObject({ output: { got: { service: 'api' } } });
    await expect(emit('api')).rejects.toMatchObject({ code: 'command.nothing_to_do' });
  });
});

describe('a failed run', () => {
  it('is gone on with where it failed', async () => {
    const host = randomUUID();
    const source = program(
      'repair',
      '  INPUT: host: text',
      ...tools,
      '  STEPS:',
      '    - first = isolate(host)',
      '    - last = fragile(host) AFTER first RETRY 1',
      '  OUTPUT: {first, last}',
    );
    const failed = await finish(await loom.loops.run({ program: source, inputs: { host } }, by('@dana')));
    expect(failed.status).toBe('failed');
    await expect(loom.runs.resume((await start(gate)).workflowId, by('@dana'))).rejects.toMatchObject({
      code: 'loop.not_resumable',
    });

    repaired.add(host);
    const again = by('@dana');
    const resumed = await loom.runs.resume(failed.workflowId, again);
    expect((await loom.runs.resume(failed.workflowId, again)).workflowId).toBe(resumed.workflowId);
    const ended = await finish(resumed);
    expect(ended).toMatchObject({
      status: 'completed',
      resumedFrom: failed.workflowId,
      output: { first: { ticket: `T-${host}` }, last: `fixed ${host}` },
      steps: [{ status: 'completed' }, { status: 'completed' }],
    });
    expect(cut.filter((each) => each === host)).toHaveLength(1);
    await expect(loom.runs.resume(ended.workflowId, by('@dana'))).rejects.toMatchObject({ code: 'loop.not_resumable' });
  });
});

describe('a FOR', () => {
  it('is shown as one line with its items counted', async () => {
    const [good, bad] = [randomUUID(), randomUUID()];
    repaired.add(good);
    const source = program(
      'each',
      '  INPUT: hosts: list<text>',
      ...tools,
      '  STEPS:',
      '    - all = FOR host IN hosts KEEP GOING:',
      '        - fixed = fragile(host) RETRY 1',
      '      END',
      '  OUTPUT: {all}',
    );
    const run = await finish(
      await loom.loops.run({ program: source, inputs: { hosts: [good, bad, good] } }, by('@dana')),
    );
    expect(run.status).toBe('completed');
    expect(run.steps).toMatchObject([
      { path: 'all', status: 'completed', counts: { of: 'items', total: 3, done: 2, failed: 1 } },
      {
        path: 'all[].fixed',
        inside: 'all',
        counts: { of: 'times', total: 3, done: 2, failed: 1 },
        occurrences: [{ path: 'all[1].fixed', status: 'failed', error: `${bad} is down` }],
      },
    ]);
  });
});

/** Lists lag behind a little: asks again until it answers. */
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
