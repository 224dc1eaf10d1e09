import { randomUUID } from 'node:crypto';
import { keepReply, settleInteraction } from '../../activities/asking/keep.ts';
import { openLoom } from '../../client/api/index.ts';
import { noKeys } from '../../client/keyring.ts';
import type { Caller, Loom } from '../../client/loom.ts';
import { readInteraction } from '../../db/read/interactions.ts';
import { LoomError } from '../../domain/errors.ts';
import type { Asked } from '../../domain/interaction.ts';
import { type ModelServer, modelServer } from '../support/model-server.ts';
import { type Bench, workbench } from '../support/worker.ts';

let server: ModelServer;
let bench: Bench;
let loom: Loom;
let books: Bench;
let readers: Loom;

/** A model that answers, judges and fills in forms; what it says of an answer is in `grades`. */
let grades: string[] = [];
let says = (_prompt: string): string => 'Roll the release back, then look at the error rate of the API.';

beforeAll(async () => {
  server = await modelServer();
  const environment = {
    HOLOLOOM_MODEL: 'openai-compatible:tiny',
    HOLOLOOM_MODEL_URL: server.url,
    HOLOLOOM_MODEL_PRICE: '1/1',
    HOLOLOOM_MODEL_RATE: '1000',
  };
  [bench, books] = await Promise.all([workbench({}, { environment }), workbench({})]);
  loom = bench.openLoom();
  readers = books.openLoom();
});
afterAll(async () => {
  await Promise.all([loom.close(), readers.close()]);
  await Promise.all([bench.close(), books.close()]);
  await server.close();
});
beforeEach(() => {
  grades = [];
  says = () => 'Roll the release back, then look at the error rate of the API.';
  server.requests.length = 0;
  server.behave(({ prompt }) => {
    if (prompt.includes('Grade the answer')) return JSON.stringify({ grade: grades.shift() ?? '5' });
    if (prompt.includes('Check every claim')) return JSON.stringify({ verdict: 'supported', problems: [] });
    if (prompt.includes('Plan the answer')) return JSON.stringify({ steps: ['look', 'say'] });
    return says(prompt);
  });
});

const caller = (more: Partial<Caller> = {}): Caller => ({
  requestId: randomUUID(),
  room: '#ops',
  requester: '@ann',
  ...more,
});
const incident = 'The API is returning 500 errors since the release';

describe('a question, on the runbooks', () => {
  it('is answered by who suits it, with sources, and kept with all its parts', async () => {
    const reply = await readers.ask({ question: incident }, caller());
    expect(reply).toMatchObject({
      agent: 'incident_response',
      provider: 'runbooks',
      tries: 1,
      field: 'incident_response',
    });
    expect(reply.sources.length).toBeGreaterThan(0);
    expect(reply.judgement).toMatchObject({ judge: 'rules', guards: [] });
    const row = await readInteraction(books.db, reply.id);
    expect(row).toMatchObject({
      workspace: '#ops',
      asker: '@ann',
      question: incident,
      agent: 'incident_response',
      answer: reply.answer,
      configurationVersion: reply.configuration.version,
      quality: reply.judgement.quality,
      settledAt: null,
      record: { sources: reply.sources, provider: 'runbooks', judge: 'rules' },
    });
  });

  it('goes where the router sends it, and says why', async () => {
    const { route, field } = await readers.agents.route({ question: 'Deploy v2.1.0 to production' }, caller());
    expect([route.agents, field, route.because[0]?.reason]).toEqual([
      ['deployment'],
      'deployment',
      'orders a deployment',
    ]);
  });

  it('is told to be asked of nobody when nobody has that name', async () => {
    const asking = readers.ask({ question: incident, preferred: 'nobody' }, caller());
    await expect(asking).rejects.toMatchObject({ code: 'agent.unknown' });
  });
});

