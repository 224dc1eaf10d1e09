import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { greet } from '../../../client/supervisor.ts';
import { proofOf } from '../../../domain/services.ts';
import { writeWhole } from '../../../workers/embedded/state.ts';

const given = {
  databaseUrl: null,
  temporalAddress: null,
  temporalNamespace: 'default',
  temporalUiUrl: null,
  matrixUrl: null,
};
const token = 'a'.repeat(64);

/** Somebody on the port a supervisor that was killed had, who answers every hello with `welcome`. */
async function meet(welcome: (nonce: string) => object): Promise<{ accepted: boolean; heard: string }> {
  const home = mkdtempSync(join(tmpdir(), 'impostor-'));
  let heard = '';
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', (data) => {
      heard += data;
      socket.write(`${JSON.stringify(welcome(JSON.parse(String(data)).nonce))}\n`);
    });
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });
  writeWhole(join(home, 'supervisor.json'), { pid: process.pid, port, token, build: '' });
  try {
    const conversation = await greet({ home, given, needs: 'database', tell: () => undefined });
    conversation?.end();
    return { accepted: conversation !== null, heard };
  } finally {
    server.close();
    rmSync(home, { recursive: true });
  }
}

describe('whoever has the port of a supervisor', () => {
  it('is believed when it knows the token, which is never said', async () => {
    const { accepted, heard } = await meet((nonce) => ({
      type: 'welcome',
      proof: proofOf(token, 'supervisor', nonce),
    }));
    expect(accepted).toBe(true);
    expect(heard).not.toContain(token);
  });

  it('is not believed for being polite, nor for repeating what the client said', async () => {
    expect(await meet(() => ({ type: 'welcome', proof: '' }))).toMatchObject({ accepted: false });
    const echo = await meet((nonce) => ({ type: 'welcome', proof: proofOf(token, 'client', nonce) }));
    expect(echo.accepted).toBe(false);
  });
});
