import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquire, identityOf, tryAcquire } from '../../../workers/embedded/lock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const contender = join(__dirname, '..', '..', 'support', 'lock-contender.cjs');
function contend(rounds: number, deadly: boolean): Promise<string | number> {
  const child = spawn(process.execPath, [contender, folder, String(rounds), deadly ? 'deadly' : 'peaceful']);
  return new Promise((resolve) => child.once('close', (code, signal) => resolve(signal ?? code ?? 0)));
}

describe('the lock between processes', () => {
  it('is held by one at a time, however many contend and die while they hold it', async () => {
    const ends = await Promise.all(
      Array.from({ length: 8 }, (_, index) => contend(index % 2 === 0 ? 25 : 4, index % 2 === 1)),
    );
    expect(ends).toEqual([0, 'SIGKILL', 0, 'SIGKILL', 0, 'SIGKILL', 0, 'SIGKILL']);
    const notes = readFileSync(join(folder, 'notes'), 'utf8').trim().split('\n');
    expect(notes.filter((line) => line !== 'held')).toEqual([]);
    expect(notes).toHaveLength(4 * 25 + 4 * 3);
    expect(readdirSync(join(folder, 'lock'))).toHaveLength(1);
  }, 60_000);

  it('names the holder to whoever comes second, and is free again when let go', () => {
    const first = tryAcquire(folder, 'baking');
    expect(tryAcquire(folder, 'eating')).toMatchObject({ pid: process.pid, purpose: 'baking', released: false });
    if ('release' in first) first.release();
    expect(tryAcquire(folder, 'eating')).toHaveProperty('release');
  });

  it('is taken from a process that is dead, also when another has its number now', () => {
    writeFileSync(
      join(folder, '7'),
      JSON.stringify({ pid: process.pid, identity: 'an/earlier life', purpose: 'x', released: false }),
    );
    expect(tryAcquire(folder, 'healing')).toHaveProperty('release');
    expect(readdirSync(folder)).toEqual(['8']);
  });

  it('gives up when the wait is over, and says who has it', async () => {
    tryAcquire(folder, 'baking');
    const waiting = acquire(folder, { purpose: 'eating', waitMs: 100 });
    await expect(waiting).rejects.toThrow(`Process ${process.pid} still holds ${folder} (baking).`);
  });
});

describe('the identity of a process', () => {
  it('is its own, stays, and ends with it', async () => {
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => undefined, 60_000)']);
    const { pid } = child;
    const identity = identityOf(pid!);
    expect(identity).not.toBeNull();
    expect(identity).not.toBe(identityOf(process.pid));
    expect(identityOf(pid!)).toBe(identity);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
    expect(identityOf(pid!)).toBeNull();
  });
});
