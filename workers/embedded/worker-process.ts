import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isErrorCode, LoomError } from '../../domain/errors.ts';
import { type Addresses, type WorkerNews, workerNewsSchema } from '../../domain/services.ts';
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
  const own = (process.env.HOLOLOOM_HOST_TOOLS ?? '')
    .split(delimiter)
    .filter((path) => path !== '')
    .map((path) => resolve(path));
  const shippedTools = join(packageRoot, 'dist', 'examples', 'host-tools', 'index.js');
  return {
    ...(addresses.ownTemporal ? withoutTemporalSettings(process.env, home) : process.env),
    DATABASE_URL: addresses.databaseUrl,
    TEMPORAL_ADDRESS: addresses.temporalAddress,
    TEMPORAL_NAMESPACE: addresses.temporalNamespace,
    ...(addresses.temporalUiUrl === null ? {} : { TEMPORAL_UI_URL: addresses.temporalUiUrl }),
    HOLOLOOM_HOME: home,
    ...(process.env.HOLOLOOM_GROUPS ? { HOLOLOOM_GROUPS: resolve(process.env.HOLOLOOM_GROUPS) } : {}),
    // Out of the box the packages that ship can run, whatever else is added.
    HOLOLOOM_HOST_TOOLS: [...new Set([...(existsSync(shippedTools) ? [shippedTools] : []), ...own])].join(delimiter),
  };
}

/** What a person has set for other Temporal servers, in variables or in a file, would only keep the worker from ours. */
function withoutTemporalSettings(environment: NodeJS.ProcessEnv, home: string): NodeJS.ProcessEnv {
  // A file that is not there: an empty one is more than the reader of profiles can take.
  const kept = Object.entries(environment).filter(([name]) => !name.startsWith('TEMPORAL_'));
  return { ...Object.fromEntries(kept), TEMPORAL_CONFIG_FILE: join(home, 'no-profiles.toml') };
}

/** @throws LoomError when it ends first, or does not say that it is ready */
async function ready(child: Child, { logFile, signal }: WorkerProcessOptions): Promise<void> {
  const problem = await Promise.race([
    new Promise<WorkerNews>((resolve) => {
      child.process.on('message', (message) => {
        const news = workerNewsSchema.safeParse(message);
        if (news.success) resolve(news.data);
      });
    }),
    child.ended.then((how) => `ended while it started (${how})`),
    sleep(readyMs, 'does not say that it is ready', { ref: false, signal }),
  ]);
  if (typeof problem === 'object') {
    if (problem.type === 'ready') return;
    const code = isErrorCode(problem.code) ? problem.code : 'services.not_started';
    throw new LoomError(code, problem.message, problem.hint);
  }
  throw new LoomError(
    'services.not_started',
    `The worker ${problem}; the end of its log:\n${lastLines(logFile, 6)}`,
    `Read ${logFile}, then start again.`,
  );
}
