import { succeeded } from '../../client/commands/result.ts';
import { fakeContext, fakeLoom, scheduled } from '../support/fake-loom.ts';
import { failedRun, incidentRun, openQuestion } from '../support/run-views.ts';
import { refusal, say } from '../support/say.ts';

describe('questions', () => {
  test.each([
    ['questions', { room: 'terminal' }],
    ['questions r-7f', { run: 'r-7f' }],
    ['questions --everywhere', {}],
  ])('%s', async (line, where) => {
    const loom = fakeLoom();
    expect(await say(line, fakeContext(loom))).toEqual({ kind: 'questions', questions: [openQuestion()] });
    expect(loom.calls).toEqual([['runs.questions', where]]);
  });
});

describe('answering', () => {
  test.each([
    ['answer 3 yes', '3', { choice: 'yes' }],
    ['answer r-7f ok no', 'r-7f', { path: 'ok', choice: 'no' }],
    ['answer r-7f go.pressed "roll back"', 'r-7f', { path: 'go.pressed', choice: 'roll back' }],
    ['answer 3 2', '3', { choice: '2' }],
    ['approve 3', '3', { choice: 1 }],
    ['approve r-7f ok', 'r-7f', { path: 'ok', choice: 1 }],
    ['reject 3', '3', { choice: 2 }],
  ])('%s', async (line, run, answer) => {
    const loom = fakeLoom();
    const context = fakeContext(loom);
    const result = await say(line, context);
    expect(loom.calls).toEqual([['runs.answer', run, answer, context.caller]]);
    expect(result).toMatchObject({ kind: 'answered', by: 'dana', answer: { votes: 1, need: 2, decided: null } });
  });

  test.each([
    ['withdraw 3', '3', {}],
    ['withdraw r-7f ok', 'r-7f', { path: 'ok' }],
  ])('%s', async (line, run, question) => {
    const loom = fakeLoom();
    const context = fakeContext(loom);
    expect(await say(line, context)).toMatchObject({ kind: 'withdrawn', by: 'dana', withdrawn: { votes: 0, need: 2 } });
    expect(loom.calls).toEqual([['runs.withdraw', run, question, context.caller]]);
  });

  test('wants a choice, and not a sentence', async () => {
    const refused = (line: string) => refusal((async () => say(line, fakeContext()))());
    expect(await refused('answer 3 yes but not now')).toEqual([
      'command.bad_arguments',
      'are at most two: PATH and CHOICE; put quotes around a choice of several words.',
    ]);
    expect(await refused('answer 3')).toEqual(['command.bad_arguments', expect.stringContaining('[PATH] CHOICE')]);
  });
});

describe('emit', () => {
  test('reads values as JSON where they are, else as text', async () => {
    const loom = fakeLoom();
    const context = fakeContext(loom);
    const line = 'emit deploy.done --run r-7f service=api seconds=12 ok=true hosts=["a","b"] note="two words" id="7"';
    expect(await say(line, context)).toEqual({ kind: 'emitted', event: 'deploy.done', told: ['loop/r-7f3k2m9q4a'] });
    const data = { service: 'api', seconds: 12, ok: true, hosts: ['a', 'b'], note: 'two words', id: 7 };
    expect(loom.calls).toEqual([['runs.emit', 'deploy.done', data, { run: 'r-7f' }, context.caller]]);
  });

  test('without a run means the room', async () => {
    const loom = fakeLoom();
    await say('emit digest.ack', fakeContext(loom));
    expect(loom.calls[0]?.slice(0, 4)).toEqual(['runs.emit', 'digest.ack', {}, {}]);
  });
});

describe('resume', () => {
  test('starts the run that goes on and watches it to its end', async () => {
    const loom = fakeLoom(failedRun());
    const context = fakeContext(loom);
    const result = await say('resume r-failed', context);
    expect(loom.calls).toEqual([
      ['runs.get', 'r-failed'],
      ['runs.resume', 'r-failed', context.caller],
      ['runs.watch', 'loop/r-7f3k2m9q4a'],
    ]);
    expect(result).toEqual({ kind: 'run', run: failedRun(), awaited: true });
    expect(succeeded(result)).toBe(false);
    expect(context.shown[0]).toEqual(incidentRun({ resumedFrom: 'loop/r-failed' }));
  });
});

describe('schedules', () => {
  test('nothing is scheduled before somebody says yes', async () => {
    const loom = fakeLoom();
    const context = fakeContext(loom);
    const request = { program: 'monday-digest', words: { max_age: '7d' } };
    expect(await say('schedule add monday-digest max_age=7d', context)).toEqual({
      kind: 'schedule',
      schedule: scheduled,
      done: 'previewed',
    });
    expect(await say('schedule add monday-digest max_age=7d --yes', context)).toEqual({
      kind: 'schedule',
      schedule: scheduled,
      done: 'added',
    });
    expect(loom.calls).toEqual([
      ['schedules.preview', request, context.caller],
      ['schedules.create', request, context.caller],
    ]);
  });

  test.each([
    ['schedule pause monday_digest', 'schedules.pause', 'paused'],
    ['schedule resume monday_digest', 'schedules.resume', 'resumed'],
    ['schedule remove monday_digest', 'schedules.remove', 'removed'],
    ['schedule remove schedule/terminal/monday_digest', 'schedules.remove', 'removed'],
  ])('%s', async (line, call, done) => {
    const loom = fakeLoom();
    expect(await say(line, fakeContext(loom))).toMatchObject({ kind: 'schedule', done });
    expect(loom.calls).toEqual([[call, 'schedule/terminal/monday_digest']]);
  });

  test.each(['schedule', 'schedules', 'schedule list'])('%s lists them', async (line) => {
    expect(await say(line, fakeContext())).toEqual({ kind: 'schedules', schedules: [scheduled] });
  });
});
