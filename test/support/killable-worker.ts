import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

/** A worker in a process of its own, as an operator runs it. */
export interface KillableWorker {
  readonly pid: number;
  /** SIGKILL: it has no time to say goodbye. */
  kill(): Promise<void>;
}

const program = join(__dirname, '..', '..', 'dist', 'workers', 'main.js');

/** Starts a worker; needs `dist/` as it is built from the sources of now. @returns once it polls */
export async function startKillableWorker(environment: Readonly<Record<string, string>>): Promise<KillableWorker> {
  const child: ChildProcess = fork(program, {
    execArgv: [],
    env: { ...process.env, HOLOLOOM_LOG_LEVEL: 'error', ...environment },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.on('data', (data) => {
    said += data;
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await Promise.race([
    new Promise((ready) => child.once('message', ready)),
    ended.then(() => Promise.reject(new Error(`The worker did not start:\n${said}`))),
  ]);
  return {
    pid: child.pid ?? 0,
    kill: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
}
