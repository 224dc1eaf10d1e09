import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { egressSettings } from '../../activities/egress/settings.ts';
import type { Loom } from '../../client/loom.ts';
import { fiveStepsSource, items, itemsFor, itemsOrigin, type Shape } from '../support/five-steps.ts';
import { type Footprint, footprintOf } from '../support/footprint.ts';
import { type LocalServer, localServer } from '../support/http-server.ts';
import { type Bench, workbench } from '../support/worker.ts';

/**
 * What a run costs the server, kept small: five calls of an HTTP service, as a person runs them. The figures are those
 * of `bench/README.md`.
 */
let service: LocalServer;
let bench: Bench;
let loom: Loom;
let answer: RequestListener = items;

beforeAll(async () => {
  service = await localServer((...asked) => answer(...asked));
  bench = await workbench({}, { egress: egressSettings({ routes: { [itemsOrigin]: service.origin } }, 'test') });
  loom = bench.openLoom();
});
afterAll(async () => {
  await loom.close();
  await bench.close();
  await service.close();
});

async function footprint(shape: Shape): Promise<Footprint> {
  const requestId = randomUUID();
  const program = { file: 'five.loop', source: fiveStepsSource(shape) };
  await loom.loops.run({ program, inputs: { id: '1' } }, { requestId, room: 'terminal', requester: 'ada' });
  const run = bench.client.workflow.getHandle(`loop/${requestId}`);
  await run.result();
  return footprintOf(await run.fetchHistory(), bench.taskQueue);
}

/** Of each task: scheduled, started, completed. */
const eventsOfTask = 3;
/** Of a run: its start and its end. */
const eventsOfRun = 2;

it('writes six events for each of five HTTP steps in sequence, and less than 6.5 KB in all', async () => {
  const { events, bytes, tasks } = await footprint('sequence');
  expect({ events, tasks }).toEqual({ events: 35, tasks: 6 });
  expect(bytes).toBeLessThanOrEqual(6_500);
});

it('writes three events for each of five HTTP steps at once, and less than 5.5 KB in all', async () => {
  answer = itemsFor(5);
  const runs: Footprint[] = [];
  for (let at = 0; at < 5; at += 1) runs.push(await footprint('parallel'));
  expect(runs.map(({ events, tasks }) => events - tasks * eventsOfTask - eventsOfRun)).toEqual([15, 15, 15, 15, 15]);
  // How many answers reach the workflow together is a matter of moments, and more so where much else goes on.
  const [best] = runs.sort((one, other) => one.bytes - other.bytes);
  expect(best?.events).toBeLessThanOrEqual(26);
  expect(best?.bytes).toBeLessThanOrEqual(5_500);
});
