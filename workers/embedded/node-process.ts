import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isErrorCode, LoomError } from '../../domain/errors.ts';
import { type ProcessNews, processNewsSchema } from '../../domain/services.ts';
import { type Child, lastLines, startChild } from './child.ts';
import { packageRoot } from './package-root.ts';
import { tellStep } from './progress.ts';
import type { Setting } from './temporal-cli.ts';

/** A program of HoloLoom, at work. */
export interface NodeProcess {
  readonly child: Child;
  stop(): Promise<void>;
}

export interface NodeProcessOptions extends Setting {
  /** As people call it: "worker". */
  readonly name: string;
  /** In dist/, as `workers/main.js`. */
  readonly program: string;
  /** The state folder. */
  readonly home: string;
  readonly logFile: string;
  readonly env: NodeJS.ProcessEnv;
  /** What it is at gets this long to end. */
  readonly stopMs: number;
}

const readyMs = 60_000;

/** Starts a program of ours as an operator would, configured by its environment alone, and waits until it is at work. */
export async function startNodeProcess(options: NodeProcessOptions): Promise<NodeProcess> {
  const { name, program, home, logFile, env, stopMs, tell } = options;
  const child = startChild({
    program: process.execPath,
    args: ['--enable-source-maps', join(packageRoot, 'dist', program)],
    home,
    logFile,
    channel: true,
    stopSignal: 'SIGTERM',
    env,
  });
  const stop = () => child.stop(stopMs);
  try {
    await tellStep(tell, `Starting the ${name}`, () => ready(child, options));
  } catch (error) {
    await stop();
    throw error;
  }
  return { child, stop };
}

/** @throws LoomError when it ends first, or does not say that it is ready */
async function ready(child: Child, { name, logFile, signal }: NodeProcessOptions): Promise<void> {
  const problem = await Promise.race([
    new Promise<ProcessNews>((resolve) => {
      child.process.on('message', (message) => {
        const news = processNewsSchema.safeParse(message);
        if (news.success) resolve(news.data);
      });
    }),
    child.ended.then((how) => `ended while it started (${how})`),
    sleep(readyMs, 'does not say that it is ready', { ref: false, signal }),
  ]);
  if (typeof problem === 'object') {
    if (problem.type === 'ready') return;
    const code = isErrorCode(problem.code) ? problem.code : 'services.not_started';
    throw new LoomError(code, problem.message, problem.hint);
  }
  throw new LoomError(
    'services.not_started',
    `The ${name} ${problem}; the end of its log:\n${lastLines(logFile, 6)}`,
    `Read ${logFile}, then start again.`,
  );
}