describe('a question, on a model', () => {
  it('is answered, checked and judged, and what that cost is kept', async () => {
    const reply = await loom.ask({ question: incident }, caller());
    expect(reply).toMatchObject({
      answer: 'Roll the release back, then look at the error rate of the API.',
      provider: 'openai-compatible:tiny',
      judgement: { judge: 'openai-compatible:tiny', scores: [1, 1] },
      passes: [{ agent: 'incident_response', name: 'verify', outcome: 'supported' }],
    });
    const row = await readInteraction(bench.db, reply.id);
    expect(row?.tokensIn).toBe(reply.spent.tokensIn);
    expect(reply.spent.tokensIn).toBeGreaterThan(100);
    expect(server.requests).toHaveLength(4);
  });

  it('is tried once more when the answer is weak, with the weak answer beside it, and the better one is given', async () => {
    grades = ['1', '1', '5', '5'];
    says = (prompt) =>
      prompt.includes('found too weak') ? 'The API fails since the release: roll it back.' : 'Errors happen.';
    const reply = await loom.ask({ question: `${incident} again` }, caller());
    expect([reply.answer, reply.tries]).toEqual(['The API fails since the release: roll it back.', 2]);
  });

  it('keeps the first answer when the second is no better', async () => {
    grades = ['2', '2', '1', '1'];
    says = (prompt) => (prompt.includes('found too weak') ? 'Errors are bad.' : 'The API fails.');
    expect(await loom.ask({ question: `${incident}, what now` }, caller())).toMatchObject({
      answer: 'The API fails.',
      tries: 2,
    });
  });

  it('asked twice with one request calls the model once', async () => {
    const once = caller();
    const [one, other] = await Promise.all([
      loom.ask({ question: incident }, once),
      loom.ask({ question: incident }, once),
    ]);
    const calls = server.requests.length;
    expect(other).toEqual(one);
    expect(await loom.ask({ question: incident }, once)).toEqual(one);
    expect(server.requests).toHaveLength(calls);
  });

  it('waits as long as the model asks for, and is not asked again when it says no', async () => {
    const usual = says;
    let first = true;
    server.behave(({ prompt }) => {
      if (first && !prompt.includes('Grade')) {
        first = false;
        return { status: 429, headers: { 'retry-after': '1' } };
      }
      return prompt.includes('Grade') ? '{"grade": "5"}' : usual(prompt);
    });
    expect((await loom.ask({ question: 'Hello there' }, caller())).answer).toBe(usual(''));
    server.requests.length = 0;
    server.behave(() => ({ status: 401, message: 'who are you' }));
    await expect(loom.ask({ question: 'Hello there' }, caller())).rejects.toMatchObject({
      code: 'agent.model_refused',
    });
    expect(server.requests).toHaveLength(1);
  });

  it('does not fail because the judge cannot grade', async () => {
    server.behave(({ prompt }) => (prompt.includes('Grade') ? 'ten out of ten' : says(prompt)));
    const reply = await loom.ask({ question: 'Tell me about the API release' }, caller());
    expect(reply.judgement.judge).toBe('rules');
  });
});

describe('what people make of an answer', () => {
  it('outranks the judge, and is settled once', async () => {
    const reply = await readers.ask({ question: incident }, caller({ requester: '@bea' }));
    const down = await readers.agents.react(reply.id, '👎', caller({ requester: '@bea' }));
    expect(down.quality).toBeLessThan(0.5);
    const up = await readers.agents.react(reply.id, '👍', caller({ requester: '@bea' }));
    expect([up.quality > 0.8, up.reactions]).toEqual([true, 2]);
    const settled = await settleInteraction({ db: books.db })(reply.id);
    expect(settled?.quality).toBe(up.quality);
    const late = readers.agents.react(reply.id, '👎', caller());
    await expect(late).rejects.toMatchObject({ code: 'agent.no_interaction' });
    expect(await settleInteraction({ db: books.db })(reply.id)).toBeNull();
  });

  it('is settled by the workflow itself when its time is over', async () => {
    const asked: Asked = {
      question: incident,
      context: '',
      workspace: '#w',
      room: '#w',
      asker: '@ann',
      preferred: null,
      windowMs: 1,
    };
    const workflowId = `ask/${randomUUID()}`;
    const settlement = await books.client.workflow.execute('agents.ask', {
      taskQueue: books.taskQueue,
      workflowId,
      args: [asked],
    });
    expect(settlement).toMatchObject({ id: workflowId, reactions: 0 });
    expect((await readInteraction(books.db, workflowId))?.settledAt).toBeInstanceOf(Date);
  });

  it('is told by asking the same again', async () => {
    const by = { requester: '@cleo' };
    const first = await readers.ask({ question: 'How do I renew the TLS certificate?' }, caller(by));
    await readers.ask({ question: 'How do I renew the TLS certificates?!' }, caller(by));
    const row = await readInteraction(books.db, first.id);
    expect([row?.askedAgain, (row?.quality ?? 1) < first.judgement.quality]).toEqual([true, true]);
  });

  it('keeps a reply once, however often it is kept', async () => {
    const reply = await readers.ask({ question: 'Disk full on db-3' }, caller());
    const asked: Asked = {
      question: 'Disk full on db-3',
      context: '',
      workspace: '#ops',
      room: '#ops',
      asker: '@ann',
      preferred: null,
      windowMs: 5,
    };
    await keepReply({ db: books.db })(asked, { ...reply, answer: 'something else' });
    expect((await readInteraction(books.db, reply.id))?.answer).toBe(reply.answer);
  });
});

