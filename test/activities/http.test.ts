import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { egressSettings } from '../../activities/egress/settings.ts';
import { readRunSteps } from '../../db/read/runs.ts';
import type { Journal } from '../../domain/journal.ts';
import type { Json } from '../../domain/json.ts';
import type { LoopType, PlannedStep } from '../../dsl/plan.ts';
import { compiled } from '../support/compiled.ts';
import { bodyOf, type LocalServer, localServer } from '../support/http-server.ts';
import { type HttpToolOptions, httpTool, planWith, template } from '../support/http-tools.ts';
import { eventually } from '../support/loops.ts';
import { failureOf, literal, name, step } from '../support/plans.ts';
import { type Bench, workbench } from '../support/worker.ts';

interface Call {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: LocalServer;
let bench: Bench;
let calls: Call[] = [];
let answer: (response: ServerResponse, call: Call) => void;

const canary = 'canary-5f1c0ffee';
const json = (response: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
};

beforeAll(async () => {
  server = await localServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const call = { method, url, headers, body: await bodyOf(request) };
    calls.push(call);
    answer(response, call);
  });
  bench = await workbench(
    {},
    {
      egress: egressSettings({ routes: { 'https://edr.example': server.origin } }, 'test'),
      environment: { HOLOLOOM_SECRET_EDR_TOKEN: canary },
    },
  );
});
afterAll(async () => {
  await bench.close();
  await server.close();
});
beforeEach(() => {
  calls = [];
  answer = (response) => json(response, 200, { ticket: 'T-1' });
});

const text: LoopType = { t: 'text' };
const ticket: LoopType = { t: 'object', fields: [{ name: 'ticket', optional: false, type: text }] };
const isolate = (options: HttpToolOptions = {}) =>
  httpTool('isolate', template('https://edr.example/hosts/', ['host'], '/isolate'), {
    method: 'POST',
    with: ['host'],
    returns: ticket,
    ...options,
  });
const at = (path: string, host: string): PlannedStep => step(path, 'isolate', { host: literal(host) });
/** Three tries with next to nothing between them. */
const quickly = (planned: PlannedStep): PlannedStep => ({ ...planned, retry: { triesMax: 3, everyMs: 1, backoff: 1 } });
const start = (steps: readonly PlannedStep[], options?: HttpToolOptions) =>
  bench.start(planWith([isolate(options)], steps));
const keys = (): unknown[] => calls.map(({ headers }) => headers['idempotency-key']);
const historyOf = async (run: { fetchHistory(): Promise<unknown> }): Promise<string> =>
  JSON.stringify(await run.fetchHistory(), (_key, value: unknown) =>
    typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer'
      ? Buffer.from((value as unknown as { data: number[] }).data).toString()
      : value,
  );

