import { execFile, spawn } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { cacheFolder } from './folders.ts';
import { acquire } from './lock.ts';
import { endAll, markedProcesses } from './processes.ts';
import { tellNotice, tellStep, type Working } from './progress.ts';
import { findPython, type Python, pythonEnvironment } from './python.ts';
import type { Setting } from './temporal-cli.ts';

export interface PythonPackage {
  /** As people call it: "Synapse". */
  readonly title: string;
  /** As the package index does: `matrix-synapse`. */
  readonly name: string;
  readonly version: string;
  /** A file of versions it was tried with; null for whatever is newest. */
  readonly constraints: string | null;
}

const waitMs = 30 * 60_000;
const askMs = 15_000;
/** Marks the installer and what it starts with the folder they install into. */
const installVariable = 'HOLOLOOM_INSTALLS_IN';

/**
 * Finds a package in an environment of its own in the cache, or installs it there once: by uv, which is quick, else by pip.
 * Both take packages from where this machine is set up to take them.
 * @returns the Python that has it
 * @throws LoomError `services.python_missing`; Error saying in a few words why it could not be installed
 */
export async function pythonWith(wanted: PythonPackage, setting: Setting): Promise<string> {
  const folder = join(cacheFolder(), `${wanted.name}-${wanted.version}`);
  if (await isInstalled(wanted, folder)) return pythonIn(folder);
  const python = await findPython();
  const held = await acquire(`${folder}.lock`, {
    purpose: `installing ${wanted.title}`,
    waitMs,
    signal: setting.signal,
    onWait: ({ pid }) =>
      tellNotice(setting.tell, `Process ${pid} is installing ${wanted.title} already; waiting for it.`),
  });
  try {
    if (!(await isInstalled(wanted, folder))) await install(wanted, python, folder, setting);
  } finally {
    held.release();
  }
  return pythonIn(folder);
}

const pythonIn = (folder: string): string => join(folder, 'bin', 'python');

/** An environment dies with the Python it was made from, so it is asked rather than looked at. */
async function isInstalled({ name, version }: PythonPackage, folder: string): Promise<boolean> {
  if (!existsSync(pythonIn(folder))) return false;
  const question = `from importlib.metadata import version; print(version("${name}"))`;
  try {
    const asked = { timeout: askMs, env: pythonEnvironment() };
    const { stdout } = await promisify(execFile)(pythonIn(folder), ['-c', question], asked);
    return stdout.trim() === version;
  } catch {
    return false;
  }
}

async function install(
  wanted: PythonPackage,
  python: Python,
  folder: string,
  { tell, signal }: Setting,
): Promise<void> {
  const making = `${folder}.making`;
  const title = `Installing ${wanted.title} ${wanted.version} with Python ${python.version} (once)`;
  await tellStep(tell, title, async (working) => {
    // An installer whose parent was killed goes on.
    await endAll(markedProcesses(installVariable, making), 'SIGKILL', 0);
    for (const old of [making, folder]) rmSync(old, { recursive: true, force: true });
    try {
      const run = (program: string, args: readonly string[]) => runPython(program, args, making, signal, working);
      await run(python.program, ['-m', 'venv', making]);
      await installInto(wanted, pythonIn(making), run, (text) => tellNotice(tell, text));
      renameSync(making, folder);
    } finally {
      rmSync(making, { recursive: true, force: true });
    }
  });
}

type Run = (program: string, args: readonly string[]) => Promise<void>;

async function installInto(
  wanted: PythonPackage,
  python: string,
  run: Run,
  notice: (text: string) => void,
): Promise<void> {
  const { title, name, version, constraints } = wanted;
  const exact = `${name}==${version}`;
  const tried = constraints === null ? [] : ['--constraint', constraints];
  const installers = [
    { by: 'uv', args: ['-m', 'uv', 'pip', 'install', '--python', python, ...tried, exact] },
    { by: 'pip', args: ['-m', 'pip', 'install', '--progress-bar', 'off', ...tried, exact] },
    { by: 'pip with newer packages', args: ['-m', 'pip', 'install', '--progress-bar', 'off', exact] },
  ];
  for (const [position, { by, args }] of installers.entries()) {
    try {
      if (position === 0) await run(python, ['-m', 'pip', 'install', '--progress-bar', 'off', 'uv']);
      return await run(python, args);
    } catch (error) {
      const next = installers[position + 1];
      if (next === undefined || (error instanceof Error && error.name === 'AbortError')) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      notice(`${title} cannot be installed by ${by} (${reason}); trying ${next.by}.`);
    }
  }
}

function runPython(
  program: string,
  args: readonly string[],
  making: string,
  signal: AbortSignal,
  working: Working,
): Promise<void> {
  const child = spawn(program, args, {
    cwd: '/',
    env: { ...pythonEnvironment(), [installVariable]: making },
    signal,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      if (/^(?:Collecting|Downloading|Installing|Resolved|Prepared|Installed)\b/.test(line)) working(line.slice(0, 80));
      said.push(line);
      if (said.length > 20) said.shift();
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, ended) => {
      if (code === 0) return resolve();
      const cause = said.filter((line) => line.trim() !== '').slice(-2);
      reject(new Error(cause.join(' ').slice(0, 400) || ended || `exit code ${code}`));
    });
  });
}
