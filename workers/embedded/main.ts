import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Given, givenSchema, type Published, publishedSchema } from '../../domain/services.ts';
import { type Control, openControl } from './control.ts';
import { type Held, identityOf, tryAcquire } from './lock.ts';
import { packageRoot } from './package-root.ts';
import { openState, readWhole, type State, writeWhole } from './state.ts';
import { createSupervisor } from './supervisor.ts';

/** The one before us has 10 seconds to stop; longer than this and something is wrong. */
const lockMs = 30_000;
/** Nobody came, so nobody is left to stop for. */
const firstHolderMs = 15_000;

/**
 * The supervisor process: runs the services of one state folder (HOLOLOOM_HOME) as long as somebody holds a connection
 * to it, and stops them when the last one is gone. Addresses from the environment as `Given` are in HOLOLOOM_GIVEN.
 */
async function main(): Promise<void> {
  const state = openState(process.env.HOLOLOOM_HOME ?? '.hololoom');
  const given = givenSchema.parse(JSON.parse(process.env.HOLOLOOM_GIVEN ?? '{}'));
  const held = await takeLock(state);
  if (held === null) return;
  await serve(state, given, held);
}

/** Null when another supervisor serves this folder already. */
async function takeLock(state: State): Promise<Held | null> {
  const end = Date.now() + lockMs;
  for (;;) {
    const result = tryAcquire(state.lock, 'running the services');
    if ('release' in result) return result;
    // One that has stopped serving is on its way out: its place is free in a moment.
    if (readWhole(state.published, publishedSchema)?.pid === result.pid) return null;
    if (Date.now() > end) {
      throw new Error(`Process ${result.pid} holds ${state.lock} but does not serve: end it, then start again.`);
    }
    await sleep(30);
  }
}

async function serve(state: State, given: Given, held: Held): Promise<void> {
  const build = readBuild();
  let control: Control | undefined;
  const supervisor = createSupervisor(state, given, (progress) => {
    log(`${progress.state}: ${progress.text}`);
    control?.tell(progress);
  });

  let stopping = false;
  const stop = async (exitCode: number) => {
    if (stopping) return;
    stopping = true;
    log('stopping');
    control?.close();
    rmSync(state.published, { force: true });
    try {
      await supervisor.stop();
    } catch (error) {
      log(`stopping failed: ${String(error)}`);
    }
    held.release();
    await control?.tellStopped();
    log('stopped');
    process.exit(exitCode);
  };

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));
  process.on('uncaughtException', (error) => {
    log(`fault: ${error.stack ?? error.message}`);
    void stop(1);
  });

  let idle = setTimeout(() => void stop(0), firstHolderMs);
  control = await openControl({
    given,
    ensure: (needs) => supervisor.ensure(needs),
    onHeld: () => clearTimeout(idle),
    onEmpty() {
      clearTimeout(idle);
      idle = setTimeout(() => void stop(0), 0);
    },
  });
  const { port, token } = control;
  const published: Published = { pid: process.pid, port, token, build };
  writeWhole(state.published, published);
  log(`serving ${state.home} as process ${process.pid} (${identityOf(process.pid)})`);
}

/** What dist/ was built from when we started. */
function readBuild(): string {
  const stamp = join(packageRoot, 'dist', '.built-from');
  return existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
}

/** stdout is the log file whoever starts us opens. */
function log(text: string): void {
  process.stdout.write(`${new Date().toISOString()} ${text}\n`);
}

main().catch((error) => {
  log(`fault: ${error instanceof Error ? error.stack : String(error)}`);
  process.exitCode = 1;
});