describe('a tool made by HTTP', () => {
  it('calls its service with what the step gives, and gives back its answer', async () => {
    const run = await start([at('cut', 'web 1/a')]);
    expect(await run.result()).toEqual({ cut: { ticket: 'T-1' } });
    const [{ method, url, headers, body } = { headers: {} }] = calls as Partial<Call>[];
    expect([method, url, body]).toEqual(['POST', '/hosts/web%201%2Fa/isolate', '{"host":"web 1/a"}']);
    expect(headers).toMatchObject({
      host: 'edr.example',
      accept: 'application/json, text/plain;q=0.5',
      'content-type': 'application/json',
      'idempotency-key': `${run.workflowId}#cut`,
    });
    expect(headers).not.toHaveProperty('authorization');
  });

  it('sends the same Idempotency-Key with every try of a step, and another with every step and item', async () => {
    const failed = new Set<unknown>();
    answer = (response, { headers }) => {
      const key = headers['idempotency-key'];
      if (failed.has(key)) return json(response, 200, { ticket: 'T-1' });
      failed.add(key);
      json(response, 503, {});
    };
    const source = `LOOP contained
      TOOLS:
        - isolate(host: text) -> {ticket: text} = HTTP POST "https://edr.example/hosts/{host}/isolate" WITH {host}
      STEPS:
        - cut = isolate("web-1") RETRY 3 EVERY 1ms
        - again = isolate("web-1") RETRY 3 EVERY 1ms
        - contain = FOR host IN ["web-1", "web-2"]:
            - cut_off = isolate(host) RETRY 3 EVERY 1ms
            YIELD cut_off.ticket
          END
    END`;
    const run = await bench.start(compiled(source));
    expect(await run.result()).toMatchObject({ contain: ['T-1', 'T-1'] });
    const paths = ['cut', 'again', 'contain[0].cut_off', 'contain[1].cut_off'];
    const expected = paths.flatMap((path) => [`${run.workflowId}#${path}`, `${run.workflowId}#${path}`]);
    expect(keys().toSorted()).toEqual(expected.toSorted());
  });

  it('sends the same key when a run that resumes another tries a step again, and a new one once it was undone', async () => {
    const plan = compiled(`LOOP contained
      TOOLS:
        - isolate(host: text) = HTTP POST "https://edr.example/hosts/{host}/isolate" WITH {host}
        - release(host: text) = HTTP POST "https://edr.example/hosts/{host}/release" WITH {host}
      STEPS:
        - cut = isolate("web-1") UNDO release("web-1")
        - looked = isolate("web-2")
        - told = isolate("web-3") RETRY 1 AFTER looked
    END`);
    let cutIn = async (): Promise<void> => undefined;
    let broken = true;
    answer = (response, { url }) => {
      const fails = broken && url.startsWith('/hosts/web-3');
      void (fails ? cutIn() : Promise.resolve()).then(() => json(response, fails ? 503 : 200, {}));
    };
    const attempt = async (journal?: Journal) => {
      calls = [];
      const run = await bench.start(plan, {}, journal);
      const steps = () => run.query<Record<string, string>>('progress');
      cutIn = () => eventually(async () => (await steps()).cut === 'completed');
      await run.result().catch(() => undefined);
      return { id: run.workflowId, journal: await run.query<Journal>('journal'), keys: keys().toSorted() };
    };
    const first = await attempt();
    const second = await attempt(first.journal);
    broken = false;
    const third = await attempt(second.journal);
    const of = ({ id }: typeof first, ...paths: string[]) => paths.map((path) => `${id}#${path}`);
    expect(first.keys).toEqual(of(first, 'cut', 'cut.undo', 'looked', 'told').toSorted());
    expect(second.keys).toEqual([...of(first, 'told'), ...of(second, 'cut', 'cut.undo')].toSorted());
    expect(third.keys).toEqual([...of(first, 'told'), ...of(third, 'cut')].toSorted());
  });

  it('is asked again after 503 and 503', async () => {
    const statuses = [503, 503, 200];
    answer = (response) => json(response, statuses.shift() ?? 500, { ticket: 'T-2' });
    const run = await start([quickly(at('cut', 'web-1'))]);
    expect(await run.result()).toEqual({ cut: { ticket: 'T-2' } });
    expect(await readRunSteps(bench.db, run.workflowId)).toMatchObject([
      {
        path: 'cut',
        status: 'completed',
        attempts: 3,
        error: expect.stringContaining('POST edr.example answered 503'),
      },
    ]);
  });

  it('is given up after its last try, with what the service said', async () => {
    answer = (response) => json(response, 500, { error: 'database is locked' });
    const error = await failureOf(await start([quickly(at('cut', 'web-1'))]));
    expect(error).toMatchObject({
      code: 'tool.http_unavailable',
      message: 'POST edr.example answered 500: {"error":"database is locked"}',
    });
    expect(calls).toHaveLength(3);
  });

  it('waits as long as 429 with Retry-After asks for, whatever its RETRY says', async () => {
    answer = (response) => {
      if (calls.length === 1) json(response, 429, {}, { 'retry-after': '1' });
      else json(response, 200, { ticket: 'T-3' });
    };
    const run = await start([{ ...at('cut', 'web-1'), retry: { triesMax: 2, everyMs: 86_400_000, backoff: 1 } }]);
    expect(await run.result()).toEqual({ cut: { ticket: 'T-3' } });
    const { events } = await run.fetchHistory();
    const failure = events?.find((event) => event.activityTaskStartedEventAttributes)
      ?.activityTaskStartedEventAttributes?.lastFailure;
    expect(Number(failure?.applicationFailureInfo?.nextRetryDelay?.seconds)).toBe(1);
  });

  it('is not asked again after 404', async () => {
    answer = (response) => json(response, 404, { error: 'no host web-1' });
    const error = await failureOf(await start([quickly(at('cut', 'web-1'))]));
    expect(error).toMatchObject({
      code: 'tool.http_refused',
      message: 'POST edr.example answered 404: {"error":"no host web-1"}',
      hint: 'Look at what "isolate" sends: the service says no to this very request.',
    });
    expect(calls).toHaveLength(1);
  });

  it.each<[string, (response: ServerResponse) => void, string]>([
    ['no JSON', (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>'), 'no JSON'],
    ['another type', (response) => json(response, 200, { ticket: 7 }), 'ticket: expected text, got 7'],
  ])('that answers %s has failed for good', async (_case, behave, message) => {
    answer = behave;
    const error = await failureOf(await start([quickly(at('cut', 'web-1'))]));
    expect(error).toMatchObject({ code: 'tool.bad_output', message: expect.stringContaining(message) });
    expect(calls).toHaveLength(1);
  });

  it('that answers with 2 MiB has failed for good', async () => {
    answer = (response) => json(response, 200, { ticket: 'x'.repeat(2 * 1024 * 1024) });
    expect((await failureOf(await start([quickly(at('cut', 'web-1'))]))).code).toBe('tool.answer_too_large');
    expect(calls).toHaveLength(1);
  });

  it('that does not answer within the TIMEOUT of its step has failed, and lets go of the service', async () => {
    const gone: Promise<void>[] = [];
    answer = (response) => void gone.push(new Promise((resolve) => response.once('close', resolve)));
    const hasty = { ...at('cut', 'web-1'), timeoutMs: literal(200), retry: { triesMax: 1, everyMs: 1, backoff: 1 } };
    expect((await failureOf(await start([hasty]))).code).toBe('loop.timed_out');
    expect(gone).toHaveLength(1);
    await gone[0];
  });

  it('lets go of the service when the run is cancelled', async () => {
    let called: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => {
      called = resolve;
    });
    let gone: () => void = () => undefined;
    const left = new Promise<void>((resolve) => {
      gone = resolve;
    });
    answer = (response) => {
      response.once('close', gone);
      called();
    };
    const run = await start([at('cut', 'web-1')]);
    await reached;
    await run.cancel();
    await left;
    await expect(run.result()).rejects.toThrow(/cancelled/i);
    expect(await readRunSteps(bench.db, run.workflowId)).toMatchObject([{ path: 'cut', status: 'cancelled' }]);
  });

  it('may only call the hosts its program names', async () => {
    answer = (response) => response.writeHead(302, { location: 'https://other.example/' }).end();
    const error = await failureOf(await start([quickly(at('cut', 'web-1'))]));
    expect(error).toMatchObject({ code: 'tool.egress_refused', message: expect.stringContaining('other.example:443') });
    expect(calls).toHaveLength(1);
  });

  it('that reads sends what it is given in the query', async () => {
    answer = (response) => json(response, 200, ['a', 'b']);
    const list = httpTool('list', template('https://edr.example/hosts'), { with: ['site', 'limit'] });
    const given: Record<string, Json> = { site: 'berlin & co', limit: 2 };
    const planned = step('hosts', 'list', { site: literal(String(given.site)), limit: literal(2) });
    const run = await bench.start(
      planWith([list], [planned, step('again', 'list', { site: name('hosts') }, ['hosts'])]),
    );
    expect(await run.result()).toMatchObject({ hosts: ['a', 'b'] });
    expect(calls.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['GET', '/hosts?site=berlin+%26+co&limit=2', ''],
      ['GET', '/hosts?site=a&site=b', ''],
    ]);
  });
});

