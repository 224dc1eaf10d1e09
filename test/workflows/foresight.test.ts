import { randomUUID } from 'node:crypto';
import { learnOutcome } from '../../activities/quality.ts';
import type { Loom } from '../../client/loom.ts';
import { readInteraction } from '../../db/read/interactions.ts';
import { openPredictors } from '../../db/read/predictors.ts';
import type { Asked } from '../../domain/interaction.ts';
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

const incident = 'The API is returning 500 errors since the release';
const caller = (room: string) => ({ requestId: randomUUID(), room, requester: '@ann' });

/** Lets a room have seen sixty answers of each way, worth so much; those with a version in the question are worth less. */
async function taught(room: string, worth: Readonly<Record<string, number>>): Promise<void> {
  const learn = learnOutcome({ db: bench.db, predictors: openPredictors(bench.db) });
  for (let time = 0; time < 60; time += 1) {
    for (const [config, quality] of Object.entries(worth)) {
      const [query, share] = time % 2 === 0 ? [incident, 1] : [`${incident} v1.2.${time}`, 0.6];
      const noise = ((time % 5) - 2) / 100;
      await learn(room, { id: `${config}/${time}`, query, config, quality: quality * share + noise });
    }
  }
}

/** Asks, and waits until the answer is settled. */
async function settled(room: string, question = incident): Promise<string> {
  const asked: Asked = { question, context: '', workspace: room, room, asker: '@ann', preferred: null, windowMs: 1 };
  const workflowId = `ask/${randomUUID()}`;
  await bench.client.workflow.execute('agents.ask', { taskQueue: bench.taskQueue, workflowId, args: [asked] });
  return workflowId;
}

describe('a question', () => {
  it('is predicted before it is answered, and what came of it is learned once it is settled', async () => {
    expect((await loom.quality.stats({ room: '#new' })).predictions_made).toBe(0);
    const id = await settled('#new');
    const { predictions_made } = await loom.quality.stats({ room: '#new' });
    expect(predictions_made).toBe(1);
    const row = await readInteraction(bench.db, id);
    // The agent of incidents checks its answers; nobody knows yet whether that is best.
    expect(row?.prediction).toMatchObject({ way: 'verified', chosen: false, hard: false, learnedFrom: 0 });
    expect((await loom.ask({ question: incident }, caller('#new'))).expected?.learnedFrom).toBe(1);
  });

  it('is answered the way that was best here, once enough is known, and the answer says so', async () => {
    await taught('#seen', { plain: 0.5, verified: 0.5, planned: 0.9, chained: 0.5, thorough: 0.5 });
    const reply = await loom.ask({ question: incident }, caller('#seen'));
    expect(reply.configuration).toMatchObject({
      chosenBy: 'prediction',
      configuration: { planning: true, verification: false },
    });
    expect(reply.expected).toMatchObject({ way: 'planned', chosen: true, hard: false, learnedFrom: 300 });
    expect(reply.expected?.quality).toBeGreaterThan(0.75);
  });

  it('is put to several when it is expected to be too hard for one', async () => {
    await taught('#hard', { plain: 0.1, verified: 0.05, planned: 0.08, chained: 0.06, thorough: 0.12 });
    const reply = await loom.ask({ question: incident }, caller('#hard'));
    expect(reply.expected).toMatchObject({ hard: true });
    expect(reply.agent).toBe('collaboration');
    expect(reply.answer).toContain('Incident Response Specialist');
    expect((await readInteraction(bench.db, reply.id))?.agent).toBe('collaboration');
  });

  it('has whoever somebody asked for, however hard it is', async () => {
    const reply = await loom.ask({ question: incident, preferred: 'security' }, caller('#hard'));
    expect([reply.agent, reply.expected?.hard]).toEqual(['security', false]);
  });
});
