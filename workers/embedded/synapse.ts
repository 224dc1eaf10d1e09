import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { LoomError } from '../../domain/errors.ts';
import { type Child, lastLines, startChild } from './child.ts';
import { homeserverAnswers } from './homeserver.ts';
import { freePort } from './ports.ts';
import { tellStep } from './progress.ts';
import { pythonEnvironment } from './python.ts';
import { readWhole, writeWhole } from './state.ts';
import { findSynapse, synapseVersion } from './synapse-program.ts';
import { type HomeserverSettings, openSecrets, type SynapseSecrets, writeSettings } from './synapse-settings.ts';
import type { Setting } from './temporal-cli.ts';

/** Where a homeserver of ours is, and what opens it. */
export interface Homeserver {
  /** `http://127.0.0.1:8008`, without a slash at its end. */
  readonly url: string;
  readonly secrets: SynapseSecrets;
}

/** A homeserver for Matrix, running. */
export interface Synapse extends Homeserver {
  readonly child: Child;
  stop(): Promise<void>;
}

export interface SynapseOptions extends Setting, Omit<HomeserverSettings, 'secrets'> {
  /** The state folder. */
  readonly home: string;
  readonly logFile: string;
}

const readySchema = z.object({ version: z.string() });
const startMs = 60_000;
const stopMs = 4_000;

/** Starts Synapse on 127.0.0.1 over its SQLite file. */
export async function startSynapse(options: SynapseOptions): Promise<Synapse> {
  const python = await findSynapse(options);
  return tellStep(options.tell, 'Starting Synapse', () => launch(python, options));
}

async function launch(python: string, options: SynapseOptions): Promise<Synapse> {
  const { home, folder, logFile, port, signal } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const ready = join(folder, 'ready.json');
  if (readWhole(ready, readySchema) === null) forgetHalfMade(folder);
  // Another server that answers there would be taken for ours.
  if ((await freePort(port)) === null) {
    const taken = `Port ${port} was taken by another program while Synapse was made ready.`;
    throw new LoomError('services.not_started', taken, 'Start again: another port is chosen then.');
  }
  const secrets = openSecrets(folder);
  const settings = writeSettings({ ...options, secrets });
  const child = startChild({
    program: python,
    args: ['-m', 'synapse.app.homeserver', '-c', settings],
    home,
    logFile,
    cwd: folder,
    env: pythonEnvironment(),
    stopSignal: 'SIGTERM',
  });
  const stop = () => child.stop(stopMs);
  const url = `http://127.0.0.1:${port}`;
  try {
    await awaitAnswer(url, child, logFile, signal);
  } catch (error) {
    await stop();
    throw error;
  }
  writeWhole(ready, { version: synapseVersion });
  return { child, url, secrets, stop };
}

/** A server that was killed before it was ever ready may have made half of its tables, and nobody's messages. */
function forgetHalfMade(folder: string): void {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(join(folder, `homeserver.db${end}`), { force: true });
}

async function awaitAnswer(url: string, child: Child, logFile: string, signal: AbortSignal): Promise<void> {
  const end = Date.now() + startMs;
  while (!(await homeserverAnswers(url))) {
    signal.throwIfAborted();
    if (!child.isRunning()) throw notStarted(`Synapse ended while it started (${await child.ended})`, logFile);
    if (Date.now() > end) throw notStarted('Synapse does not answer', logFile);
    await sleep(50);
  }
}

function notStarted(what: string, logFile: string): LoomError {
  return new LoomError(
    'services.not_started',
    `${what}; the end of its log:\n${lastLines(logFile, 4)}`,
    `Read ${logFile}, then start again.`,
  );
}