describe('a secret of an HTTP tool', () => {
  it('reaches the service, and neither history nor errors nor the projection', async () => {
    // A service that says everything it was told, first in an error, then in its answer.
    answer = (response, { headers }) => {
      if (calls.length === 1) json(response, 500, { sent: headers.authorization });
      else json(response, 200, { ticket: headers.authorization });
    };
    const run = await start([quickly(at('cut', 'web-1'))], { secret: 'edr_token' });
    expect(await run.result()).toEqual({ cut: { ticket: 'Bearer [secret]' } });
    expect(calls.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${canary}`, `Bearer ${canary}`]);
    const rows = await readRunSteps(bench.db, run.workflowId);
    expect(rows[0]?.error).toContain('Bearer [secret]');
    const history = await historyOf(run);
    expect(history).toContain('edr.example answered 500');
    expect(history).toContain('Bearer [secret]\\"}');
    expect(history + JSON.stringify(rows)).not.toContain(canary);
  });

  it('that the worker does not have fails the step at once, and calls nothing', async () => {
    const error = await failureOf(await start([quickly(at('cut', 'web-1'))], { secret: 'siem_token' }));
    expect(error).toMatchObject({
      code: 'tool.secret_missing',
      message: expect.stringContaining('HOLOLOOM_SECRET_SIEM_TOKEN is not set'),
    });
    expect(calls).toEqual([]);
  });
});
