import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../supervisor.ts';

const programs = {
  worker: 'workers/main.js',
  bot: 'client/bot/main.js',
  migrate: 'workers/migrate.js',
  practice: 'examples/practice/main.js',
} as const;
export type Program = keyof typeof programs;
/** A terminal gives Ctrl-C to both of us; told twice, a worker would not finish what it is at. */
const fromTerminal = 'SIGINT';
const forwarded = [fromTerminal, 'SIGTERM', 'SIGHUP'] as const;

/**
 * Becomes another process of HoloLoom: it gets the terminal and every signal.
 * @param home the state folder, for programs that write there
 * @returns its exit code, as shells count it
 */
export function become(name: Program, home: string): Promise<number> {
  const program = join(packageRoot(), 'dist', programs[name]);
  const env = name === 'practice' ? { ...process.env, HOLOLOOM_HOME: home } : process.env;
  const child = spawn(process.execPath, ['--enable-source-maps', program], { stdio: 'inherit', env });
  const forward = (signal: NodeJS.Signals): void => {
    if (signal !== fromTerminal || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of forwarded) process.on(signal, forward);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      for (const each of forwarded) process.off(each, forward);
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
