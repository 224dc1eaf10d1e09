import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { LoomError } from '../../domain/errors.ts';
import { searchAttributes } from '../../domain/search-attributes.ts';
import { type Child, startChild } from './child.ts';
import { freePort } from './ports.ts';
import { tellStep } from './progress.ts';
import { readWhole, writeWhole } from './state.ts';
import { findTemporal, type Setting, type TemporalCli } from './temporal-cli.ts';
import { awaitTemporal, settleNamespace } from './temporal-namespace.ts';

/** Temporal's development server, running. */
export interface Temporal {
  readonly child: Child;
  readonly address: string;
  readonly namespace: string;
  /** Null when it runs without the web UI. */
  readonly uiUrl: string | null;
  readonly cli: TemporalCli;
  stop(): Promise<void>;
}

export interface TemporalOptions extends Setting {
  /** The state folder. */
  readonly home: string;
  /** The server's own folder in it. */
  readonly folder: string;
  readonly logFile: string;
  readonly port: number;
  /** Null: without the web UI. */
  readonly uiPort: number | null;
}

const readySchema = z.object({ serverVersion: z.string() });
const databaseName = 'temporal.db';
const namespace = 'default';
/** Its own shutdown drains for a few seconds what a SQLite journal keeps anyhow. */
const stopMs = 4_000;

/** The defaults suit a shared cluster and make one user wait: five steps take 549 ms with them, 127 ms with these. */
const dynamicSettings = {
  'history.transferProcessorMaxPollRPS': 1000,
  'history.timerProcessorMaxPollRPS': 1000,
  'history.visibilityProcessorMaxPollRPS': 1000,
  'system.enableActivityEagerExecution': true,
  'matching.numTaskqueueReadPartitions': 1,
  'matching.numTaskqueueWritePartitions': 1,
};

/** Starts Temporal on 127.0.0.1 over its SQLite file, which is made first where there is none. */
export async function startTemporal(options: TemporalOptions): Promise<Temporal> {
  const { folder, tell } = options;
  const ready = readWhole(join(folder, 'ready.json'), readySchema);
  if (ready === null && existsSync(folder)) {
    throw new LoomError(
      'services.state_incompatible',
      `${folder} holds a Temporal database but not the version that made it (ready.json).`,
      'Put the file back from a backup, or move the folder away to begin anew.',
    );
  }
  const cli = await findTemporal(ready?.serverVersion ?? null, options);
  if (ready === null) await tellStep(tell, "Making Temporal's database", () => again(() => makeDatabase(options, cli)));
  return tellStep(tell, 'Starting Temporal', () => again(() => launch(options, cli, join(folder, databaseName))));
}

const startsMax = 3;
const quicklyMs = 15_000;

/**
 * Besides ours, the server listens on a handful of ports it picks itself among free ones, and ends at once when another
 * program takes one of them before it does.
 */
async function again<T>(start: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const begun = Date.now();
    try {
      return await start();
    } catch (error) {
      const mayPass = LoomError.from(error).code === 'services.not_started' && Date.now() - begun < quicklyMs;
      if (!mayPass || attempt === startsMax) throw error;
    }
  }
}

/**
 * A server that is killed while it makes its tables leaves a file that every later start refuses, and only makes them
 * where there is no file. So the file is made under another name, and takes its place once a server ran well on it.
 */
async function makeDatabase(options: TemporalOptions, cli: TemporalCli): Promise<void> {
  const making = `${options.folder}.making`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { mode: 0o700 });
  const server = await launch({ ...options, uiPort: null }, cli, join(making, databaseName));
  await server.stop();
  writeWhole(join(making, 'ready.json'), { serverVersion: cli.serverVersion });
  renameSync(making, options.folder);
}

async function launch(options: TemporalOptions, cli: TemporalCli, file: string): Promise<Temporal> {
  const { home, logFile, port, uiPort, signal } = options;
  const address = `127.0.0.1:${port}`;
  // Another server that answers there would be taken for ours.
  if ((await freePort(port)) === null) {
    throw new LoomError(
      'services.not_started',
      `Port ${port} was taken by another program while Temporal was made ready.`,
      'Start again: another port is chosen then.',
    );
  }
  const child = startChild({
    program: cli.program,
    args: [
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--db-filename', file],
      ...(uiPort === null ? ['--headless'] : ['--ui-ip', '127.0.0.1', '--ui-port', String(uiPort)]),
      // The person's own settings of the command line tool are for the servers they work with.
      ...['--log-level', 'warn', '--disable-config-file', '--disable-config-env'],
      ...Object.values(searchAttributes).flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
      ...Object.entries(dynamicSettings).flatMap(([key, value]) => ['--dynamic-config-value', `${key}=${value}`]),
    ],
    home,
    logFile,
    stopSignal: 'SIGTERM',
  });
  const stop = () => child.stop(stopMs);
  try {
    const connection = await awaitTemporal(address, namespace, { child, logFile, signal });
    await settleNamespace(connection, namespace).finally(() => connection.close());
  } catch (error) {
    await stop();
    throw error;
  }
  const uiUrl = uiPort === null ? null : `http://127.0.0.1:${uiPort}`;
  return { child, address, namespace, uiUrl, cli, stop };
}
