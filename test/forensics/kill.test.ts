import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readChain } from '../../examples/host-tools/compliance/chain.ts';
import { newestVersion, versionName } from '../../examples/host-tools/state/versions.ts';
import { work } from './work.ts';

const steps = 40;
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hololoom-kill-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const start = () =>
  fork(join(__dirname, 'busy-process.ts'), [home, String(steps)], {
    execArgv: ['--require', join(__dirname, '..', 'support', 'typescript-hook.cjs')],
  });

async function expectEachStepOnce(): Promise<void> {
  const newest = join(home, 'versions', versionName(await newestVersion(join(home, 'versions'))));
  const keys = Array.from({ length: steps }, (_, step) => `run#step-${step}`);
  expect(readFileSync(join(newest, 'done'), 'utf8').trim().split('\n').sort()).toEqual([...keys].sort());
  expect(readFileSync(join(newest, 'count'), 'utf8')).toBe(String(steps));
  const chain = readChain(readFileSync(join(home, 'records.jsonl'), 'utf8'));
  expect([...chain.byKey.keys()].sort()).toEqual([...keys].sort());
  expect(chain).toMatchObject({ brokenAt: null, last: { sequence: steps } });
}

test('a process killed in the middle, again and again, and then retried, does each step once', async () => {
  for (const [round, afterSteps] of [2, 5, 3, 7, 4].entries()) {
    const child = start();
    const ended = once(child, 'exit');
    let seen = 0;
    child.on('message', () => {
      seen += 1;
      // A little later than the step: somewhere inside the next one, elsewhere in every round.
      if (seen === afterSteps + round) setTimeout(() => child.kill('SIGKILL'), round * 2);
    });
    expect(await ended).toEqual([null, 'SIGKILL']);
  }
  await work(home, steps, () => undefined);
  await expectEachStepOnce();
}, 60_000);

test('two processes with the same work share it, each step once', async () => {
  const children = [start(), start()];
  const codes = await Promise.all(children.map((child) => once(child, 'exit')));
  expect(codes).toEqual([
    [0, null],
    [0, null],
  ]);
  await expectEachStepOnce();
}, 60_000);
