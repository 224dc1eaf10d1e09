import { randomUUID } from 'node:crypto';
import { readInteraction } from '../../db/read/interactions.ts';
import type { CollaborationReport } from '../../domain/consensus/report.ts';
import type { Brief } from '../../workflows/collaboration.ts';
import { eventually } from '../support/loops.ts';
import { type ModelRequest, type ModelServer, type ModelTurn, modelServer } from '../support/model-server.ts';
import { type Bench, workbench } from '../support/worker.ts';

let server: ModelServer;
let bench: Bench;
let environment: Record<string, string>;
beforeAll(async () => {
  server = await modelServer();
  environment = {
    HOLOLOOM_MODEL: 'openai-compatible:tiny',
    HOLOLOOM_MODEL_URL: server.url,
    HOLOLOOM_MODEL_RATE: '1000',
  };
  bench = await workbench({}, { environment });
});
afterAll(async () => {
  await bench.close();
  await server.close();
});
beforeEach(() => {
  server.requests.length = 0;
});

const opinion = (position: string, claims: readonly string[] = []) =>
  JSON.stringify({
    position,
    claims: claims.map((text) => ({ text, evidence: 'log' })),
    confidence: 0.7,
    risks: [],
    abstain: false,
  });
/** Who is asked: their title is the first thing the model is told. */
const askedAs = ({ system }: ModelRequest): string => /^You are (.+?)\. /.exec(system)?.[1] ?? '';
/** Forms that are not what a test is about. */
const usual = ({ prompt }: ModelRequest): ModelTurn | null => {
  if (prompt.includes('Grade the answer')) return '{"grade": "5"}';
  return prompt.includes('Plan the answer') ? '{"steps": ["look"]}' : null;
};
/** Three who stand for three things, whatever they hear. */
const stands: Readonly<Record<string, string>> = {
  one: 'Roll back the release',
  two: 'Wait for the cache',
  three: 'Call the vendor',
};
const stubborn = (request: ModelRequest): string => stands[askedAs(request)] ?? '';
const heard = (request: ModelRequest): boolean => request.prompt.includes('What colleagues think');

const start = (brief: Partial<Brief>, taskQueue = bench.taskQueue) =>
  bench.client.workflow.start<(brief: Brief) => Promise<CollaborationReport>>('collaboration.run', {
    taskQueue,
    workflowId: `collaborate/${randomUUID()}`,
    args: [
      {
        question: 'Roll back the release?',
        roles: ['one', 'two', 'three'],
        quorum: null,
        withinMs: null,
        room: '#ops',
        ...brief,
      },
    ],
  });

describe('a collaboration on a model', () => {
  it('reports who said what, on which claims they agree, what it cost, and keeps it', async () => {
    server.behave(
      (request) => usual(request) ?? opinion('Roll back the release now', ['The error rate doubled with the release']),
    );
    const report = await (await start({})).result();
    expect(report).toMatchObject({
      agentsInvolved: ['one', 'two', 'three'],
      answer: 'Roll back the release now',
      agreement: 1,
      alpha: 1,
      rounds: 1,
      undecided: false,
      success: true,
      silent: [],
      spent: { calls: 3 },
    });
    expect(report.finalResponse).toContain('The error rate doubled with the release [all; log]');
    const row = await readInteraction(bench.db, report.taskId);
    expect(row).toMatchObject({
      agent: 'collaboration',
      tokensIn: report.spent.tokensIn,
      record: { saidBy: ['one', 'three', 'two'] },
    });
  });

  it('lets those who do not agree hear each other once, without names', async () => {
    server.behave((request) => {
      const said = usual(request);
      if (said !== null) return said;
      return opinion(heard(request) ? 'Roll back the release' : stubborn(request));
    });
    const report = await (await start({})).result();
    expect(report).toMatchObject({ answer: 'Roll back the release', rounds: 2, undecided: false, spent: { calls: 6 } });
    const again = server.requests.filter(heard).find((request) => askedAs(request) === 'one');
    expect(again?.prompt).toContain('Colleague 1 stands for: Wait for the cache');
    expect(again?.prompt).not.toMatch(/\b(?:two|three)\b/);
  });

  it('says that it is undecided when that does not help', async () => {
    server.behave((request) => usual(request) ?? opinion(stubborn(request)));
    const report = await (await start({})).result();
    expect(report).toMatchObject({ undecided: true, success: false, rounds: 2 });
    expect(report.finalResponse).toMatch(/^They say different things\./);
    expect(report.dissent).toHaveLength(2);
  });

  it('lets people decide then, and learns from it who was right', async () => {
    server.behave((request) => usual(request) ?? opinion(stubborn(request)));
    const loom = bench.openLoom();
    const caller = { requestId: randomUUID(), room: '#torn', requester: '@ann' };
    const { taskId } = await loom.agents.collaborate({ task: 'Roll back?', roles: ['one', 'two', 'three'] }, caller);
    await eventually(async () => (await loom.runs.questions({ room: '#torn' })).length === 1);
    const [question] = await loom.runs.questions({ room: '#torn' });
    expect(question?.choices).toContain('Wait for the cache');
    await loom.runs.answer(String(question?.number), { choice: 'Wait' }, { ...caller, requestId: randomUUID() });
    await bench.client.workflow.getHandle(`${taskId}/decide`).result();
    const row = await readInteraction(bench.db, taskId);
    expect(row).toMatchObject({ solved: true, record: { saidBy: ['two'], decidedBy: '@ann' } });
    await loom.close();
  });

  it('takes a choice that is named', async () => {
    server.behave((request) => usual(request) ?? opinion(askedAs(request) === 'two' ? 'no' : 'Yes'));
    const report = await (await start({ choices: ['yes', 'no'] })).result();
    expect([report.consensus.saidBy, report.agreement]).toEqual([['one', 'three'], 2 / 3]);
  });

  it('waits no longer than its grace for one who hangs once enough have answered', async () => {
    server.behave(
      (request) =>
        usual(request) ?? (askedAs(request) === 'four' ? { kind: 'hang' } : opinion('Roll back the release')),
    );
    const run = await start({ roles: ['one', 'two', 'three', 'four'] });
    const report = await run.result();
    expect(report.silent).toEqual([{ agent: 'four', why: 'It did not answer in time.' }]);
    const { events } = await run.fetchHistory();
    const timers = events?.flatMap(({ timerStartedEventAttributes: timer }) =>
      timer ? [Number(timer.startToFireTimeout?.seconds)] : [],
    );
    // The time of all, and the grace of the last: nothing else is waited for.
    expect(timers?.sort()).toEqual([120, 5]);
  });

  it('goes on after its worker is gone without asking again who has answered', async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let hung = 0;
    server.behave(async (request) => {
      const said = usual(request);
      if (said !== null) return said;
      if (askedAs(request) === 'two' && hung === 0) {
        hung += 1;
        await released;
        return { kind: 'cut' };
      }
      return opinion('Roll back the release');
    });
    const dying = await workbench({}, { environment });
    const run = await start({ roles: ['one', 'two'], quorum: 2 }, dying.taskQueue);
    await server.reached(2);
    const closing = dying.close();
    release();
    await closing;
    const heir = await workbench({}, { environment, beside: dying });
    expect(await run.result()).toMatchObject({ answer: 'Roll back the release', agreement: 1 });
    const asked = server.requests.filter((request) => usual(request) === null).map(askedAs);
    expect(asked.filter((name) => name === 'one')).toHaveLength(1);
    await heir.close();
  });
});
