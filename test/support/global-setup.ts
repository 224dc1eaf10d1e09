import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../db/migrate.ts';
import { LoomError } from '../../domain/errors.ts';
import type { Progress } from '../../domain/services.ts';
import { bundleWorkflows } from '../../workers/bundle-workflows.ts';

import { identityOf } from '../../workers/embedded/lock.ts';
import { freePort } from '../../workers/embedded/ports.ts';
import { startPostgres } from '../../workers/embedded/postgres.ts';
import { openState } from '../../workers/embedded/state.ts';
import { startSynapse } from '../../workers/embedded/synapse.ts';
import { startTemporal } from '../../workers/embedded/temporal.ts';
import { forget } from './forget.ts';
import { variables } from './services.ts';

const prefix = 'hololoom-test-';

/**
 * Starts one PostgreSQL, one Temporal and one Synapse for all tests that need them, with the code that starts the embedded
 * ones, in a folder that is thrown away. What an earlier run left behind when it was killed goes first.
 */
export default async function setUp(): Promise<void> {
  await forgetKilledRuns();
  const abort = new AbortController();
  const state = openState(mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`)));
  const setting = { home: state.home, tell: showLongSteps, signal: abort.signal };
  const bundle = join(state.home, 'workflow-bundle.js');

  const postgres = async () => {
    const logFile = join(state.logs, 'postgres.log');
    const port = (await freePort(0)) ?? 0;
    const server = await startPostgres({ ...setting, folder: state.postgres, logFile, port, durable: false });
    await migrate(server.databaseUrl);
    process.env[variables.adminUrl] = server.adminUrl;
    process.env[variables.template] = server.databaseUrl;
  };
  const temporal = async () => {
    const logFile = join(state.logs, 'temporal.log');
    const port = (await freePort(0)) ?? 0;
    const server = await startTemporal({ ...setting, folder: state.temporal, logFile, port, uiPort: null });
    process.env[variables.temporal] = server.address;
  };
  const workflows = async () => {
    writeFileSync(bundle, await bundleWorkflows());
    process.env[variables.workflowBundle] = bundle;
  };

  const matrix = async () => {
    const logFile = join(state.logs, 'synapse.log');
    const port = (await freePort(0)) ?? 0;
    try {
      const options = { ...setting, folder: state.matrix, logFile, port, profile: 'relaxed' } as const;
      const { url, secrets } = await startSynapse(options);
      process.env[variables.matrix] = JSON.stringify({ url, secrets });
    } catch (error) {
      const { code, message } = LoomError.from(error);
      if (code !== 'services.python_missing') throw error;
      process.env[variables.matrix] = JSON.stringify({ missing: message });
      process.stderr.write(`  The tests of the Matrix room are skipped: ${message}\n`);
    }
  };

  const starting = [postgres(), temporal(), workflows(), matrix()] as const;
  globalThis.stopTestServices = async () => {
    abort.abort();
    await Promise.allSettled(starting);
    await forget(state.home);
  };
  // Jest ends at once on Ctrl-C, without its teardown.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => void globalThis.stopTestServices?.().finally(() => process.exit(1)));
  }
  try {
    await Promise.all(starting);
  } catch (error) {
    await globalThis.stopTestServices();
    throw error;
  }
}

declare global {
  var stopTestServices: (() => Promise<void>) | undefined;
}

async function forgetKilledRuns(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length).split('-')[0]) : Number.NaN;
    if (Number.isInteger(pid) && identityOf(pid) === null) await forget(join(tmpdir(), name));
  }
}

/** Getting Temporal takes minutes the first time; the rest is not worth a word. */
function showLongSteps({ state, text, elapsedMs }: Progress): void {
  if (state === 'notice') process.stderr.write(`  ${text}\n`);
  if (state === 'working' || elapsedMs > 5_000) remind(`  ${text} (${Math.round(elapsedMs / 1000)} s)\n`);
}

let remindedAt = 0;
function remind(line: string): void {
  if (Date.now() - remindedAt < 10_000) return;
  remindedAt = Date.now();
  process.stderr.write(line);
}
