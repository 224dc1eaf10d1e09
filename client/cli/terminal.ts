import type { Readable, Writable } from 'node:stream';
import { type Look, lookAt, type Surface } from './look.ts';

/** A stream people may look at. */
export interface Screen {
  readonly stream: Writable & Surface;
  /** Whether what was written can be drawn over. */
  readonly live: boolean;
  /** As the terminal is now: it may be resized at any time. */
  readonly look: () => Look;
}

/** The two sides of a terminal, or of the pipes that stand in for it. */
export interface Terminal {
  readonly input: Readable & { readonly isTTY?: boolean };
  /** Results. */
  readonly out: Screen;
  /** Everything else: progress, live views, errors. */
  readonly err: Screen;
  readonly environment: NodeJS.ProcessEnv;
}

export interface TerminalStreams {
  readonly stdin: Terminal['input'];
  readonly stdout: Screen['stream'];
  readonly stderr: Screen['stream'];
  readonly env: NodeJS.ProcessEnv;
}

/** @param prompt what stands before a command when somebody types it here */
export function openTerminal({ stdin, stdout, stderr, env }: TerminalStreams, prompt?: string): Terminal {
  const screen = (stream: Screen['stream']): Screen => ({
    stream,
    live: stream.isTTY === true && env.TERM !== 'dumb',
    look: () => lookAt(stream, env, prompt),
  });
  return { input: stdin, out: screen(stdout), err: screen(stderr), environment: env };
}
