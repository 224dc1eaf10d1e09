import { randomUUID } from 'node:crypto';
import type { Caller, Loom } from '../../client/loom.ts';
import { readMessages } from '../../db/read/messages.ts';
import type { ChangeRequest } from '../../domain/market/proposal.ts';
import type { lookForUpdates } from '../../workflows/market-update.ts';
import { bundleOf, loopOf, toolboxOf } from '../support/market.ts';
import { type Bench, workbench } from '../support/worker.ts';

let bench: Bench;
let loom: Loom;
beforeAll(async () => {
  bench = await workbench({ shout: ({ text }) => String(text).toUpperCase() }, { now: () => Date.now() });
  loom = bench.openLoom();
});
afterAll(async () => {
  await loom.close();
  await bench.close();
});

const by = (room: string): Caller => ({ requestId: randomUUID(), room, requester: '@ada', level: 100 });
const runIn = async (room: string, program: string) => {
  const run = await loom.loops.run({ program, words: { who: 'ann' } }, by(room));
  return (await loom.runs.watch(run.workflowId, () => undefined)).status;
};
async function install(room: string, text: string, autoUpdate = true) {
  const [name = '', range = null] = text.split('@');
  const request: ChangeRequest = { kind: 'install', package: name, range, autoUpdate };
  const { hash } = await loom.market.prepare(request, by(room));
  await loom.market.apply(request, hash, by(room));
}
const versionIn = async (room: string, name: string) =>
  (await loom.market.installed(room)).entries.find((entry) => entry.package === name)?.version;
const said = async (room: string) =>
  (await readMessages(bench.db, `market.update/${room}`, 20)).map(({ text }) => text);
/** One look for updates, as the schedule of a room starts it. */
const look = (room: string) =>
  bench.client.workflow.execute<typeof lookForUpdates>('market.update', {
    taskQueue: bench.taskQueue,
    workflowId: `market.update/${room}`,
    args: [room],
  });
const failing = (text: string) =>
  bundleOf(
    text,
    `LOOP ${text.split(' ')[0]}\n  INPUT: who: text\n  STEPS:\n    - said = "hello {who}"\n    - FAIL "broken {said}"\nEND\n`,
  );

describe('a room that updates by itself', () => {
  it('waits until a version is old enough', async () => {
    for (const version of ['1.0.0', '1.1.0']) await loom.market.publish(toolboxOf(`patient ${version}`, 'shout'));
    await install('#wait', 'patient@1.0.0');
    expect(await look('#wait')).toBe('nothing to update');
    await loom.market.settings({ cooldownMs: 0, watchMs: 24 }, by('#wait'));
    expect(await look('#wait')).toBe('updated');
    expect(await versionIn('#wait', 'patient')).toBe('1.1.0');
    expect(await said('#wait')).toEqual([
      'Updated by itself: patient 1.0.0 to 1.1.0. Runs are compared for a while, and it goes back if they fail more. To go back now: market rollback 1',
    ]);
  });

  it('goes back when runs of the new version fail more, says why, and does not take that version again', async () => {
    await loom.market.publish(toolboxOf('loud 1.0.0', 'shout'));
    await loom.market.publish(loopOf('greeter 1.0.0', 'shout(who)', { loud: '^1' }));
    const room = '#worse';
    await loom.market.settings({ cooldownMs: 0, watchMs: 24_000 }, by(room));
    await install(room, 'greeter@1.0.0');
    for (let run = 0; run < 5; run += 1) expect(await runIn(room, 'greeter')).toBe('completed');
    await loom.market.publish(failing('greeter 1.1.0'));

    const updating = look(room);
    await until(async () => (await versionIn(room, 'greeter')) === '1.1.0');
    for (let run = 0; run < 5; run += 1) expect(await runIn(room, 'greeter')).toBe('failed');
    expect(await updating).toBe('returned');

    expect(await versionIn(room, 'greeter')).toBe('1.0.0');
    expect((await said(room)).at(-1)).toBe(
      'Went back to generation 1, since runs fail more than they did. greeter 1.1.0: 5 of 5 runs failed, and 0 of 5 before. These versions do not come by themselves again.',
    );
    expect(await look(room)).toBe('nothing to update');
    expect(await runIn(room, 'greeter')).toBe('completed');
  });

  it('leaves a room alone that somebody has changed meanwhile', async () => {
    for (const version of ['1.0.0', '1.1.0']) await loom.market.publish(toolboxOf(`moved ${version}`, 'shout'));
    const room = '#moved';
    await loom.market.settings({ cooldownMs: 0, watchMs: 24_000 }, by(room));
    await install(room, 'moved@1.0.0');
    const updating = look(room);
    await until(async () => (await versionIn(room, 'moved')) === '1.1.0');
    await loom.market.rollback(null, by(room));
    expect(await updating).toBe('moved on');
    expect(await versionIn(room, 'moved')).toBe('1.0.0');
  });

  it('asks for a yes before a version comes that may touch more, and says so once', async () => {
    await loom.market.publish(toolboxOf('grown 1.0.0', 'shout'));
    const more = '  - post(text: text) = HTTP POST "https://more.example/{text}"\n';
    await loom.market.publish(toolboxOf('grown 1.1.0', 'shout', more));
    await loom.market.settings({ cooldownMs: 0 }, by('#grown'));
    await install('#grown', 'grown@1.0.0');
    expect(await look('#grown')).toBe('nothing to update');
    expect(await look('#grown')).toBe('nothing to update');
    expect(await said('#grown')).toEqual([
      'grown 1.1.0 may touch more than before, so it does not come by itself. To see what: market update grown',
    ]);
  });

  it('takes only what another room has tried, for as long as it says', async () => {
    for (const version of ['1.0.0', '1.1.0', '1.2.0'])
      await loom.market.publish(toolboxOf(`tried ${version}`, 'shout'));
    await install('#first', 'tried@1.0.0');
    await install('#later', 'tried@1.0.0');
    const settings = { cooldownMs: 0, watchMs: 24, canary: '#first', canaryMs: 0 };
    await loom.market.settings(settings, by('#later'));
    expect(await look('#later')).toBe('nothing to update');
    await install('#first', 'tried@1.1.0');
    await loom.market.settings({ canaryMs: 3_600_000 }, by('#later'));
    expect(await look('#later')).toBe('nothing to update');
    await loom.market.settings({ canaryMs: 0 }, by('#later'));
    expect(await look('#later')).toBe('updated');
    expect(await versionIn('#later', 'tried')).toBe('1.1.0');
  });

  it('looks as often as it is told to by a schedule, as long as something wants it', async () => {
    for (const version of ['1.0.0', '1.1.0']) await loom.market.publish(toolboxOf(`often ${version}`, 'shout'));
    const room = `#${randomUUID()}`;
    await loom.market.settings({ cooldownMs: 0, watchMs: 24, everyMs: 1_000 }, by(room));
    await install(room, 'often@1.0.0');
    const schedule = bench.client.schedule.getHandle(`market.update/${room}`);
    expect((await schedule.describe()).spec.intervals).toMatchObject([{ every: 1_000 }]);
    await until(async () => (await versionIn(room, 'often')) === '1.1.0');
    await install(room, 'often', false);
    await expect(schedule.describe()).rejects.toMatchObject({ name: 'ScheduleNotFoundError' });
  });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (await holds()) return;
    await new Promise((next) => setTimeout(next, 50));
  }
  throw new Error('it never came to hold');
}
