import { join } from 'node:path';
import { environmentSchema } from '../../domain/environment.ts';
import { LoomError } from '../../domain/errors.ts';
import { publisherName } from '../../domain/market/name.ts';
import type { Progress } from '../../domain/services.ts';
import { openKeyring } from '../keyring.ts';
import type { Loom, SourceFile } from '../loom.ts';
import { stateFolder } from '../services.ts';
import { become } from './child.ts';
import { enterRoom } from './enter-room.ts';
import { execute, exitCodes } from './execute.ts';
import { openFiles } from './files.ts';
import { openHistory } from './history.ts';
import { ownName, ownVersion, typedFrom } from './installation.ts';
import { openProgress } from './progress.ts';
import { renderError } from './render-error.ts';
import { openSession, type SessionOptions } from './session.ts';
import { openTerminal } from './terminal.ts';

/** Services that answer within this time ran already: nothing is said about them. */
const patienceMs = 300;

/** The command line: one command, or the room. @returns the exit code */
async function main(words: readonly string[]): Promise<number> {
  const startedAt = Date.now();
  const terminal = openTerminal(process);
  const { err, environment } = terminal;
  const home = stateFolder();
  const folder = typedFrom(environment);
  const files = openFiles(folder, terminal.input.isTTY === true ? null : process.stdin);
  const interrupt = interruptions();
  const progress = openProgress(err, patienceMs);
  let tell = progress.tell;
  const options = {
    files,
    keys: openKeyring(join(home, 'keys'), publisherName(ownName(environment))),
    tell: (told: Progress) => tell(told),
    progress,
    signal: interrupt.signal,
    registry: registryOf(environment),
    taskQueue: environmentSchema.shape.HOLOLOOM_TASK_QUEUE.parse(environment.HOLOLOOM_TASK_QUEUE),
    alwaysPublish: words[0] === 'up',
  };
  const session = openSession(options);
  const setting = { terminal, session, files, home, signal: interrupt.signal };
  let exitCode: number;
  try {
    const outcome = await execute(words, { ...setting, place: 'command line' });
    exitCode = outcome.exitCode;
    if (outcome.result?.kind === 'process') {
      interrupt.stop();
      return await become(outcome.result.process, home);
    }
    if (outcome.result?.kind === 'language_server') {
      interrupt.stop();
      const { serveEditor } = await import('../lsp/server.ts');
      const lookUp = (program: SourceFile) => brieflyFound(options, (loom) => loom.loops.context(program));
      return await serveEditor({ input: process.stdin, output: process.stdout, version: ownVersion(), files, lookUp });
    }
    if (outcome.result?.kind === 'registry') {
      const { serveRegistry } = await import('../registry/serve.ts');
      const { kind: _kind, ...place } = outcome.result;
      await serveRegistry(await session.loom('everything'), place, interrupt.signal, (line) => terminal.out.say(line));
      exitCode = exitCodes.interrupted;
    }
    if (outcome.result?.kind === 'room') {
      const history = openHistory(join(home, 'history'));
      const listen = (others: typeof tell): void => {
        tell = others;
      };
      // What is piped into the room are its lines.
      exitCode = await enterRoom({
        ...setting,
        matrix: outcome.result.matrix,
        files: openFiles(folder),
        folder,
        history,
        progress,
        startedAt,
        listen,
      });
    }
  } catch (error) {
    progress.rest();
    exitCode = interrupt.signal.aborted ? exitCodes.interrupted : exitCodes.failure;
    if (!interrupt.signal.aborted) err.stream.write(`${renderError(error, err.look(), environment)}\n`);
  }
  tell = progress.tell;
  await session.close();
  progress.rest();
  return exitCode;
}

/** Asks services that run already, and lets go of them at once, so that an open editor does not keep them running. */
async function brieflyFound<T>(options: SessionOptions, ask: (loom: Loom) => Promise<T>): Promise<T | null> {
  const session = openSession(options);
  try {
    const loom = await session.found();
    return loom === null ? null : await ask(loom);
  } finally {
    await session.close();
  }
}

/** @throws LoomError `command.bad_environment` */
function registryOf({ HOLOLOOM_REGISTRY: given }: NodeJS.ProcessEnv): string | null {
  const parsed = environmentSchema.shape.HOLOLOOM_REGISTRY.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new LoomError(
    'command.bad_environment',
    `HOLOLOOM_REGISTRY ${issue?.message}.`,
    'Correct it, or leave it out.',
  );
}

/** Ctrl-C, an ended terminal or a broken pipe ask to stop in order; asked a second time, the process just ends. */
function interruptions(): { readonly signal: AbortSignal; readonly stop: () => void } {
  const controller = new AbortController();
  const ask = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    controller.abort();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, ask);
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => controller.abort());
  return {
    signal: controller.signal,
    stop: () => {
      for (const signal of signals) process.off(signal, ask);
    },
  };
}

const words = process.argv.slice(2);
main(words.length === 0 || words[0] === '--matrix' ? ['up', ...words] : words).then(
  (exitCode) => process.stdout.write('', () => process.exit(exitCode)),
  (error: unknown) => {
    process.stderr.write(`${renderError(error, openTerminal(process).err.look(), process.env)}\n`);
    process.exit(exitCodes.failure);
  },
);
