import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { pino } from 'pino';
import { runbookAgents } from '../activities/agents/runbooks.ts';
import { openEgress } from '../activities/egress/index.ts';
import { egressSettings } from '../activities/egress/settings.ts';
import { connectDatabase } from '../db/connection.ts';
import { itemsOrigin } from '../test/support/five-steps.ts';
import { bundleWorkflows } from '../workers/bundle-workflows.ts';
import { workerOptions } from '../workers/options.ts';

const logger = new DefaultLogger('WARN');

/** The peer's workflows, loaded as ours are. */
async function bundlePeer(): Promise<string> {
  const peer = join(__dirname, 'peer.ts');
  const { code } = await bundleWorkflowCode({ workflowsPath: peer, preloadModules: [peer], logger });
  return code;
}

/** A worker as production has it, of loops or of the workflows in `peer.ts`; ends with its parent. */
async function main(): Promise<void> {
  const { WAY, TASK_QUEUE = '', DATABASE_URL = '', TEMPORAL_ADDRESS = '', ITEMS = '' } = process.env;
  Runtime.install({ logger });
  const worker = await Worker.create({
    connection: await NativeConnection.connect({ address: TEMPORAL_ADDRESS }),
    ...workerOptions({
      db: connectDatabase(DATABASE_URL).db,
      hostTools: new Map(),
      egress: openEgress(egressSettings({ routes: { [itemsOrigin]: ITEMS } }, 'bench')),
      environment: {},
      agents: runbookAgents(join(__dirname, '..', 'examples', 'runbooks')),
      taskQueue: TASK_QUEUE,
      log: pino({ level: 'warn' }),
    }),
    workflowBundle: { code: WAY === 'loop' ? await bundleWorkflows() : await bundlePeer() },
  });
  process.on('message', () => process.send?.(process.cpuUsage()));
  process.once('disconnect', () => process.exit(0));
  const running = worker.run();
  process.send?.('ready');
  await running;
}

void main();
