import { execFile, spawn } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { LoomError } from '../../domain/errors.ts';
import { cacheFolder } from './folders.ts';
import { acquire } from './lock.ts';
import { packageRoot } from './package-root.ts';
import { endAll, markedProcesses } from './processes.ts';
import { tellNotice, tellStep, type Working } from './progress.ts';
import { findPython, type Python, pythonEnvironment } from './python.ts';
import type { Setting } from './temporal-cli.ts';

/** The version installed; constraints.txt holds what it was tried with. */
export const synapseVersion = '1.163.2';
const waitMs = 30 * 60_000;
const askMs = 15_000;
/** Marks the installer and what it starts with the folder they install into. */
const installVariable = 'HOLOLOOM_INSTALLS_IN';

/**
 * Finds Synapse in the cache, or installs it there once: by uv, which is quick, else by pip. Both take packages from where
 * this machine is set up to take them.
 * @returns the Python that has it
 * @throws LoomError `services.python_missing`, `services.synapse_missing`
 */
export async function findSynapse(setting: Setting): Promise<string> {
  const folder = join(cacheFolder(), `synapse-${synapseVersion}`);
  if (await isInstalled(folder)) return pythonIn(folder);
  const python = await findPython();
  const held = await acquire(`${folder}.lock`, {
    purpose: 'installing Synapse',
    waitMs,
    signal: setting.signal,
    onWait: ({ pid }) => tellNotice(setting.tell, `Process ${pid} is installing Synapse already; waiting for it.`),
  });
  try {
    if (!(await isInstalled(folder))) await install(python, folder, setting);
  } finally {
    held.release();
  }
  return pythonIn(folder);
}

const pythonIn = (folder: string): string => join(folder, 'bin', 'python');

/** An environment dies with the Python it was made from, so it is asked rather than looked at. */
async function isInstalled(folder: string): Promise<boolean> {
  if (!existsSync(pythonIn(folder))) return false;
  const question = 'from importlib.metadata import version; print(version("matrix-synapse"))';
  try {
    const asked = { timeout: askMs, env: pythonEnvironment() };
    const { stdout } = await promisify(execFile)(pythonIn(folder), ['-c', question], asked);
    return stdout.trim() === synapseVersion;
  } catch {
    return false;
  }
}

async function install(python: Python, folder: string, { tell, signal }: Setting): Promise<void> {
  const making = `${folder}.making`;
  await tellStep(tell, `Installing Synapse ${synapseVersion} with Python ${python.version} (once)`, async (working) => {
    // An installer whose parent was killed goes on.
    await endAll(markedProcesses(installVariable, making), 'SIGKILL', 0);
    for (const old of [making, folder]) rmSync(old, { recursive: true, force: true });
    try {
      const run = (program: string, args: readonly string[]) => runPython(program, args, making, signal, working);
      await run(python.program, ['-m', 'venv', making]);
      await installInto(pythonIn(making), run, (text) => tellNotice(tell, text));
      renameSync(making, folder);
    } catch (error) {
      signal.throwIfAborted();
      throw new LoomError(
        'services.synapse_missing',
        `Synapse ${synapseVersion} could not be installed: ${error instanceof Error ? error.message : String(error)}`,
        'Look whether pip can install packages on this machine, then start again; the room in the terminal needs none.',
      );
    } finally {
      rmSync(making, { recursive: true, force: true });
    }
  });
}

type Run = (program: string, args: readonly string[]) => Promise<void>;

async function installInto(python: string, run: Run, notice: (text: string) => void): Promise<void> {
  const wanted = `matrix-synapse==${synapseVersion}`;
  const tried = ['--constraint', join(packageRoot, 'workers', 'embedded', 'synapse', 'constraints.txt')];
  const installers = [
    { name: 'uv', args: ['-m', 'uv', 'pip', 'install', '--python', python, ...tried, wanted] },
    { name: 'pip', args: ['-m', 'pip', 'install', '--progress-bar', 'off', ...tried, wanted] },
    { name: 'pip with newer packages', args: ['-m', 'pip', 'install', '--progress-bar', 'off', wanted] },
  ];
  for (const [position, { name, args }] of installers.entries()) {
    try {
      if (position === 0) await run(python, ['-m', 'pip', 'install', '--progress-bar', 'off', 'uv']);
      return await run(python, args);
    } catch (error) {
      const next = installers[position + 1];
      if (next === undefined || (error instanceof Error && error.name === 'AbortError')) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      notice(`Synapse cannot be installed by ${name} (${reason}); trying ${next.name}.`);
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
