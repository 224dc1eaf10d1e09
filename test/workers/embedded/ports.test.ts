import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { choosePort, freePort } from '../../../workers/embedded/ports.ts';
import { writeWhole } from '../../../workers/embedded/state.ts';

let folder: string;
let server: Server | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ports-'));
});
afterEach(() => {
  server?.close();
  server = undefined;
  rmSync(folder, { recursive: true });
});

function listen(port: number): Promise<number> {
  const listening = createServer();
  server = listening;
  return new Promise((resolve) => {
    listening.listen(port, '127.0.0.1', () => resolve((listening.address() as { port: number }).port));
  });
}

describe('ports', () => {
  it('stay the same from one start to the next', async () => {
    const file = join(folder, 'ports.json');
    const taken: unknown[] = [];
    const port = await freePort(0);
    writeWhole(file, { temporal: port });
    expect(await choosePort(file, 'temporal', (...news) => taken.push(news))).toBe(port);
    expect(await choosePort(file, 'temporal', (...news) => taken.push(news))).toBe(port);
    expect(taken).toEqual([]);
  });

  it('are claimed before anybody listens, against every other HoloLoom of the machine', async () => {
    const port = (await freePort(0)) ?? 0;
    writeWhole(join(folder, 'ports.json'), { temporal: port });
    const claimOfAnother = createSocket('udp4');
    await new Promise<void>((bound) => claimOfAnother.bind({ port, address: '127.0.0.1', exclusive: true }, bound));
    const chosen = await choosePort(join(folder, 'ports.json'), 'temporal', () => undefined);
    claimOfAnother.close();
    expect(chosen).not.toBe(port);
    const late = createSocket('udp4');
    const refused = new Promise((resolve) => late.once('error', resolve));
    late.bind({ port: chosen, address: '127.0.0.1', exclusive: true });
    expect(await refused).toMatchObject({ code: 'EADDRINUSE' });
  });

  it('make way for whoever has them, say so, and keep to the new choice', async () => {
    const file = join(folder, 'ports.json');
    const port = await listen(0);
    writeWhole(file, { temporal: port });
    const taken: number[] = [];
    const chosen = await choosePort(file, 'temporal', (...news) => taken.push(...news));
    expect(taken).toEqual([port, chosen]);
    expect(chosen).not.toBe(port);
    server?.close();
    expect(await choosePort(file, 'temporal', () => taken.push(0))).toBe(chosen);
    expect(taken).toHaveLength(2);
  });
});
