import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { Client } from 'pg';
import { openServices, type Services } from '../../../client/services.ts';
import { type Progress, publishedSchema } from '../../../domain/services.ts';
import { freePort } from '../../../workers/embedded/ports.ts';
import { markedProcesses, ownerVariable, postgresOf } from '../../../workers/embedded/processes.ts';
import { writeWhole } from '../../../workers/embedded/state.ts';
import { ensureBuilt } from '../../support/built.ts';
import { forget } from '../../support/forget.ts';

jest.setTimeout(120_000);

let home: string;
let told: Progress[];
beforeAll(ensureBuilt);
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'supervised-'));
  told = [];
  // Other checkouts of this machine may be up on the usual ones.
  writeWhole(join(home, 'ports.json'), {
    postgres: await freePort(0),
    temporal: await freePort(0),
    temporalUi: await freePort(0),
    matrix: await freePort(0),
  });
});
afterEach(async () => {
  supervisorPid() === null || kill(supervisorPid()!);
  await forget(home);
});

const open = (needs: 'database' | 'everything' = 'everything') =>
  openServices({ needs, home, onProgress: (progress) => told.push(progress) });

function supervisorPid(): number | null {
  try {
    return publishedSchema.parse(JSON.parse(readFileSync(join(home, 'supervisor.json'), 'utf8'))).pid;
  } catch {
    return null;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Dead already.
  }
}

/** Everything of this state folder but its supervisor. */
const children = () => [
  ...markedProcesses(ownerVariable, home),
  ...postgresOf(join(home, 'postgres', 'data')),
  ...postgresOf(join(home, 'postgres.making', 'data')),
];

function killEverything(): void {
  const pid = supervisorPid();
  if (pid !== null) kill(pid);
  for (const child of children()) kill(child.pid);
}

async function expectHealthy({ addresses }: Services): Promise<void> {
  const client = new Client({ connectionString: addresses.databaseUrl });
  await client.connect();
  const tables = await client.query("SELECT 1 FROM information_schema.tables WHERE table_name = 'package_versions'");
  await client.end();
  expect(tables.rowCount).toBe(1);
  const connection = await Connection.connect({ address: addresses.temporalAddress });
  const queue = { namespace: addresses.temporalNamespace, taskQueue: { name: 'hololoom' } };
  // A worker says that it is ready when it begins to poll; the server knows of it a moment later.
  const isPolled = async () => (await connection.workflowService.describeTaskQueue(queue)).pollers?.length !== 0;
  await until('the worker polls', isPolled).finally(() => connection.close());
}

/** Waits for a condition, a tenth of a second between looks. */
async function until(what: string, condition: () => Promise<boolean> | boolean, ms = 20_000): Promise<void> {
  for (const end = Date.now() + ms; ; await sleep(100)) {
    if (await condition()) return;
    if (Date.now() > end)
      throw new Error(`It took more than ${ms} ms until ${what}.\n${JSON.stringify(told, null, 1)}`);
  }
}

describe('the supervisor', () => {
  it('runs one set of services for all who hold them, and stops everything when the last lets go', async () => {
    const [first, second] = await Promise.all([open(), open()]);
    expect(first.addresses).toEqual(second.addresses);
    await expectHealthy(first);
    const count = children().length;

    await first.close();
    expect(children().length).toBe(count);
    await expectHealthy(second);

    const start = Date.now();
    await second.close();
    expect(Date.now() - start).toBeLessThan(10_000);
    expect(children()).toEqual([]);
    await until('the supervisor is gone', () => supervisorPid() === null);
  });

  it('stops everything when whoever held the services is gone without a word', async () => {
    const services = join(__dirname, '..', '..', '..', 'dist', 'client', 'services.js');
    const holder = spawn(process.execPath, [
      '-e',
      `require(${JSON.stringify(services)}).openServices({ needs: 'everything', home: ${JSON.stringify(home)} })
        .then(() => console.log('held'))`,
    ]);
    await new Promise((resolve) => holder.stdout.once('data', resolve));
    expect(children().length).toBeGreaterThan(2);
    holder.kill('SIGKILL');
    await until('all is stopped', () => children().length === 0 && supervisorPid() === null, 10_000);
  });

  it('starts again what is killed under it, on the same addresses', async () => {
    const services = await open();
    for (const victim of ['temporal', 'postgres', 'workers/main.js']) {
      const found = children().find(({ pid }) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(victim));
      kill(found!.pid);
      await until(`${victim} runs again`, () => told.filter(({ text }) => text.endsWith('runs again.')).length > 0);
      told.length = 0;
      await until(`all is healthy after ${victim}`, () =>
        expectHealthy(services).then(
          () => true,
          () => false,
        ),
      );
    }
    await services.close();
    expect(children()).toEqual([]);
  });

  it('is started again, with the same addresses, when it is killed itself', async () => {
    const services = await open();
    const pid = supervisorPid()!;
    kill(pid);
    await until('another supervisor serves', () => supervisorPid() !== null && supervisorPid() !== pid);
    await until('all is healthy', () =>
      expectHealthy(services).then(
        () => true,
        () => false,
      ),
    );
    await services.close();
    expect(children()).toEqual([]);
  });

  it('tells when a port it wants is taken, and takes another', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    writeWhole(join(home, 'ports.json'), { postgres: port });
    const services = await open('database');
    expect(services.addresses.databaseUrl).not.toContain(`:${port}/`);
    expect(told.map(({ text }) => text)).toContainEqual(
      expect.stringContaining(`Port ${port} is taken; PostgreSQL is on`),
    );
    taken.close();
    await services.close();
  });

  it('refuses to share services that run with other addresses', async () => {
    const services = await open('database');
    process.env.TEMPORAL_ADDRESS = '127.0.0.1:1';
    try {
      await expect(open('database')).rejects.toMatchObject({ code: 'services.elsewhere' });
    } finally {
      delete process.env.TEMPORAL_ADDRESS;
    }
    await services.close();
  });

  // Nightly runs give more kills: HOLOLOOM_KILLS=30.
  const kills = Number(process.env.HOLOLOOM_KILLS ?? 5);
  const spanMs = 3_000;
  it.each(
    Array.from({ length: kills }, (_, index) => Math.round(300 + (index * (spanMs - 300)) / Math.max(1, kills - 1))),
  )('is healthy within 20 s after everything was killed %i ms into the first start', async (ms) => {
    const first = open().then(
      (services) => services.close(),
      () => undefined,
    );
    await sleep(ms);
    killEverything();
    await sleep(0);
    killEverything();
    const start = Date.now();
    const services = await open();
    expect(Date.now() - start).toBeLessThan(20_000);
    await expectHealthy(services);
    await services.close();
    await first;
    expect(children()).toEqual([]);
  });
});
