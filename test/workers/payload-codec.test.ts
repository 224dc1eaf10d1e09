import { createHash, randomUUID } from 'node:crypto';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import { eq } from 'drizzle-orm';
import { savePayload } from '../../db/payloads.ts';
import { readPlan } from '../../db/read/packages.ts';
import { readPayload } from '../../db/read/payloads.ts';
import { payloads } from '../../db/tables.ts';
import type { Json } from '../../domain/json.ts';
import { payloadCodec } from '../../workers/payload-codec.ts';
import { planCodec, planLoader } from '../../workers/plan-codec.ts';
import { failureOf, literal, name, planOf, step } from '../support/plans.ts';
import { workflowBundlePath } from '../support/services.ts';
import { type Bench, workbench } from '../support/worker.ts';

const bound = 64 * 1024;
const payload = (value: unknown): Payload => defaultPayloadConverter.toPayload(value);
/** A text that is so long as JSON. */
const ofBytes = (bytes: number): string => 'x'.repeat(bytes - 2);

describe('the payload codec', () => {
  const stored = new Map<string, Uint8Array>();
  const read: string[] = [];
  const fresh = () =>
    payloadCodec({
      save: async (sha256, bytes) => void stored.set(sha256, bytes),
      read: async (sha256) => {
        read.push(sha256);
        return stored.get(sha256);
      },
    });
  beforeEach(() => {
    stored.clear();
    read.length = 0;
  });

  it('leaves payloads of up to 64 KiB as they are', async () => {
    const all = [payload(null), payload(ofBytes(bound)), {}, { metadata: null, data: null }];
    expect(await fresh().encode(all)).toEqual(all);
    expect(await fresh().decode(all)).toEqual(all);
    expect(stored.size).toBe(0);
  });

  it('stores larger ones once by their hash, sends a claim of a hundred bytes, and gives back the very same payload', async () => {
    const large = payload(ofBytes(bound + 1));
    const claims = await fresh().encode([large, large]);
    expect([...stored.keys()]).toEqual([
      createHash('sha256')
        .update(large.data ?? '')
        .digest('hex'),
    ]);
    for (const { data } of claims) expect(data?.length).toBeLessThan(110);
    // Another worker, which has nothing kept.
    expect(await fresh().decode(claims)).toEqual([large, large]);
  });

  it('never takes data for a claim, whatever it says', async () => {
    const [claim] = await fresh().encode([payload(ofBytes(bound + 1))]);
    const spelt = { ...payload(null), data: claim?.data ?? null };
    expect(await fresh().decode([spelt])).toEqual([spelt]);
    const longer = payload({ 'hololoom/stored': ofBytes(bound + 1) });
    const codec = fresh();
    expect(await codec.decode(await codec.encode([longer]))).toEqual([longer]);
    expect(read).toEqual([]);
  });

  it('keeps what it has seen, within a bound', async () => {
    const codec = fresh();
    const claims: Payload[] = [];
    for (let at = 0; at < 70; at += 1) claims.push(...(await codec.encode([payload(`${at}${ofBytes(1024 * 1024)}`)])));
    await codec.decode(claims.slice(-10));
    expect(read).toEqual([]);
    await codec.decode(claims.slice(0, 1));
    expect(read).toHaveLength(1);
  });

  it('waits for a database that is away for a moment, and says when it lacks what is claimed', async () => {
    let failures = 2;
    const restarting = payloadCodec({
      save: async () => {
        failures -= 1;
        if (failures >= 0) throw new Error('the database system is starting up');
      },
      read: async () => undefined,
    });
    const [claim = {}] = await restarting.encode([payload(ofBytes(bound + 1))]);
    expect(failures).toBe(-1);
    const other = payloadCodec({ save: async () => undefined, read: async () => undefined });
    await expect(other.decode([claim])).rejects.toMatchObject({ code: 'loop.value_missing' });
  });
});

