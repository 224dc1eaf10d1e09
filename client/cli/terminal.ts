import { fstatSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { createLogUpdate } from 'log-update';
import { type Look, lookAt, type Surface } from './look.ts';

/** A stream people may look at. */
export interface Screen {
  readonly stream: Writable & Surface;
  /** What is drawn in place at the end: one for all who draw here, so that nobody draws over another. Null where nothing can be. */
  readonly area: ReturnType<typeof createLogUpdate> | null;
  /** Writes a line that stays, above what is drawn in place. */
  readonly say: (line: string) => void;
  /** As the terminal is now: it may be resized at any time. */
  readonly look: () => Look;
}

/** The two sides of a terminal, or of the pipes that stand in for it. */
export interface Terminal {
  readonly input: Readable & { readonly isTTY?: boolean; readonly fd?: number };
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
  const screen = (stream: Screen['stream']): Screen => {
    const area = stream.isTTY === true && env.TERM !== 'dumb' ? createLogUpdate(stream) : null;
    const say = (line: string): void => {
      if (area === null) stream.write(`${line}\n`);
      else area.persist(line);
    };
    return { stream, area, say, look: () => lookAt(stream, env, prompt) };
  };
  return { input: stdin, out: screen(stdout), err: screen(stderr), environment: env };
}

/** Whether nobody will ever type: the input is /dev/null, as background jobs and services have it. */
export function isDeaf({ isTTY, fd }: Terminal['input']): boolean {
  return isTTY !== true && fd !== undefined && fstatSync(fd).isCharacterDevice();
}
