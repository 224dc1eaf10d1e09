import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LoomError } from '../../domain/errors.ts';
import { identityOf } from './lock.ts';

/** A process, and what tells it from a later one with its number. */
export interface Found {
  readonly pid: number;
  readonly identity: string;
}

/** The kernel ends a killed process at once, unless it waits for a disk. */
const killMs = 10_000;

/** Set in the environment of every process a supervisor starts, to the state folder it works for. */
export const ownerVariable = 'HOLOLOOM_SERVICE_OF';

/** Processes with a variable of that value in their environment, and what they started, whoever is their parent now. */
export function markedProcesses(variable: string, value: string): Found[] {
  const mark = `${variable}=${value}`;
  if (process.platform !== 'linux') return fromPs(mark);
  return living((pid) => readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(mark));
}

/**
 * PostgreSQL's processes of a cluster. Each of them works in the data folder and runs a program called `postgres`; its
 * backends lead process groups of their own, so nothing else finds the orphans of a postmaster that was killed.
 */
export function postgresOf(dataFolder: string): Found[] {
  if (process.platform !== 'linux') return fromLsof(dataFolder);
  return living(
    (pid) =>
      readlinkSync(`/proc/${pid}/cwd`) === dataFolder && basename(readlinkSync(`/proc/${pid}/exe`)) === 'postgres',
  );
}

/** Asks the processes to end, and after `graceMs` ends them; resolves when all are gone. Never touches a successor of their numbers. */
export async function endAll(found: readonly Found[], signal: NodeJS.Signals, graceMs: number): Promise<void> {
  const alive = () => found.filter(({ pid, identity }) => identityOf(pid) === identity);
  const send = (name: NodeJS.Signals) => {
    for (const { pid } of alive()) signalProcess(pid, name);
  };
  send(signal);
  const killAt = Date.now() + graceMs;
  for (let next = 20; alive().length > 0; next = Math.min(next * 1.5, 200)) {
    if (Date.now() > killAt) send('SIGKILL');
    if (Date.now() > killAt + killMs) {
      throw new LoomError(
        'services.not_started',
        `Process ${alive()[0]?.pid} does not end, not even by SIGKILL.`,
        'Look what it waits for (a disk that does not answer?), end it, then start again.',
      );
    }
    await sleep(next);
  }
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself.
  }
}

function living(isOurs: (pid: number) => boolean): Found[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid !== process.pid && answer(() => isOurs(pid)))
    .flatMap(identified);
}

/** Processes of other users, and those that end while we look, are none of ours. */
function answer(question: () => boolean): boolean {
  try {
    return question();
  } catch {
    return false;
  }
}

function identified(pid: number): Found[] {
  const identity = identityOf(pid);
  return identity === null ? [] : [{ pid, identity }];
}

/** Elsewhere `ps` shows the environment of one's own processes after their commands. */
function fromPs(mark: string): Found[] {
  const lines = run('ps', ['-axEww', '-o', 'pid=,command=']).split('\n');
  return lines
    .filter((line) => line.includes(` ${mark} `) || line.endsWith(` ${mark}`))
    .map((line) => Number.parseInt(line, 10))
    .filter((pid) => pid !== process.pid)
    .flatMap(identified);
}

function fromLsof(folder: string): Found[] {
  const records = run('lsof', ['-a', '-d', 'cwd', '-c', 'postgres', '-F', 'pn']).split(/^p/m);
  return records
    .filter((record) => record.split('\n').includes(`n${folder}`))
    .map((record) => Number.parseInt(record, 10))
    .flatMap(identified);
}

function run(program: string, args: readonly string[]): string {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}
