import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Progress } from '../../../domain/services.ts';
import { askHomeserver } from '../../../workers/embedded/homeserver.ts';
import { openAccount, openTeamRoom } from '../../../workers/embedded/matrix-accounts.ts';
import { freePort } from '../../../workers/embedded/ports.ts';
import { findPython } from '../../../workers/embedded/python.ts';
import { type Synapse, startSynapse } from '../../../workers/embedded/synapse.ts';
import { findSynapse } from '../../../workers/embedded/synapse-program.ts';
import { forget } from '../../support/forget.ts';
import { describeMatrix } from '../../support/homeserver.ts';

jest.setTimeout(120_000);

describeMatrix('the embedded homeserver', () => {
  let home: string;
  let port: number;
  const told: Progress[] = [];
  const start = (): Promise<Synapse> =>
    startSynapse({
      home,
      port,
      folder: join(home, 'matrix'),
      logFile: join(home, 'synapse.log'),
      profile: 'relaxed',
      tell: (progress) => void told.push(progress),
      signal: new AbortController().signal,
    });
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'homeserver-'));
    port = (await freePort(0)) ?? 0;
  });
  afterAll(() => forget(home));

  it('keeps people, rooms and sessions when it is killed and started again, also where its first start was killed', async () => {
    mkdirSync(join(home, 'matrix'), { mode: 0o700 });
    writeFileSync(join(home, 'matrix', 'homeserver.db'), 'half of a database');
    const first = await start();
    const folder = join(home, 'matrix');
    const ann = await openAccount(first, folder, 'ann', true);
    const bot = await openAccount(first, folder, 'loom');
    const room = await openTeamRoom(first, ann, bot);
    first.child.process.kill('SIGKILL');
    await first.child.ended;

    const second = await start();
    expect(await openAccount(second, folder, 'ann', true)).toEqual(ann);
    // What was written down of an account may be lost: its password follows from the secrets.
    rmSync(join(folder, 'account-loom.json'));
    expect(await openAccount(second, folder, 'loom')).toMatchObject({ userId: bot.userId, password: bot.password });
    expect(await openTeamRoom(second, ann, bot)).toBe(room);
    expect(ann.userId).toBe('@ann:hololoom.localhost');
    await second.stop();
  });

  it('keeps its secrets to its owner and listens on this machine alone', async () => {
    const { url, stop } = await start();
    for (const file of ['secrets.json', 'homeserver.yaml', 'account-ann.json']) {
      expect(statSync(join(home, 'matrix', file)).mode & 0o077).toBe(0);
    }
    const settings = JSON.parse(readFileSync(join(home, 'matrix', 'homeserver.yaml'), 'utf8'));
    expect(settings.listeners).toMatchObject([{ bind_addresses: ['127.0.0.1'], resources: [{ names: ['client'] }] }]);
    const anybody = { method: 'POST', path: '/_matrix/client/v3/register', body: { username: 'eve' } } as const;
    await expect(askHomeserver(url, anybody, z.object({}))).rejects.toMatchObject({ code: 'M_FORBIDDEN' });
    await stop();
  });
});

describe('without a Python that fits', () => {
  const environment = { ...process.env };
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'python-'));
    process.env.PATH = folder;
    process.env.XDG_CACHE_HOME = join(folder, 'cache');
  });
  afterEach(() => {
    process.env = { ...environment };
    rmSync(folder, { recursive: true });
  });
  const setting = { tell: () => undefined, signal: new AbortController().signal };

  it('says what is needed and what to do', async () => {
    await expect(findSynapse(setting)).rejects.toMatchObject({
      code: 'services.python_missing',
      message: 'A homeserver for Matrix needs Python 3.10 or newer with its venv module.',
      hint: expect.stringContaining('Install it'),
    });
  });

  it('names the one that is too old, and the one that lacks its venv module', async () => {
    writeFileSync(join(folder, 'python3'), '#!/bin/sh\necho 3.8.10\n', { mode: 0o755 });
    writeFileSync(join(folder, 'python'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    await expect(findPython()).rejects.toMatchObject({
      message: expect.stringMatching(/module; .*python3 is 3\.8\.10, .*python has no venv module\.$/),
    });
  });
});
