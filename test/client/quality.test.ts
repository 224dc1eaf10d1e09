import { randomUUID } from 'node:crypto';
import type { Loom } from '../../client/loom.ts';
import { type Bench, workbench } from '../support/worker.ts';

let bench: Bench;
let loom: Loom;
beforeAll(async () => {
  bench = await workbench({});
  loom = bench.openLoom();
});
afterAll(async () => {
  await loom.close();
  await bench.close();
});

const by = () => ({ requestId: randomUUID(), room: `#${randomUUID()}`, requester: 'dana' });

describe('quality from TypeScript', () => {
  it('is predicted, learned, counted and built again', async () => {
    const caller = by();
    const question = { query: 'How do we rotate the signing key?' };
    expect(await loom.quality.predict(question, caller)).toMatchObject({ predictedQuality: 0.5, learnedFrom: 0 });
    for (const id of ['one', 'two', 'one']) {
      const receipt = await loom.quality.learn({ ...question, id, quality: 0.9, retried: false }, caller);
      expect(receipt).toEqual({ sequence: id === 'two' ? 2 : 1, created: expect.any(Boolean) });
    }
    const prediction = await loom.quality.predict(question, caller);
    expect(prediction.learnedFrom).toBe(2);
    expect(prediction.predictedQuality).toBeGreaterThan(0.7);
    expect(await loom.quality.stats(caller)).toMatchObject({ predictions_made: 2, retries_known: 2 });
    expect(await loom.quality.insights(caller)).toMatchObject({ total_predictions: 2, avg_quality: 0.9 });
    const { before, after, outcomes } = await loom.quality.rebuild(caller);
    expect([after, outcomes]).toEqual([before, 2]);
    expect(await loom.quality.predict(question, caller)).toEqual(prediction);
    expect(await loom.quality.forget(['two'], caller)).toBe(1);
    expect(await loom.quality.stats(caller)).toMatchObject({ predictions_made: 1 });
  });

  it('refuses what is no outcome, and says what is wrong with it', async () => {
    await expect(loom.quality.learn({ id: 'x', query: 'why', quality: 1.5 }, by())).rejects.toMatchObject({
      code: 'quality.bad_outcome',
      message: expect.stringContaining('quality'),
    });
  });
});
