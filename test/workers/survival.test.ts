import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Checkout, checkout, type Ended, until } from '../support/command-line.ts';

const source = `LOOP survival "Five steps in a row"
  TOOLS:
    - act(name: text, after: text) -> text = HOST survival/act
  STEPS:
    - one = act("one", "")
    - two = act("two", one)
    - three = act("three", two)
    - four = act("four", three)
    - five = act("five", four)
  OUTPUT: {last: five}
END
`;

let effects: string;
let here: Checkout;
beforeEach(() => {
  effects = mkdtempSync(join(tmpdir(), 'hololoom-effects-'));
  const tools = join(__dirname, '..', 'support', 'survival-tools.cjs');
  here = checkout({ HOLOLOOM_HOST_TOOLS: tools, SURVIVAL_EFFECTS: effects });
  writeFileSync(join(effects, 'survival.loop'), source);
});
afterEach(async () => {
  await here.close();
  rmSync(effects, { recursive: true, force: true });
});

const tries = (): string[] => {
  const files = readdirSync(effects);
  return files.includes('tries.log') ? readFileSync(join(effects, 'tries.log'), 'utf8').trim().split('\n') : [];
};
/** What the steps did: one file each. */
const done = (): string[] =>
  readdirSync(effects)
    .filter((file) => file.endsWith('.effect'))
    .map((file) => readFileSync(join(effects, file), 'utf8'))
    .sort();
const run = () => here.hololoom(['run', join(effects, 'survival.loop'), '--json', '--request-id', 'one-run']);

/** In the third step, and past the first heartbeats of it. */
async function midway(): Promise<void> {
  await until(() => tries().includes('three'));
  await new Promise((next) => setTimeout(next, 1_500));
}

function expectWhole({ code, stdout, stderr }: Ended): void {
  if (code !== 0) throw new Error(stderr);
  expect(JSON.parse(stdout)).toMatchObject({ status: 'completed', output: { last: 'five' } });
  expect(done()).toEqual(['five', 'four', 'one', 'three', 'two']);
}

describe('a run in the middle of its third step', () => {
  it.each(['worker', 'temporal', 'postgres'] as const)(
    'finishes when %s is killed under it, each effect once',
    async (part) => {
      const { ended } = run();
      await midway();
      const [victim] = here.processes(part);
      process.kill(victim!, 'SIGKILL');
      expectWhole(await ended);
      expect(here.processes(part)).toEqual([]);
    },
    120_000,
  );

  it('finishes after the next start when everything is killed, each effect once', async () => {
    const first = run();
    await midway();
    process.kill(first.pid, 'SIGKILL');
    const parts = (['supervisor', 'worker', 'temporal', 'postgres'] as const).flatMap((part) => here.processes(part));
    expect(parts.length).toBeGreaterThanOrEqual(4);
    for (const pid of parts) process.kill(pid, 'SIGKILL');
    await first.ended;
    expect(done()).not.toContain('five');
    expectWhole(await run().ended);
  }, 180_000);
});
