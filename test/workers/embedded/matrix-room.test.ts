import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { ownVersion } from '../../../client/cli/installation.ts';
import { openServices, type Services } from '../../../client/services.ts';
import type { Progress } from '../../../domain/services.ts';
import { cachePath } from '../../../workers/embedded/folders.ts';
import { askHomeserver } from '../../../workers/embedded/homeserver.ts';
import { freePort } from '../../../workers/embedded/ports.ts';
import { markedProcesses, ownerVariable } from '../../../workers/embedded/processes.ts';
import { pythonWith } from '../../../workers/embedded/python-package.ts';
import { writeWhole } from '../../../workers/embedded/state.ts';
import { ensureBuilt } from '../../support/built.ts';
import { commandOf } from '../../support/command-line.ts';
import { forget } from '../../support/forget.ts';
import { asPerson, describeMatrix, type Person } from '../../support/homeserver.ts';

jest.setTimeout(180_000);

let home: string;
let told: Progress[];
const environment = { ...process.env };
beforeAll(ensureBuilt);
beforeEach(async () => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'matrix-room-')));
  told = [];
  // Other checkouts of this machine may be up on the usual ones.
  const names = ['postgres', 'temporal', 'temporalUi', 'matrix'];
  writeWhole(
    join(home, 'ports.json'),
    Object.fromEntries(await Promise.all(names.map(async (name) => [name, await freePort(0)]))),
  );
});
afterEach(async () => {
  process.env = { ...environment };
  await forget(home);
});
const open = () => openServices({ needs: 'chat', home, onProgress: (progress) => told.push(progress) });

const sessionSchema = z.object({ user_id: z.string(), access_token: z.string() });

/** Logs in as any client does, with what was printed. */
async function logIn({ chat }: Services): Promise<{ readonly me: Person; readonly room: string }> {
  const { homeserverUrl: url, user, password, room: alias } = chat!;
  const body = { type: 'm.login.password', identifier: { type: 'm.id.user', user }, password };
  const login = { method: 'POST', path: '/_matrix/client/v3/login', body } as const;
  const session = await askHomeserver(url, login, sessionSchema);
  const me = asPerson(url, { userId: session.user_id, password, token: session.access_token });
  const path = `/_matrix/client/v3/directory/room/${encodeURIComponent(alias)}`;
  return { me, room: (await me.ask({ method: 'GET', path }, z.object({ room_id: z.string() }))).room_id };
}

describeMatrix('a room in Matrix on this machine', () => {
  it('is there after the start, answers, and goes on answering when the homeserver and the bot are killed', async () => {
    const services = await open();
    const { bot } = services.chat!;
    const { me, room } = await logIn(services);
    const isThere = (each: { state_key?: string | undefined; content: Record<string, unknown> }): boolean =>
      each.state_key === bot && each.content.membership === 'join';
    await me.sees(room, (events) => events.some(isThere));
    const answered = async (): Promise<void> => {
      const before = await me.say(room, '!loom version');
      await me.sees(room, (events) => {
        const at = events.findIndex(({ event_id: id }) => id === before);
        return events.slice(at).some(({ sender, type }) => sender === bot && type === 'm.room.message');
      });
    };
    await answered();
    for (const program of ['synapse.app.homeserver', 'client/bot/main.js']) {
      const victims = markedProcesses(ownerVariable, home).filter(({ pid }) => commandOf(pid).includes(program));
      expect(victims).toHaveLength(1);
      process.kill(victims[0]!.pid, 'SIGKILL');
      await answered();
    }
    await services.close();
    expect(markedProcesses(ownerVariable, home)).toEqual([]);
    expect(told.map(({ text }) => text)).toEqual(
      expect.arrayContaining(['Starting Synapse', 'Opening the room in Matrix', 'Starting the bot']),
    );
  });

  it('answers a client that nobody here wrote, with what is printed at the start', async () => {
    const services = await open();
    const { homeserverUrl, user, password, room, bot } = services.chat!;
    const nio = { title: 'matrix-nio', name: 'matrix-nio', version: '0.26.0', constraints: null };
    const python = await pythonWith(nio, { tell: () => undefined, signal: new AbortController().signal });
    const said = [homeserverUrl, user, password, room, bot, '!loom version'];
    const { stdout } = await promisify(execFile)(python, [join(__dirname, '../../support/nio-person.py'), ...said]);
    expect(stdout).toContain(`HoloLoom ${ownVersion()}`);
    await services.close();
  });
});

describe('without Python', () => {
  it('says what is missing, and everything else runs', async () => {
    const [programs, cache] = [join(home, 'programs'), join(home, 'cache')];
    for (const folder of [programs, join(cache, 'hololoom')]) mkdirSync(folder, { recursive: true });
    for (const name of ['python3', 'python', 'python3.13', 'python3.12', 'python3.11', 'python3.10']) {
      writeFileSync(join(programs, name), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    }
    symlinkSync(join(cachePath(), 'temporal-1.5.1'), join(cache, 'hololoom', 'temporal-1.5.1'));
    process.env.PATH = `${programs}:${process.env.PATH}`;
    process.env.XDG_CACHE_HOME = cache;
    const services = await open();
    expect(services.chat).toBeNull();
    expect(services.addresses.databaseUrl).toContain('postgres://');
    const notices = told.filter(({ state }) => state === 'notice').map(({ text }) => text);
    expect(notices).toContainEqual(expect.stringMatching(/^Matrix is not there: A homeserver .* Install it/));
    await services.close();
    rmSync(cache, { recursive: true });
  });
});