describe('a run with large values', () => {
  let bench: Bench;
  const seen: Json[] = [];
  beforeAll(async () => {
    bench = await workbench({
      fetch: ({ bytes }) => ({ log: ofBytes(Number(bytes)), lines: 3 }),
      count: ({ of }) => {
        seen.push(of ?? null);
        return JSON.stringify(of).length;
      },
    });
  });
  afterAll(() => bench.close());
  const megabytes = 1_500_000;
  const chain = (output: Parameters<typeof planOf>[2] = null) =>
    planOf(
      'large',
      [
        step('found', 'fetch', { bytes: literal(megabytes) }),
        step('whole', 'count', { of: name('found') }, ['found']),
        step('part', 'count', { of: { t: 'field', of: name('found'), name: 'log' } }, ['found']),
      ],
      output,
    );

  it('completes with a short history, hands them on to the next step, and gives them to whoever asks', async () => {
    const plan = chain({
      t: 'object',
      fields: [
        ['log', { t: 'field', of: name('found'), name: 'log' }],
        ['whole', name('whole')],
        ['part', name('part')],
      ],
    });
    const run = await bench.start(plan);
    const value = { log: ofBytes(megabytes), lines: 3 };
    const whole = JSON.stringify(value).length;
    const output = { log: value.log, whole, part: megabytes };
    expect(await run.result()).toEqual(output);
    expect(seen).toEqual(expect.arrayContaining([value, value.log]));

    const history = await run.fetchHistory();
    expect(JSON.stringify(history).length).toBeLessThan(40_000);
    const { historyLength, raw } = await run.describe();
    expect(historyLength).toBeLessThan(40);
    expect(Number(raw.workflowExecutionInfo?.historySizeBytes)).toBeLessThan(20_000);

    // The same decisions are made again from this history and what was stored.
    const db = bench.db;
    const codecs = [
      planCodec(planLoader((hash) => readPlan(db, hash))),
      payloadCodec({
        save: (sha256, bytes) => savePayload(db, sha256, bytes),
        read: (sha256) => readPayload(db, sha256),
      }),
    ];
    await Worker.runReplayHistory(
      {
        workflowBundle: { codePath: workflowBundlePath() },
        dataConverter: { payloadCodecs: codecs },
        sinks: { run: {} },
      },
      history,
      run.workflowId,
    );
  });

  it('refuses a result beyond 2 MiB, and says what to do instead', async () => {
    const error = await failureOf(
      await bench.start(planOf('huge', [step('found', 'fetch', { bytes: literal(2_200_000) })])),
    );
    expect(error).toMatchObject({ code: 'tool.bad_output', message: expect.stringContaining('at most 2097152 fit') });
    expect(error.hint).toContain('files by their path');
  });

  it('takes large inputs inline up to a bound, and refuses more before anything starts', async () => {
    const loom = bench.openLoom();
    const source =
      'LOOP given\n  INPUT: text: text\n  TOOLS:\n    - count(of: any) -> number = HOST test/count\n  STEPS:\n    - n = count(text)\n  OUTPUT: {n, text}\nEND\n';
    const start = (text: string) =>
      loom.loops.run(
        { program: { file: 'given.loop', source }, inputs: { text } },
        { requestId: randomUUID(), room: 'terminal', requester: '@ada:test' },
      );
    try {
      const run = await loom.runs.watch((await start(ofBytes(900_000))).workflowId, () => undefined);
      expect(run).toMatchObject({ status: 'completed', output: { n: 900_000, text: ofBytes(900_000) } });
      await expect(start(ofBytes(1_100_000))).rejects.toMatchObject({
        code: 'loop.inputs_wrong',
        message: expect.stringContaining('at most 1048576 fit'),
      });
    } finally {
      await loom.close();
    }
  });
});

describe('stored payloads', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await workbench({});
  });
  afterAll(() => bench.close());

  it('are the bytes that were stored, once, and note when they are stored again', async () => {
    const bytes = Buffer.from([0, 255, 1, 254]);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const row = () => bench.db.select().from(payloads).where(eq(payloads.sha256, sha256));
    await savePayload(bench.db, sha256, bytes);
    const [first] = await row();
    await bench.db.update(payloads).set({ lastStoredAt: new Date(0) });
    await Promise.all([savePayload(bench.db, sha256, bytes), savePayload(bench.db, sha256, bytes)]);
    const [again] = await row();
    expect(again?.createdAt).toEqual(first?.createdAt);
    expect(again?.lastStoredAt.getTime()).toBeGreaterThan(0);
    expect(Buffer.from((await readPayload(bench.db, sha256)) ?? [])).toEqual(bytes);
  });

  it('that are missing or damaged are not there', async () => {
    const sha256 = createHash('sha256').update('other').digest('hex');
    expect(await readPayload(bench.db, sha256)).toBeUndefined();
    await savePayload(bench.db, sha256, Buffer.from('something'));
    expect(await readPayload(bench.db, sha256)).toBeUndefined();
  });
});
