import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import semver from 'semver';
import { LoomError } from '../../domain/errors.ts';
import { programOnPath } from './programs.ts';

/** A Python that can make environments for packages. */
export interface Python {
  readonly program: string;
  readonly version: string;
}

const versions = '>=3.10.0 <4.0.0';
const names = ['python3', 'python', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
const askMs = 15_000;
/** Debian ships these two apart from Python. */
const question = 'import sys, venv, ensurepip; print("%d.%d.%d" % sys.version_info[:3])';

/** @throws LoomError `services.python_missing` */
export async function findPython(): Promise<Python> {
  const unfit: string[] = [];
  for (const program of new Set(names.flatMap((name) => programOnPath(name) ?? []))) {
    const version = await versionOf(program);
    if (version !== null && semver.satisfies(version, versions)) return { program, version };
    unfit.push(`${program} ${version === null ? 'has no venv module' : `is ${version}`}`);
  }
  throw new LoomError(
    'services.python_missing',
    `A homeserver for Matrix needs Python 3.10 or newer with its venv module${unfit.length === 0 ? '' : `; ${unfit.join(', ')}`}.`,
    'Install it (on Debian: python3 and python3-venv), or set HOLOLOOM_MATRIX_URL and HOLOLOOM_MATRIX_TOKEN to use a homeserver that runs.',
  );
}

async function versionOf(program: string): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(program, ['-c', question], {
      timeout: askMs,
      env: pythonEnvironment(),
    });
    return semver.valid(stdout.trim());
  } catch {
    return null;
  }
}

/**
 * The environment for a Python of ours: the person's settings of pip and uv stay (which index, which certificates), those
 * that would make it another Python or put packages elsewhere go. It writes compiled modules, else each start takes longer.
 */
export function pythonEnvironment(): NodeJS.ProcessEnv {
  const others = ['PYTHONDONTWRITEBYTECODE', 'PYTHONHOME', 'PYTHONPATH', 'PIP_USER', 'PIP_TARGET', 'PIP_PREFIX'];
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !others.includes(name)));
}
