import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Progress } from '../../../domain/services.ts';
import { freePort } from '../../../workers/embedded/ports.ts';
import { type Postgres, startPostgres } from '../../../workers/embedded/postgres.ts';
import { postgresOf } from '../../../workers/embedded/processes.ts';
import { openState, writeWhole } from '../../../workers/embedded/state.ts';
import { forget } from '../../support/forget.ts';

let folder: string;
let told: Progress[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'embedded-'));
  chmodSync(folder, 0o755);
  told = [];
});
afterEach(async () => {
  await forget(join(folder, 'state'));
  rmSync(folder, { recursive: true });
});

async function start(home = join(folder, 'state')): Promise<Postgres> {
  const state = openState(home);
  const port = (await freePort(0)) ?? 0;
  return startPostgres({
    home: state.home,
    folder: state.postgres,
    logFile: join(state.logs, 'postgres.log'),
    port,
    durable: true,
    tell: (progress) => told.push(progress),
    signal: new AbortController().signal,
  });
}

async function ask(url: string, query: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(query)).rows;
  } finally {
    await client.end();
  }
}

describe('the embedded PostgreSQL', () => {
  it('comes back with everything acknowledged after a kill that leaves a busy backend behind', async () => {
    const first = await start();
    await ask(first.databaseUrl, 'CREATE TABLE kept (n int)');
    await ask(first.databaseUrl, 'INSERT INTO kept SELECT generate_series(1, 1000)');
    const busy = ask(first.databaseUrl, 'SELECT count(*) FROM generate_series(1, 1e9)').catch(() => 'cut off');
    await untilBusy(first);
    process.kill(first.child.process.pid!, 'SIGKILL');
    await first.child.ended;
    expect(postgresOf(first.dataFolder).length).toBeGreaterThan(0);

    const second = await start();
    expect(await ask(second.databaseUrl, 'SELECT count(*)::int AS count FROM kept')).toEqual([{ count: 1000 }]);
    expect(await busy).toBe('cut off');
    await second.stop();
    expect(postgresOf(second.dataFolder)).toEqual([]);
  }, 60_000);

  it('takes the place of one that still runs because its supervisor was killed', async () => {
    const first = await start();
    const second = await start();
    expect(first.child.isRunning()).toBe(false);
    expect(await ask(second.databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await second.stop();
  }, 60_000);

  it('makes its cluster anew where making it was cut off', async () => {
    const home = join(folder, 'state');
    mkdirSync(join(home, 'postgres.making', 'data'), { recursive: true });
    writeFileSync(join(home, 'postgres.making', 'data', 'PG_VERSION'), '18\n');
    const postgres = await start(home);
    expect(await ask(postgres.databaseUrl, 'SELECT current_database() AS name')).toEqual([{ name: 'hololoom' }]);
    await postgres.stop();
  }, 60_000);

  it('gives the loops a role that owns its database and nothing else, on loopback and by password only', async () => {
    const postgres = await start();
    const [role] = await ask(
      postgres.databaseUrl,
      'SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls FROM pg_roles WHERE rolname = current_user',
    );
    expect(role).toEqual({
      rolsuper: false,
      rolcreatedb: false,
      rolcreaterole: false,
      rolreplication: false,
      rolbypassrls: false,
    });
    const [listening] = await ask(postgres.adminUrl, 'SHOW listen_addresses');
    expect(listening).toEqual({ listen_addresses: '127.0.0.1' });
    const wrong = new URL(postgres.databaseUrl);
    wrong.password = 'guessed';
    await expect(ask(wrong.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
    await postgres.stop();
  }, 60_000);

  it('keeps what it writes from other users of the machine', async () => {
    const postgres = await start();
    await postgres.stop();
    const home = join(folder, 'state');
    expect(statSync(home).mode & 0o067).toBe(0);
    expect(statSync(join(home, 'postgres', 'access.json')).mode & 0o777).toBe(0o600);
    expect(statSync(postgres.dataFolder).mode & 0o777).toBe(0o700);
  }, 60_000);

  it('refuses a cluster of another major version, and says whose it is', async () => {
    const state = openState(join(folder, 'state'));
    mkdirSync(join(state.postgres, 'data'), { recursive: true });
    writeFileSync(join(state.postgres, 'data', 'PG_VERSION'), '15\n');
    writeWhole(join(state.postgres, 'access.json'), { data: 'data', superuserPassword: 'a', rolePassword: 'b' });
    await expect(start()).rejects.toMatchObject({
      code: 'services.state_incompatible',
      message: expect.stringContaining('made by PostgreSQL 15, and this is PostgreSQL 18'),
    });
  });

  const itAsRoot = process.getuid?.() === 0 ? it : it.skip;
  itAsRoot(
    'goes elsewhere, and says so, when its user may not enter the folders above the state',
    async () => {
      const closed = join(folder, 'closed');
      mkdirSync(closed, { mode: 0o700 });
      const home = join(closed, 'state');
      const postgres = await start(home);
      expect(await ask(postgres.databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      expect(postgres.dataFolder.startsWith(home)).toBe(false);
      expect(told.filter(({ state }) => state === 'notice').map(({ text }) => text)).toEqual([
        expect.stringContaining('PostgreSQL keeps its data in'),
      ]);
      await postgres.stop();
      const again = await start(home);
      expect(again.dataFolder).toBe(postgres.dataFolder);
      await again.stop();
      chmodSync(closed, 0o755);
      await forget(home);
    },
    60_000,
  );
});

async function untilBusy(postgres: Postgres): Promise<void> {
  const active =
    "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%1e9%' AND pid <> pg_backend_pid()";
  while ((await ask(postgres.adminUrl, active)).length === 0) await sleep(20);
}