describe('agents of a workspace', () => {
  const dba = {
    name: 'dba',
    title: 'Database Administrator',
    role: 'Keeps PostgreSQL fast and safe.',
    expertise: 'vacuum autovacuum bloat index explain plan wraparound',
    seeds: ['Why is autovacuum not keeping up?', 'This query plan ignores my index'],
    configuration: { verification: true, temperature: 0.2, systemPrompt: 'You are a careful database administrator.' },
  };

  it('take questions there, and nowhere else, until they are retired', async () => {
    const here = caller({ room: '#db' });
    expect(await loom.agents.register(dba, here)).toMatchObject({ shipped: false, retired: false, answers: 0 });
    const question = 'Autovacuum does not keep up and bloat grows on every index';
    const reply = await loom.ask({ question }, { ...here, requestId: randomUUID() });
    expect(reply.agent).toBe('dba');
    expect(server.requests[0]).toMatchObject({
      temperature: 0.2,
      system: expect.stringContaining('careful database administrator'),
    });
    expect(await loom.agents.status('dba', '#db')).toMatchObject({ answers: 1, fields: [{ answers: 1 }] });
    await expect(loom.agents.status('dba', '#ops')).rejects.toMatchObject({ code: 'agent.unknown' });
    expect(await loom.agents.retire('dba', { ...here, requestId: randomUUID() })).toMatchObject({ retired: true });
    const after = await loom.agents.route({ question }, { ...here, requestId: randomUUID() });
    expect(after.route.agents).not.toContain('dba');
  });

  it('that ship can be retired, but for the one who takes what nobody else does', async () => {
    const here = caller({ room: '#quiet' });
    await loom.agents.retire('deployment', here);
    const named = loom.ask(
      { question: 'Deploy v1.2.3', preferred: 'deployment' },
      { ...here, requestId: randomUUID() },
    );
    await expect(named).rejects.toMatchObject({ code: 'agent.retired' });
    const last = loom.agents.retire('general', { ...here, requestId: randomUUID() });
    await expect(last).rejects.toMatchObject({ code: 'agent.unknown' });
  });

  it('are refused when they are none', async () => {
    await expect(loom.agents.register({ ...dba, name: 'D B A' }, caller())).rejects.toMatchObject({
      code: 'command.bad_arguments',
    });
  });
});

it('says that nothing answers when no worker takes a question', async () => {
  const addresses = {
    databaseUrl: bench.databaseUrl,
    temporalAddress: '127.0.0.1:1',
    temporalNamespace: 'default',
    temporalUiUrl: null,
    ownTemporal: true,
  };
  const away = openLoom(addresses, noKeys, 'nobody');
  const error = await away.ask({ question: 'Hello' }, caller()).catch((thrown: unknown) => LoomError.from(thrown));
  expect(error).toMatchObject({ code: 'service.unreachable' });
  await away.close();
});
