import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { LoomError } from '../domain/errors.ts';
import {
  type Given,
  type Progress,
  publishedSchema,
  type Reply,
  type Request,
  replySchema,
} from '../domain/services.ts';

/** A supervisor that is started, or one that is stopping before it, is given this long to take connections. */
const reachMs = 45_000;

/** The folder of HoloLoom's package.json, from the sources as well as from dist/. */
export function packageRoot(folder: string = __dirname): string {
  return existsSync(join(folder, 'package.json')) ? folder : packageRoot(dirname(folder));
}

/** An open connection, and what opens the conversation. */
export interface Reached {
  readonly socket: Socket;
  readonly token: string;
}

/** Connects to the supervisor of the folder, starting one where none answers. */
export async function reachSupervisor(home: string, given: Given): Promise<Reached> {
  const end = Date.now() + reachMs;
  let starting: Starting | null = null;
  for (;;) {
    const reached = await tryConnect(home);
    if (reached !== null) return reached;
    // A supervisor that ends well found another one at work, or one that was stopping: look again.
    if (starting === null || starting.exitCode === 0) starting = startSupervisor(home, given);
    if (starting.exitCode !== null && starting.exitCode !== 0) throw notReached(home, 'ended while it started');
    if (Date.now() > end) throw notReached(home, 'does not answer');
    await sleep(20);
  }
}

async function tryConnect(home: string): Promise<Reached | null> {
  let published: ReturnType<typeof publishedSchema.parse>;
  try {
    published = publishedSchema.parse(JSON.parse(readFileSync(join(home, 'supervisor.json'), 'utf8')));
  } catch {
    return null;
  }
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: published.port });
    socket.once('connect', () => resolve({ socket, token: published.token }));
    socket.once('error', () => resolve(null));
  });
}

interface Starting {
  exitCode: number | null;
}

/** Its own session: Ctrl-C reaches us, and we tell it to stop in order. */
function startSupervisor(home: string, given: Given): Starting {
  mkdirSync(join(home, 'logs'), { recursive: true, mode: 0o700 });
  const log = openSync(join(home, 'logs', 'supervisor.log'), 'a', 0o600);
  const program = join(packageRoot(), 'dist', 'workers', 'embedded', 'main.js');
  const child = spawn(process.execPath, ['--enable-source-maps', program], {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, HOLOLOOM_HOME: home, HOLOLOOM_GIVEN: JSON.stringify(given) },
  });
  closeSync(log);
  const starting: Starting = { exitCode: null };
  child.once('exit', (code) => {
    starting.exitCode = code ?? 1;
  });
  child.once('error', () => {
    starting.exitCode = 1;
  });
  child.unref();
  return starting;
}

type Answer = Exclude<Reply, Progress>;

/** One connection to the supervisor. */
export interface Conversation {
  send(request: Request): void;
  /** The next answer of one of these types, or null when the connection ends before. */
  next<T extends Answer['type']>(types: readonly T[]): Promise<Extract<Answer, { type: T }> | null>;
  /** Resolves when the connection is over, whoever ended it. */
  readonly ended: Promise<void>;
  end(): void;
}

/** Sorts what the supervisor says: progress to `tell`, answers to whoever waits for them. */
export function converse(socket: Socket, tell: (progress: Progress) => void): Conversation {
  const answers: Answer[] = [];
  let wake: () => void = () => undefined;
  let open = true;
  const lines = createInterface(socket);
  // The reader of lines passes the socket's errors on: both need somebody who listens.
  for (const source of [socket, lines]) source.on('error', () => socket.destroy());
  lines.on('line', (line) => {
    const reply = replySchema.parse(JSON.parse(line));
    if (reply.type === 'progress') return tell(reply);
    answers.push(reply);
    wake();
  });
  const ended = new Promise<void>((resolve) => {
    socket.once('close', () => {
      open = false;
      wake();
      resolve();
    });
  });
  return {
    ended,
    end: () => void socket.destroy(),
    send(request) {
      if (socket.writable) socket.write(`${JSON.stringify(request)}\n`);
    },
    async next<T extends Answer['type']>(types: readonly T[]) {
      const isWanted = (answer: Answer): answer is Extract<Answer, { type: T }> =>
        types.some((type) => type === answer.type);
      for (;;) {
        const found = answers.find(isWanted);
        if (found !== undefined) answers.splice(answers.indexOf(found), 1);
        if (found !== undefined || !open) return found ?? null;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

export function notReached(home: string, what: string): LoomError {
  const log = join(home, 'logs', 'supervisor.log');
  const hint = `Read ${log}, then start again.`;
  return new LoomError('services.not_started', `The supervisor of the services ${what}.`, hint);
}
