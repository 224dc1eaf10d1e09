import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { migrate } from '../../db/migrate.ts';
import { LoomError } from '../../domain/errors.ts';
import { type Addresses, type Given, type Needs, workerReadySchema } from '../../domain/services.ts';
import { type Child, lastLines, startChild } from './child.ts';
import { packageRoot } from './package-root.ts';
import { choosePort, type PortName } from './ports.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import { endAll, markedProcesses, ownerVariable } from './processes.ts';
import { type Tell, tellNotice, tellStep } from './progress.ts';
import type { State } from './state.ts';
import { startTemporal, type Temporal } from './temporal.ts';

/** What runs for one state folder. Every part is started at most once and, while it is needed, kept running. */
export interface Supervisor {
  /** Resolves when what is needed runs. @throws LoomError when it does not come up */
  ensure(needs: Needs): Promise<Addresses>;
  /** Stops everything, within 10 seconds. */
  stop(): Promise<void>;
}

/** A part that can be started again when it ends by itself. */
interface Service {
  readonly child: Child;
  stop(): Promise<void>;
}

const restartMsMin = 200;
const restartMsMax = 5_000;
/** A service that ran so long was well; its next restart is the first again. */
const wellMs = 30_000;
/** Activities get this long to end; Temporal gives those that do not to the next worker. */
const workerStopMs = 4_000;
const workerReadyMs = 60_000;

/**
 * @param given addresses from the environment; what has one is not started
 * @param tell receives progress and notices
 */
export function createSupervisor(state: State, given: Given, tell: Tell): Supervisor {
  const abort = new AbortController();
  const running: Service[] = [];
  const setting = { home: state.home, tell, signal: abort.signal };

  const port = (name: PortName, what: string) =>
    choosePort(state.ports, name, (wanted, chosen) =>
      tellNotice(tell, `Port ${wanted} is taken; ${what} is on ${chosen}.`),
    );

  /** Starts a service and starts it again whenever it ends by itself, until all is stopped. */
  async function keep<T extends Service>(title: string, start: () => Promise<T>): Promise<T> {
    const first = await begin(start);
    void watch(title, first, start);
    return first;
  }

  async function begin<T extends Service>(start: () => Promise<T>): Promise<T> {
    abort.signal.throwIfAborted();
    const service = await start();
    if (abort.signal.aborted) await service.stop();
    abort.signal.throwIfAborted();
    running.push(service);
    return service;
  }

  async function watch(title: string, first: Service, start: () => Promise<Service>): Promise<void> {
    let service = first;
    let waitMs = restartMsMin;
    for (;;) {
      const since = Date.now();
      const how = await service.child.ended;
      running.splice(running.indexOf(service), 1);
      if (Date.now() - since > wellMs) waitMs = restartMsMin;
      for (let problem = how; ; ) {
        if (abort.signal.aborted) return;
        tellNotice(tell, `${title} ended (${problem}); starting it again.`);
        await sleep(waitMs);
        waitMs = Math.min(waitMs * 2, restartMsMax);
        try {
          service = await begin(start);
          tellNotice(tell, `${title} runs again.`);
          break;
        } catch (error) {
          problem = LoomError.from(error).message;
        }
      }
    }
  }

  const sweep = once(() => endAll(markedProcesses(ownerVariable, state.home), 'SIGTERM', 2_000));

  const database = once(async (): Promise<string> => {
    await sweep();
    const url = given.databaseUrl ?? (await embeddedDatabase());
    await tellStep(tell, 'Bringing the tables up to date', () => migrate(url));
    return url;
  });

  async function embeddedDatabase(): Promise<string> {
    const chosen = await port('postgres', 'PostgreSQL');
    const logFile = join(state.logs, 'postgres.log');
    const options = { ...setting, folder: state.postgres, logFile, port: chosen, durable: true };
    const postgres: Postgres = await keep('PostgreSQL', () => startPostgres(options));
    return postgres.databaseUrl;
  }

  /** Chosen before the server starts, so that those who only need the database hear the same addresses. */
  const temporalPorts = once(async () => ({
    port: await port('temporal', 'Temporal'),
    uiPort: await port('temporalUi', "Temporal's web UI"),
  }));

  const temporal = once(async (): Promise<void> => {
    await sweep();
    if (given.temporalAddress !== null) return;
    const logFile = join(state.logs, 'temporal.log');
    const options = { ...setting, folder: state.temporal, logFile, ...(await temporalPorts()) };
    await keep('Temporal', (): Promise<Temporal> => startTemporal(options));
  });

  async function addresses(): Promise<Addresses> {
    const databaseUrl = await database();
    const { temporalNamespace } = given;
    if (given.temporalAddress !== null) {
      const temporalUiUrl = process.env.TEMPORAL_UI_URL?.replace(/\/$/, '') ?? null;
      return { databaseUrl, temporalAddress: given.temporalAddress, temporalNamespace, temporalUiUrl };
    }
    const ports = await temporalPorts();
    return {
      databaseUrl,
      temporalAddress: `127.0.0.1:${ports.port}`,
      temporalNamespace: 'default',
      temporalUiUrl: `http://127.0.0.1:${ports.uiPort}`,
    };
  }

  const worker = once(async (): Promise<void> => {
    await Promise.all([database(), temporal()]);
    const found = await addresses();
    await keep('The worker', () => tellStep(tell, 'Starting the worker', () => startWorker(state, found)));
  });

  return {
    async ensure(needs) {
      if (needs === 'everything') await worker();
      return addresses();
    },
    async stop() {
      abort.abort();
      // The worker first: its last reports still find Temporal and the database.
      for (const service of running.splice(0).reverse()) await service.stop();
    },
  };
}

async function startWorker(state: State, addresses: Addresses): Promise<Service> {
  const logFile = join(state.logs, 'worker.log');
  const bundle = join(packageRoot, 'dist', 'workflow-bundle.js');
  const child = startChild({
    program: process.execPath,
    args: ['--enable-source-maps', join(__dirname, '..', 'main.js')],
    home: state.home,
    logFile,
    channel: true,
    stopSignal: 'SIGTERM',
    env: {
      ...process.env,
      DATABASE_URL: addresses.databaseUrl,
      TEMPORAL_ADDRESS: addresses.temporalAddress,
      TEMPORAL_NAMESPACE: addresses.temporalNamespace,
      ...(addresses.temporalUiUrl === null ? {} : { TEMPORAL_UI_URL: addresses.temporalUiUrl }),
      ...(existsSync(bundle) ? { HOLOLOOM_WORKFLOW_BUNDLE: bundle } : {}),
      HOLOLOOM_HOME: state.home,
    },
  });
  const stop = () => child.stop(workerStopMs);
  try {
    await workerReady(child, logFile);
  } catch (error) {
    await stop();
    throw error;
  }
  return { child, stop };
}

async function workerReady(child: Child, logFile: string): Promise<void> {
  const answer = await Promise.race([
    new Promise<null>((resolve) =>
      child.process.on('message', (message) => {
        if (workerReadySchema.safeParse(message).success) resolve(null);
      }),
    ),
    child.ended.then((how) => `ended while it started (${how})`),
    sleep(workerReadyMs, 'does not say that it is ready', { ref: false }),
  ]);
  if (answer === null) return;
  throw new LoomError(
    'services.not_started',
    `The worker ${answer}; the end of its log:\n${lastLines(logFile, 6)}`,
    `Read ${logFile}, then start again.`,
  );
}

/** Calls at most once, however many ask. */
function once<T>(action: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => (result ??= action());
}
