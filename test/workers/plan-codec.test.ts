import { randomUUID } from 'node:crypto';
import { defaultPayloadConverter } from '@temporalio/common';
import { savePlan } from '../../db/plans.ts';
import { writePlan } from '../../dsl/artifact.ts';
import { planCodec, planLoader } from '../../workers/plan-codec.ts';
import { planReference, planReferenceMark } from '../../workflows/plan-reference.ts';
import { literal, planOf, step } from '../support/plans.ts';
import { type Bench, workbench } from '../support/worker.ts';

const plan = planOf('coded', [step('a', 'echo', { x: literal('hello') })]);
const row = writePlan(plan);

describe('the plan codec', () => {
  const codec = planCodec(planLoader(async (hash) => (hash === row.hash ? row.plan : undefined)));
  const roundTrip = async (value: unknown): Promise<unknown> => {
    const [payload] = await codec.decode(await codec.encode([defaultPayloadConverter.toPayload(value)]));
    return payload === undefined ? undefined : defaultPayloadConverter.fromPayload(payload);
  };

  it('swaps a reference for the plan and its hash', async () => {
    expect(await roundTrip(planReference(row.hash))).toEqual({ hash: row.hash, plan });
  });

  it('leaves everything else alone, also what is spelt like a reference', async () => {
    const lookalike = { [planReferenceMark]: row.hash };
    for (const value of [null, undefined, 'text', lookalike, { [planReferenceMark]: 1 }, [lookalike]]) {
      expect(await roundTrip(value)).toEqual(value);
    }
  });

  it('leaves payloads without data alone, such as those of heartbeats without details', async () => {
    const empty = { metadata: { encoding: Buffer.from('binary/null') }, data: [] as unknown as Uint8Array };
    expect(await codec.decode([empty, {}])).toEqual([empty, {}]);
  });

  it('says when the database lacks the plan', async () => {
    await expect(roundTrip(planReference('f'.repeat(64)))).rejects.toMatchObject({ code: 'loop.plan_missing' });
  });

  it('reads each plan once, and again after others pushed it out', async () => {
    const read: string[] = [];
    const load = planLoader(async (hash) => {
      read.push(hash);
      return '{}';
    });
    await load('one');
    await load('one');
    expect(read).toEqual(['one']);
    for (let index = 0; index < 500; index += 1) await load(String(index));
    await load('one');
    expect(read.filter((hash) => hash === 'one')).toHaveLength(2);
  });
});

describe('a run whose plan cannot be read for a while', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await workbench({ echo: ({ x }) => x });
  });
  afterAll(() => bench.close());

  it('waits, and finishes once the plan is there', async () => {
    const late = planOf('late', [step('a', 'echo', { x: literal(randomUUID()) })]);
    const { hash, ...rest } = writePlan(late);
    const run = await bench.client.workflow.start('late', {
      taskQueue: bench.taskQueue,
      workflowId: `test/${randomUUID()}`,
      args: [planReference(hash), {}],
    });
    for (;;) {
      const { events } = await run.fetchHistory();
      if (events?.some((event) => event.workflowTaskFailedEventAttributes)) break;
      await new Promise((next) => setTimeout(next, 50));
    }
    await savePlan(bench.db, { hash, ...rest });
    expect(await run.result()).toMatchObject({ a: expect.any(String) });
  });
});
