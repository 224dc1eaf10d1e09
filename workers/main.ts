import { loadClientConnectConfig } from '@temporalio/envconfig';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { pino } from 'pino';
import { connectDatabase } from '../db/connection.ts';
import { LoomError } from '../domain/errors.ts';
import { readWorkerEnvironment } from './environment.ts';
import { loadHostTools } from './host-tools.ts';
import { workerOptions, workflowBundlePath } from './options.ts';

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
  const { connectionOptions, namespace } = loadClientConnectConfig();
  const connection = await NativeConnection.connect(connectionOptions);
  const database = connectDatabase(environment.DATABASE_URL);
  const worker = await Worker.create({
    connection,
    namespace: namespace ?? 'default',
    ...workerOptions({ db: database.db, hostTools, taskQueue: environment.HOLOLOOM_TASK_QUEUE, log }),
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
    await database.close();
  }
}

main().then(
  () => process.exit(0),
  (thrown: unknown) => {
    const error = LoomError.from(thrown);
    process.stderr.write(`${error.code}: ${error.message}\n${error.hint}\n`);
    process.exit(1);
  },
);
