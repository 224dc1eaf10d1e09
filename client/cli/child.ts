import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../supervisor.ts';

const programs = { worker: 'main.js', migrate: 'migrate.js' } as const;
/** A terminal gives Ctrl-C to both of us; told twice, a worker would not finish what it is at. */
const fromTerminal = 'SIGINT';
const forwarded = [fromTerminal, 'SIGTERM', 'SIGHUP'] as const;

/** Becomes another process of HoloLoom: it gets the terminal and every signal. @returns its exit code, as shells count it */
export function become(name: keyof typeof programs): Promise<number> {
  const program = join(packageRoot(), 'dist', 'workers', programs[name]);
  const child = spawn(process.execPath, ['--enable-source-maps', program], { stdio: 'inherit' });
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
