import { existsSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LoomError } from '../../domain/errors.ts';
import { type Addresses, workerReadySchema } from '../../domain/services.ts';
import { type Child, lastLines, startChild } from './child.ts';
import { packageRoot } from './package-root.ts';
import { tellStep } from './progress.ts';
import type { Setting } from './temporal-cli.ts';

/** The worker, polling. */
export interface WorkerProcess {
  readonly child: Child;
  stop(): Promise<void>;
}

export interface WorkerProcessOptions extends Setting {
  /** The state folder. */
  readonly home: string;
  readonly logFile: string;
  readonly addresses: Addresses;
}

/** Activities get this long to end; Temporal gives those that do not to the next worker. */
const stopMs = 4_500;
const readyMs = 60_000;

/** Starts `workers/main.ts` as an operator would, configured by its environment alone. */
export async function startWorker(options: WorkerProcessOptions): Promise<WorkerProcess> {
  const child = startChild({
    program: process.execPath,
    args: ['--enable-source-maps', join(__dirname, '..', 'main.js')],
    home: options.home,
    logFile: options.logFile,
    channel: true,
    stopSignal: 'SIGTERM',
    env: workerEnvironment(options),
  });
  const stop = () => child.stop(stopMs);
  try {
    await tellStep(options.tell, 'Starting the worker', () => ready(child, options));
  } catch (error) {
    await stop();
    throw error;
  }
  return { child, stop };
}

function workerEnvironment({ home, addresses }: WorkerProcessOptions): NodeJS.ProcessEnv {
  const shippedTools = join(packageRoot, 'dist', 'examples', 'host-tools', 'index.js');
  return {
    // Out of the box the packages that ship can run; an operator's own list takes the place of this one.
    ...(existsSync(shippedTools) ? { HOLOLOOM_HOST_TOOLS: shippedTools } : {}),
    ...(addresses.ownTemporal ? withoutTemporalSettings(process.env) : process.env),
    DATABASE_URL: addresses.databaseUrl,
    TEMPORAL_ADDRESS: addresses.temporalAddress,
    TEMPORAL_NAMESPACE: addresses.temporalNamespace,
    ...(addresses.temporalUiUrl === null ? {} : { TEMPORAL_UI_URL: addresses.temporalUiUrl }),
    HOLOLOOM_HOME: home,
  };
}

/** What a person has set for other Temporal servers, in variables or in a file, would only keep the worker from ours. */
function withoutTemporalSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !name.startsWith('TEMPORAL_'));
  return { ...Object.fromEntries(kept), TEMPORAL_CONFIG_FILE: devNull };
}

/** @throws LoomError when it ends first, or does not say that it is ready */
async function ready(child: Child, { logFile, signal }: WorkerProcessOptions): Promise<void> {
  const problem = await Promise.race([
    new Promise<null>((resolve) => {
      child.process.on('message', (message) => {
        if (workerReadySchema.safeParse(message).success) resolve(null);
      });
    }),
    child.ended.then((how) => `ended while it started (${how})`),
    sleep(readyMs, 'does not say that it is ready', { ref: false, signal }),
  ]);
  if (problem === null) return;
  throw new LoomError(
    'services.not_started',
    `The worker ${problem}; the end of its log:\n${lastLines(logFile, 6)}`,
    `Read ${logFile}, then start again.`,
  );
}
