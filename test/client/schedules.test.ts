import { randomUUID } from 'node:crypto';
import type { Caller, Loom } from '../../client/loom.ts';
import { type Bench, workbench } from '../support/worker.ts';

let bench: Bench;
let loom: Loom;
beforeAll(async () => {
  bench = await workbench({});
  loom = bench.openLoom();
});
afterAll(async () => {
  await loom.close();
  await bench.close();
});

/** A room of its own for each test, so that schedules do not meet. */
const by = (): Caller => ({ requestId: randomUUID(), room: `#${randomUUID()}`, requester: 'dana' });
const digest = (when = 'SCHEDULE: "0 9 * * MON" IN "Europe/Berlin"') => ({
  file: 'digest.loop',
  source: `LOOP team/digest\n  INPUT: days: number = 7\n  ${when}\n  STEPS:\n    - count = days * 2\n  OUTPUT: {count}\nEND\n`,
});

/** 9 in the morning on a Monday, on the clock in Berlin. */
const onMondayAtNine = (time: string): boolean =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Europe/Berlin',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(time)) === 'Mon 09:00';

describe('a schedule', () => {
  it('is shown before it is made, with the times Temporal then says', async () => {
    const caller = by();
    const request = { program: digest(), words: { days: '3' } };
    const shown = await loom.schedules.preview(request, caller);
    expect(shown).toMatchObject({ id: `schedule/${caller.room}/team/digest`, inputs: { days: 3 }, requester: '@dana' });
    expect(shown.next).toHaveLength(3);
    expect(shown.next.every(onMondayAtNine)).toBe(true);
    expect((await loom.schedules.list()).some(({ room }) => room === caller.room)).toBe(false);

    const made = await loom.schedules.create(request, caller);
    expect(made).toEqual({ ...shown, created: true });
    expect(await loom.schedules.create(request, caller)).toMatchObject({ created: false, next: shown.next });
    await loom.schedules.remove(made.id);
  });

  it.each(['0 9 13 1-6/2 *', '*/15 6-8 1,15 * *', '30 2 * * 0', '0 0 29 2 *', '15 10 * * 1-5'])(
    'means the same times here and in Temporal: %s',
    async (cron) => {
      const caller = by();
      const request = { program: digest(`SCHEDULE: "${cron}" IN "Europe/Berlin"`) };
      const { next } = await loom.schedules.preview(request, caller);
      const made = await loom.schedules.create(request, caller);
      expect(made.next).toEqual(next);
      await loom.schedules.remove(made.id);
    },
  );

  it('starts runs on the plan it was made with, in its room', async () => {
    const caller = by();
    const made = await loom.schedules.create({ program: digest(), inputs: { days: 3 } }, caller);
    await bench.client.schedule.getHandle(made.id).trigger();
    const run = await eventually(async () => {
      const [found] = (await loom.schedules.list()).find(({ id }) => id === made.id)?.runs ?? [];
      if (found === undefined) throw new Error('not started yet');
      return found;
    });
    const ended = await loom.runs.watch(run.workflowId, () => undefined);
    expect(ended).toMatchObject({ loop: 'team/digest', room: caller.room, requester: '@dana', output: { count: 6 } });
    await loom.schedules.remove(made.id);
  });

  it('pauses, goes on, and is gone when it is removed', async () => {
    const { id } = await loom.schedules.create({ program: digest() }, by());
    expect(await loom.schedules.pause(id)).toMatchObject({ paused: true, next: [] });
    expect((await loom.schedules.resume(id)).next).toHaveLength(3);
    await loom.schedules.remove(id);
    await expect(loom.schedules.pause(id)).rejects.toMatchObject({ code: 'schedule.not_found' });
  });

  it('is not replaced by another one behind the back of who made it', async () => {
    const caller = by();
    const { id } = await loom.schedules.create({ program: digest() }, caller);
    const other = loom.schedules.create({ program: digest(), inputs: { days: 1 } }, caller);
    await expect(other).rejects.toMatchObject({ code: 'schedule.exists' });
    await loom.schedules.remove(id);
  });

  it('is refused for a loop without one, and for times that never come', async () => {
    const refused = (when: string) => loom.schedules.preview({ program: digest(when) }, by());
    await expect(refused('LIMIT: 1h')).rejects.toMatchObject({ code: 'schedule.nothing_planned' });
    await expect(refused('SCHEDULE: "0 9 30 2 *"')).rejects.toMatchObject({ code: 'loop.has_problems' });
  });
});

async function eventually<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    try {
      return await ask();
    } catch {
      await new Promise((next) => setTimeout(next, 100));
    }
  }
  return ask();
}
