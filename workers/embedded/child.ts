import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { identityOf } from './lock.ts';
import { endAll, ownerVariable } from './processes.ts';
import type { User } from './unprivileged.ts';

export interface ChildOptions {
  readonly program: string;
  readonly args: readonly string[];
  /** The state folder it works for. */
  readonly home: string;
  readonly logFile: string;
  readonly cwd?: string;
  readonly user?: User | null;
  readonly env?: NodeJS.ProcessEnv;
  /** With a channel for messages, as `child_process.fork` makes it. */
  readonly channel?: boolean;
  /** Asks it to end. */
  readonly stopSignal: NodeJS.Signals;
}

/** A running process and its end. */
export interface Child {
  readonly process: ChildProcess;
  /** How it ended: "SIGKILL" or "exit code 1". */
  readonly ended: Promise<string>;
  isRunning(): boolean;
  /** Asks it to end, after `graceMs` ends it. */
  stop(graceMs: number): Promise<void>;
}

const logBytesMax = 5 * 1024 * 1024;

/** Starts a process whose output goes to a log file. */
export function startChild(options: ChildOptions): Child {
  keepShort(options.logFile);
  const log = openSync(options.logFile, 'a', 0o600);
  const child = spawn(options.program, options.args, {
    cwd: options.cwd,
    ...options.user,
    env: { ...(options.env ?? process.env), [ownerVariable]: options.home },
    stdio: ['ignore', log, log, ...(options.channel ? (['ipc'] as const) : [])],
    // Ctrl-C in a terminal is for whoever the person talks to, which then stops the services in order.
    detached: true,
  });
  closeSync(log);
  let running = true;
  const ended = new Promise<string>((resolve) => {
    const end = (how: string) => {
      running = false;
      resolve(how);
    };
    child.once('error', (error) => end(error.message));
    child.once('exit', (code, signal) => end(signal ?? `exit code ${code}`));
  });
  return {
    process: child,
    ended,
    isRunning: () => running,
    async stop(graceMs) {
      const identity = child.pid === undefined ? null : identityOf(child.pid);
      if (running && child.pid !== undefined && identity !== null) {
        await endAll([{ pid: child.pid, identity }], options.stopSignal, graceMs);
      }
      await ended;
    },
  };
}

/** The last lines of a log, for error messages. */
export function lastLines(file: string, count: number): string {
  if (!existsSync(file)) return '';
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
}

/** One old log is kept beside the new one. */
function keepShort(file: string): void {
  if (existsSync(file) && statSync(file).size > logBytesMax) renameSync(file, `${file}.old`);
}
