import { spawn } from 'node:child_process';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { packageRoot } from './package-root.ts';
import { endAll, markedProcesses } from './processes.ts';
import { programOnPath } from './programs.ts';
import { tellStep, type Working } from './progress.ts';
import type { Setting } from './temporal-cli.ts';

const goPackage = 'github.com/temporalio/cli/cmd/temporal';
/** Set by the linker, as the project's own releases do; without it the program calls itself 0.0.0-DEV. */
const versionVariable = 'github.com/temporalio/cli/temporalcli.Version';

/** Marks Go and what it starts, in their environment, with the folder they build in. */
const buildVariable = 'HOLOLOOM_BUILDS_IN';

/**
 * Builds the pinned Temporal from its Go module, with the versions and checksums of go.mod and go.sum. What Go
 * fetches and compiles (3 GB) is kept in a folder of its own until the program is there: an interrupted build goes on
 * where it was, and a finished one leaves only the program.
 * @param program where to put it; appears whole or not at all
 * @throws Error saying in a few words what went wrong
 */
export async function buildTemporal(version: string, program: string, { tell, signal }: Setting): Promise<void> {
  const go = programOnPath('go');
  if (go === null) throw new Error('Go, which could build it, is not installed');
  const making = `${dirname(program)}.making`;
  const keep = `${dirname(program)}.build`;
  await tellStep(tell, `Building Temporal ${version} with Go (a few minutes, once)`, async (working) => {
    // A build whose parent was killed goes on, and two at once take twice as long.
    await endAll(markedProcesses(buildVariable, keep), 'SIGKILL', 0);
    for (const folder of [making, join(keep, 'temporary')]) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
    }
    const run = (args: readonly string[], onLine: (line: string) => void) => runGo(go, args, keep, signal, onLine);
    try {
      const total = await fetchModules(run, working);
      await compile(run, version, join(making, basename(program)), total, working);
      mkdirSync(dirname(program), { recursive: true });
      renameSync(join(making, basename(program)), program);
      working('tidying up');
      await rm(keep, { recursive: true, force: true });
    } finally {
      rmSync(making, { recursive: true, force: true });
    }
  });
}

/** Runs Go with arguments and a listener to the lines it says on stderr; resolves with the lines of its stdout. */
type Run = (args: readonly string[], onErrorLine: (line: string) => void) => Promise<string[]>;

/** Fetches the modules; answers how many packages there are to compile. */
async function fetchModules(run: Run, working: Working): Promise<number> {
  let fetched = 0;
  const packages = await run(['list', '-mod=readonly', '-deps', goPackage], (line) => {
    if (line.startsWith('go: downloading')) working(`${++fetched} modules fetched`);
  });
  return packages.length;
}

async function compile(run: Run, version: string, file: string, total: number, working: Working): Promise<void> {
  let compiled = 0;
  const flags = ['-mod=readonly', '-buildvcs=false', '-trimpath', '-v', '-o', file];
  await run(['build', ...flags, '-ldflags', `-s -w -X ${versionVariable}=${version}`, goPackage], (line) => {
    // With -v Go names each package when it is compiled; one that its cache already holds is not named.
    if (!/^[\w.-]+(\/[\w.-]+)*$/.test(line)) return;
    compiled += 1;
    working(line === goPackage ? 'linking' : `${compiled} of at most ${total} packages compiled`);
  });
}

/** Runs Go in the folder of our go.mod. */
function runGo(
  go: string,
  args: readonly string[],
  keep: string,
  signal: AbortSignal,
  onErrorLine: (line: string) => void,
): Promise<string[]> {
  const child = spawn(go, args, {
    cwd: join(packageRoot, 'workers', 'embedded', 'temporal'),
    env: { ...goEnvironment(keep), [buildVariable]: keep },
    signal,
    // On this signal, and no other, Go takes its temporary folder with it.
    killSignal: 'SIGINT',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const said: string[] = [];
  createInterface(child.stdout).on('line', (line) => lines.push(line));
  createInterface(child.stderr).on('line', (line) => {
    onErrorLine(line);
    said.push(line);
    if (said.length > 20) said.shift();
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) return resolve(lines);
      const cause = said.filter((line) => !line.startsWith('go: downloading')).slice(-3);
      reject(new Error(`Go could not build it: ${cause.join(' ') || signal || `exit code ${code}`}`));
    });
  });
}

/** The person's own Go settings, less those that would build something else than our go.mod says. */
function goEnvironment(keep: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    GOPATH: join(keep, 'go'),
    GOMODCACHE: join(keep, 'go', 'pkg', 'mod'),
    GOCACHE: join(keep, 'compiled'),
    GOTMPDIR: join(keep, 'temporary'),
    // Modules are written so that they can be deleted.
    GOFLAGS: '-modcacherw',
    GOWORK: 'off',
    GO111MODULE: 'on',
    CGO_ENABLED: '0',
    GOOS: '',
    GOARCH: '',
  };
}
