import type { Socket } from 'node:net';
import { drizzle } from 'drizzle-orm/node-postgres';
import { Client } from 'pg';
import { applyChange, returnTo } from '../../activities/market/apply.ts';
import { proposeChange } from '../../activities/market/propose.ts';
import { connectDatabase, type Database, type DatabaseConnection } from '../../db/connection.ts';
import { readGenerations, readWorkspace } from '../../db/read/generations.ts';
import type { ChangeRequest } from '../../domain/market/proposal.ts';
import { loopOf, marketDeps, publishAll, toolboxOf } from '../support/market.ts';
import { freshDatabase } from '../support/services.ts';

let databaseUrl: string;
let connection: DatabaseConnection;
beforeAll(async () => {
  databaseUrl = await freshDatabase();
  connection = connectDatabase(databaseUrl);
  await publishAll(marketDeps(connection.db), [
    toolboxOf('voice 1.0.0', 'shout'),
    loopOf('greeter 1.0.0', 'shout(who)', { voice: '^1.0' }),
    toolboxOf('voice 1.1.0', 'shout'),
  ]);
});
afterAll(() => connection.close());

/** Breaks the connection just before, or just after, the query of that number: what a worker that dies leaves behind. */
async function dying<T>(at: number, when: 'before' | 'after', work: (db: Database) => Promise<T>) {
  const client = new Client({ connectionString: databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  const query = client.query.bind(client) as (...given: unknown[]) => Promise<unknown>;
  const die = (): never => {
    (client as unknown as { connection: { stream: Socket } }).connection.stream.destroy();
    throw new Error('the worker died');
  };
  let queries = 0;
  Object.assign(client, {
    async query(...given: unknown[]): Promise<unknown> {
      queries += 1;
      if (queries < at) return query(...given);
      if (queries > at) throw new Error('the worker is dead');
      if (when === 'after') await query(...given);
      return die();
    },
  });
  try {
    await work(drizzle(client) as unknown as Database);
    return { died: false };
  } catch {
    return { died: true };
  } finally {
    await client.end().catch(() => undefined);
  }
}

const whole = async (workspace: string) => {
  const { generation, entries } = await readWorkspace(connection.db, workspace);
  return { generation, entries: entries.map((entry) => `${entry.package} ${entry.version} ${entry.planHash}`) };
};

describe.each(['before', 'after'] as const)('a worker that dies %s any one of its queries', (when) => {
  it('leaves the old set or the new one, each whole, and the next try brings the new one', async () => {
    const request: ChangeRequest = { kind: 'install', package: 'greeter', range: null, autoUpdate: null };
    let deaths = 0;
    for (let at = 1; ; at += 1) {
      const workspace = `#dies-${when}-${at}`;
      const agree = async (change: ChangeRequest) => {
        const { hash } = await proposeChange(marketDeps(connection.db))({ workspace, request: change });
        return { workspace, request: change, agreed: hash, by: '@ada' };
      };
      await applyChange(marketDeps(connection.db))(await agree({ ...request, package: 'voice', range: '1.0.0' }));
      const old = await whole(workspace);
      const change = await agree({ ...request, package: 'voice', range: '1.1.0' });
      const { died } = await dying(at, when, (db) => applyChange(marketDeps(db))(change));
      const left = await whole(workspace);
      expect([1, 2]).toContain(left.generation);
      if (left.generation === 1) expect(left).toEqual(old);
      await applyChange(marketDeps(connection.db))(change);
      expect(await whole(workspace)).toEqual({ generation: 2, entries: ['voice 1.1.0 null'] });
      expect(await readGenerations(connection.db, workspace, 10)).toHaveLength(2);
      if (!died) break;
      deaths += 1;
    }
    // Reading the workspace and the market, then the transaction from BEGIN to COMMIT.
    expect(deaths).toBeGreaterThan(10);
  });

  it('goes back whole, or not yet', async () => {
    for (let at = 1; ; at += 1) {
      const workspace = `#returns-${when}-${at}`;
      for (const range of ['1.0.0', '1.1.0']) {
        const request: ChangeRequest = { kind: 'install', package: 'voice', range, autoUpdate: null };
        const { hash } = await proposeChange(marketDeps(connection.db))({ workspace, request });
        await applyChange(marketDeps(connection.db))({ workspace, request, agreed: hash, by: '@ada' });
      }
      const back = { workspace, from: 2, to: 1, by: '@ada', avoid: ['voice@1.1.0'] };
      const { died } = await dying(at, when, (db) => returnTo(marketDeps(db))(back));
      const { generation, avoided } = await readWorkspace(connection.db, workspace);
      expect({ generation, avoided }).toEqual(
        generation === 1 ? { generation: 1, avoided: ['voice@1.1.0'] } : { generation: 2, avoided: [] },
      );
      await returnTo(marketDeps(connection.db))(back);
      expect(await readWorkspace(connection.db, workspace)).toMatchObject({ generation: 1, avoided: ['voice@1.1.0'] });
      if (!died) break;
    }
  });
});
