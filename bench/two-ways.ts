import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { traitsOf } from '../client/api/runs.ts';
import { connectDatabase } from '../db/connection.ts';
import { savePlan } from '../db/plans.ts';
import { taskQueueDefault } from '../domain/environment.ts';
import { writePlan } from '../dsl/artifact.ts';
import { fiveSteps, items, type Shape } from '../test/support/five-steps.ts';
import { localServer } from '../test/support/http-server.ts';
import { planReference } from '../workflows/plan-reference.ts';
import { startServices } from './services.ts';

/** The same five steps as a loop, and as a workflow of `peer.ts`. */
export const ways = ['loop', 'by hand'] as const;
export type Way = (typeof ways)[number];

/** One server, one service, and a worker for each way: all with the settings of production. */
export interface TwoWays {
  readonly temporalPid: number;
  readonly workers: Readonly<Record<Way, ChildProcess>>;
  /** Starts a run as HoloLoom does, or as somebody would who has only Temporal. */
  start(way: Way, shape: Shape): ReturnType<Client['workflow']['start']>;
  close(): Promise<void>;
}

export const queueOf = (way: Way): string => (way === 'loop' ? taskQueueDefault : 'peers');

export async function openTwoWays(): Promise<TwoWays> {
  const services = await startServices();
  const service = await localServer(items);
  const database = connectDatabase(services.databaseUrl);
  const connection = await Connection.connect({ address: services.temporalAddress });
  const client = new Client({ connection });
  const startWorker = async (way: Way): Promise<ChildProcess> => {
    const { databaseUrl, temporalAddress } = services;
    const places = { DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: temporalAddress, ITEMS: service.origin };
    const env = { ...process.env, WAY: way, TASK_QUEUE: queueOf(way), ...places };
    const child = fork(join(__dirname, 'worker.ts'), { env });
    await new Promise((ready) => child.once('message', ready));
    return child;
  };
  const workers = { loop: await startWorker('loop'), 'by hand': await startWorker('by hand') };
  const plans = { sequence: fiveSteps('sequence'), parallel: fiveSteps('parallel') };
  for (const plan of Object.values(plans)) await savePlan(database.db, writePlan(plan));
  return {
    temporalPid: services.temporalPid,
    workers,
    start(way, shape) {
      const plan = plans[shape];
      const { hash } = writePlan(plan);
      const inputs = { id: '1' };
      const where = { taskQueue: queueOf(way), workflowId: `loop/${randomUUID()}` };
      if (way === 'by hand') return client.workflow.start(plan.loop, { ...where, args: [hash, inputs] });
      const asker = { room: 'terminal', requester: 'ada' };
      const traits = traitsOf({ hash, plan, package: null, version: null }, asker);
      return client.workflow.start(plan.loop, { ...where, args: [planReference(hash), inputs], ...traits });
    },
    async close() {
      for (const worker of Object.values(workers)) worker.disconnect();
      await Promise.all([connection.close(), database.close(), service.close()]);
      await services.stop();
    },
  };
}
