import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import type { Addresses } from '../../domain/services.ts';
import { type NodeProcess, startNodeProcess } from './node-process.ts';
import { packageRoot } from './package-root.ts';
import type { Setting } from './temporal-cli.ts';

export interface OwnProcessOptions extends Setting {
  /** The state folder. */
  readonly home: string;
  readonly logFile: string;
  readonly addresses: Addresses;
}

/** Activities get this long to end; Temporal gives those that do not to the next worker. */
const workerStopMs = 4_500;
const botStopMs = 2_000;

/** Starts the worker. */
export function startWorker(options: OwnProcessOptions): Promise<NodeProcess> {
  const env = workerEnvironment(options);
  return startNodeProcess({ ...options, name: 'worker', program: 'workers/main.js', env, stopMs: workerStopMs });
}

/** @param account of the bot on the homeserver; null where the environment says it */
export interface BotProcessOptions extends OwnProcessOptions {
  readonly matrix: Readonly<Record<string, string>>;
}

/** Starts the bot. @param options with its settings for Matrix, as variables of its environment */
export function startBot(options: BotProcessOptions): Promise<NodeProcess> {
  const keys = process.env.HOLOLOOM_KEYS || join(options.home, 'keys');
  const env = { ...serviceEnvironment(options), HOLOLOOM_KEYS: keys, ...options.matrix };
  return startNodeProcess({ ...options, name: 'bot', program: 'client/bot/main.js', env, stopMs: botStopMs });
}

function workerEnvironment(options: OwnProcessOptions): NodeJS.ProcessEnv {
  const own = (process.env.HOLOLOOM_HOST_TOOLS ?? '')
    .split(delimiter)
    .filter((path) => path !== '')
    .map((path) => resolve(path));
  const shippedTools = join(packageRoot, 'dist', 'examples', 'host-tools', 'index.js');
  return {
    ...serviceEnvironment(options),
    ...(process.env.HOLOLOOM_GROUPS ? { HOLOLOOM_GROUPS: resolve(process.env.HOLOLOOM_GROUPS) } : {}),
    // Out of the box the packages that ship can run, whatever else is added.
    HOLOLOOM_HOST_TOOLS: [...new Set([...(existsSync(shippedTools) ? [shippedTools] : []), ...own])].join(delimiter),
  };
}

/** Where the services are, for a process that uses them. */
function serviceEnvironment({ home, addresses }: OwnProcessOptions): NodeJS.ProcessEnv {
  return {
    ...(addresses.ownTemporal ? withoutTemporalSettings(process.env, home) : process.env),
    DATABASE_URL: addresses.databaseUrl,
    TEMPORAL_ADDRESS: addresses.temporalAddress,
    TEMPORAL_NAMESPACE: addresses.temporalNamespace,
    ...(addresses.temporalUiUrl === null ? {} : { TEMPORAL_UI_URL: addresses.temporalUiUrl }),
    HOLOLOOM_HOME: home,
  };
}

/** What a person has set for other Temporal servers, in variables or in a file, would only keep the worker from ours. */
function withoutTemporalSettings(environment: NodeJS.ProcessEnv, home: string): NodeJS.ProcessEnv {
  // A file that is not there: an empty one is more than the reader of profiles can take.
  const kept = Object.entries(environment).filter(([name]) => !name.startsWith('TEMPORAL_'));
  return { ...Object.fromEntries(kept), TEMPORAL_CONFIG_FILE: join(home, 'no-profiles.toml') };
}
