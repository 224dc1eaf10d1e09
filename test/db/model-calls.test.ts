import { changeKnowledge } from '../../db/agent-knowledge.ts';
import { connectDatabase, type DatabaseConnection } from '../../db/connection.ts';
import { enterModelCall, type NewModelCall, settleModelCall } from '../../db/model-calls.ts';
import { readCallsUnderWay } from '../../db/read/agents.ts';
import { readKnowledge } from '../../db/read/knowledge.ts';
import { learned } from '../../domain/consensus/knowledge.ts';
import { freshDatabase } from '../support/services.ts';

let database: DatabaseConnection;
beforeAll(async () => {
  database = connectDatabase(await freshDatabase());
});
afterAll(() => database.close());

const call = (key: string, more: Partial<NewModelCall> = {}): NewModelCall => ({
  ...{ key, workspace: '#books', request: 'r1', agent: 'security', purpose: 'answer', model: 'test:tiny' },
  ...more,
});
const open = { rate: 1_000, budget: null };
const used = { tokensIn: 10, tokensOut: 5, cost: 0.5 };

describe('the books of model calls', () => {
  it('give what was paid for already, for the same piece of work with the same request', async () => {
    const { db } = database;
    expect(await enterModelCall(db, call('a'), open)).toEqual({ kind: 'go' });
    // Whoever died before the answer came asks again.
    expect(await enterModelCall(db, call('a'), open)).toEqual({ kind: 'go' });
    await settleModelCall(db, call('a'), { text: 'yes' }, used);
    expect(await enterModelCall(db, call('a'), open)).toEqual({ kind: 'done', response: { text: 'yes' }, ...used });
    expect(await enterModelCall(db, call('a', { request: 'r2' }), open)).toEqual({ kind: 'go' });
  });

  it('let no workspace call more often than it may, also when it calls all at once', async () => {
    const { db } = database;
    const calls = Array.from({ length: 12 }, (_, at) =>
      enterModelCall(db, call(`many${at}`, { workspace: '#many' }), { rate: 5, budget: null }),
    );
    const said = await Promise.all(calls);
    expect(said.filter(({ kind }) => kind === 'go')).toHaveLength(5);
    const refused = said.find(({ kind }) => kind === 'too_often');
    expect(refused).toMatchObject({ waitMs: expect.any(Number) });
    expect(await enterModelCall(db, call('other', { workspace: '#other' }), { rate: 5, budget: null })).toEqual({
      kind: 'go',
    });
  });

  it('let no workspace spend more than it may', async () => {
    const { db } = database;
    const own = { workspace: '#poor' };
    await enterModelCall(db, call('p1', own), { rate: 9, budget: 1 });
    await settleModelCall(db, call('p1', own), null, { ...used, cost: 1.25 });
    expect(await enterModelCall(db, call('p2', own), { rate: 9, budget: 1 })).toEqual({ kind: 'spent', spent: 1.25 });
  });

  it('know who is at work', async () => {
    const { db } = database;
    await enterModelCall(db, call('w', { workspace: '#busy' }), open);
    expect([...(await readCallsUnderWay(db, '#busy'))]).toEqual([['security', 1]]);
  });
});

it('keeps what agents know together, however many add to it at once', async () => {
  const { db } = database;
  const now = Date.now();
  const claim = (at: number) => ({
    claim: `Service number${at} belongs to team${at}`,
    ...{ by: ['ada', 'grace'], evidence: [], confidence: 0.9, expiresAt: now + 60_000 },
  });
  await Promise.all(
    Array.from({ length: 8 }, (_, at) => changeKnowledge(db, '#k', (known) => learned(known, [claim(at)], now))),
  );
  expect(await readKnowledge(db, '#k')).toHaveLength(8);
  await changeKnowledge(db, '#k', () => []);
  expect(await readKnowledge(db, '#k')).toEqual([]);
});
