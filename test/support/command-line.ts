import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endAll, markedProcesses, ownerVariable, postgresOf } from '../../workers/embedded/processes.ts';
import { openState } from '../../workers/embedded/state.ts';
import { forget } from './forget.ts';

const program = join(__dirname, '..', '..', 'bin', 'hololoom.cjs');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One state folder, and the real command line working in it, as a person has it in a checkout. */
export interface Checkout {
  readonly home: string;
  /** Starts `hololoom ...words`; `ended` resolves with what it printed. */
  hololoom(words: readonly string[], stdin?: string): { readonly pid: number; readonly ended: Promise<Ended> };
  /** Process ids of a part, now. */
  processes(part: 'supervisor' | 'worker' | 'temporal' | 'postgres'): number[];
  /** Ends whatever still runs for this folder, and deletes it. */
  close(): Promise<void>;
}

export function checkout(environment: Readonly<Record<string, string>> = {}): Checkout {
  const { home } = openState(mkdtempSync(join(tmpdir(), 'hololoom-checkout-')));
  const env = { ...process.env, ...environment, HOLOLOOM_HOME: home, NO_COLOR: '1' };
  for (const given of ['DATABASE_URL', 'TEMPORAL_ADDRESS']) delete (env as Record<string, string | undefined>)[given];
  return {
    home,
    hololoom(words, stdin) {
      const child = spawn(process.execPath, [program, ...words], { env, stdio: ['pipe', 'pipe', 'pipe'] });
      let stdout = '';
      let stderr = '';
      child.stdout.on('data', (data) => {
        stdout += data;
      });
      child.stderr.on('data', (data) => {
        stderr += data;
      });
      child.stdin.end(stdin ?? '');
      const ended = new Promise<Ended>((resolve) => {
        child.once('close', (code) => resolve({ code, stdout, stderr }));
      });
      return { pid: child.pid ?? 0, ended };
    },
    processes(part) {
      const service = part === 'supervisor' ? 'embedded/main.js' : `${part === 'worker' ? 'workers/main.js' : part}`;
      const marked =
        part === 'supervisor' ? [supervisorOf(home)] : markedProcesses(ownerVariable, home).map(({ pid }) => pid);
      return marked.filter((pid) => commandOf(pid).includes(service));
    },
    async close() {
      const found = markedProcesses('HOLOLOOM_HOME', home);
      await endAll([...found, ...markedProcesses(ownerVariable, home)], 'SIGKILL', 0);
      await endAll(postgresOf(join(home, 'postgres')), 'SIGKILL', 0);
      await forget(home);
    },
  };
}

function supervisorOf(home: string): number {
  try {
    return JSON.parse(readFileSync(join(home, 'supervisor.json'), 'utf8')).pid;
  } catch {
    return 0;
  }
}

export function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** Waits for something to be so, looking every 20 ms. */
export async function until(isSo: () => boolean | Promise<boolean>, withinMs = 60_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`It did not come to pass within ${withinMs} ms: ${isSo}`);
    await new Promise((next) => setTimeout(next, 20));
  }
}
