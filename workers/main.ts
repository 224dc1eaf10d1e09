import { loadClientConnectConfig } from '@temporalio/envconfig';
import { DefaultLogger, NativeConnection, type NativeConnectionOptions, Runtime, Worker } from '@temporalio/worker';
import { pino } from 'pino';
import { openAgents } from '../activities/agent-door.ts';
import { openEgress } from '../activities/egress/index.ts';
import { readEgressSettings } from '../activities/egress/settings.ts';
import { openRegistryClient } from '../activities/market/registry-client.ts';
import { connectDatabase } from '../db/connection.ts';
import { LoomError } from '../domain/errors.ts';
import { groupsFileOf, readWorkerEnvironment } from './environment.ts';
import { loadHostTools } from './host-tools.ts';
import { egressFileOf, secretsOf } from './operator-files.ts';
import { workerOptions, workflowBundlePath } from './options.ts';
import { shippedPackages } from './shipped.ts';

/** Runs one worker until it is told to stop (SIGTERM, SIGINT, or the process that started it is gone). */
async function main(): Promise<void> {
  const environment = readWorkerEnvironment(process.env);
  const log = pino({ name: 'worker', level: environment.HOLOLOOM_LOG_LEVEL });
  Runtime.install({
    logger: new DefaultLogger('INFO', ({ level, message, meta }) => {
      log[level.toLowerCase() as 'info'](meta ?? {}, message);
    }),
  });
  const hostTools = await loadHostTools(environment.HOLOLOOM_HOST_TOOLS, process.env);
  const egressSettings = readEgressSettings(egressFileOf(environment));
  const egress = openEgress(egressSettings);
  const variables = { ...secretsOf(environment), ...process.env };
  const { HOLOLOOM_REGISTRY: origin, HOLOLOOM_REGISTRY_TOKEN: token } = environment;
  const registry = origin === null ? null : openRegistryClient(origin, token ?? null);
  const { connectionOptions, namespace } = loadClientConnectConfig();
  const connection = await connectTemporal(connectionOptions);
  const database = connectDatabase(environment.DATABASE_URL);
  const agents = openAgents({
    db: database.db,
    environment: variables,
    egress: egressSettings,
    runbooks: environment.HOLOLOOM_RUNBOOKS,
  });
  const worker = await Worker.create({
    connection,
    namespace: namespace ?? 'default',
    ...workerOptions({
      db: database.db,
      hostTools,
      shipped: shippedPackages(),
      egress,
      environment: variables,
      agents,
      groups: groupsFileOf(environment),
      registry,
      taskQueue: environment.HOLOLOOM_TASK_QUEUE,
      log,
    }),
    workflowBundle: { codePath: workflowBundlePath },
  });
  // A supervisor that dies closes the channel: a worker nobody looks after must not stay.
  process.once('disconnect', () => worker.shutdown());
  const stopped = worker.run();
  process.send?.({ type: 'ready' });
  log.info({ hostTools: [...hostTools.keys()] }, 'worker ready');
  try {
    await stopped;
  } finally {
    await connection.close();
    await egress.close();
    await agents.close();
    await registry?.close();
    await database.close();
  }
}

async function connectTemporal(options: NativeConnectionOptions): Promise<NativeConnection> {
  try {
    return await NativeConnection.connect(options);
  } catch (error) {
    throw new LoomError(
      'service.unreachable',
      `Temporal does not answer at ${options.address ?? 'localhost:7233'}.`,
      'Start it, or correct TEMPORAL_ADDRESS and the TLS and key settings beside it.',
      { cause: error },
    );
  }
}

main().then(
  () => process.exit(0),
  (thrown: unknown) => {
    const error = LoomError.from(thrown);
    process.send?.({ type: 'failed', code: error.code, message: error.message, hint: error.hint });
    process.stderr.write(`${error.code}: ${error.message}\n${error.hint}\n`);
    process.exit(1);
  },
);
