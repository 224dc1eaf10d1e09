import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { isErrorCode, LoomError } from '../domain/errors.ts';
import {
  type Addresses,
  type Given,
  type Needs,
  type Progress,
  publishedSchema,
  type Reply,
  type Request,
  replySchema,
} from '../domain/services.ts';

/** The services, held until `close`. */
export interface Services {
  readonly addresses: Addresses;
  /** Whether HoloLoom runs any of them itself. */
  readonly embedded: boolean;
  /** Lets go. Resolves when others still hold the services, or when all of them have stopped. */
  close(): Promise<void>;
}

export interface ServicesOptions {
  readonly needs: Needs;
  /** The state folder; `stateFolder()` when left out. */
  readonly home?: string;
  /** Told what is going on, from the start until `close` is done. */
  readonly onProgress?: (progress: Progress) => void;
}

/** A supervisor that is started, or one that is stopping before it, is given this long to take connections. */
const reachMs = 45_000;
const stopMs = 15_000;

/**
 * Makes sure that PostgreSQL, Temporal and the worker run, and holds them. Addresses of the environment (DATABASE_URL,
 * TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE) are taken as they are; with both set nothing is started. What has none is run
 * by a supervisor process that all processes of a state folder share, and that stops when the last one lets go.
 * @throws LoomError `services.*`
 */
export async function openServices(options: ServicesOptions): Promise<Services> {
  const given = givenAddresses();
  const { databaseUrl, temporalAddress, temporalNamespace } = given;
  if (databaseUrl !== null && temporalAddress !== null) {
    const temporalUiUrl = process.env.TEMPORAL_UI_URL?.replace(/\/$/, '') ?? null;
    const addresses = { databaseUrl, temporalAddress, temporalNamespace, temporalUiUrl };
    return { addresses, embedded: false, close: async () => undefined };
  }
  const home = resolve(options.home ?? stateFolder());
  const tell = options.onProgress ?? (() => undefined);
  const socket = await reachSupervisor(home, given);
  const replies = conversation(socket, tell);
  send(socket.socket, { type: 'hello', token: socket.token, needs: options.needs, given });
  const answer = await replies.next(['ready', 'failed']);
  if (answer?.type !== 'ready') {
    socket.socket.end();
    throw failure(answer, home);
  }
  return {
    addresses: answer.addresses,
    embedded: true,
    async close() {
      send(socket.socket, { type: 'leave' });
      await Promise.race([replies.next(['left', 'stopped']), sleep(stopMs, null, { ref: false })]);
      socket.socket.destroy();
    },
  };
}

/** Where state is kept: HOLOLOOM_HOME, else `.hololoom` of the checkout, or of the working folder for an installed package. */
export function stateFolder(): string {
  const chosen = process.env.HOLOLOOM_HOME;
  if (chosen) return resolve(chosen);
  const root = packageRoot(__dirname);
  return join(existsSync(join(root, 'tsconfig.build.json')) ? root : process.cwd(), '.hololoom');
}

function packageRoot(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : packageRoot(dirname(folder));
}

function givenAddresses(): Given {
  return {
    databaseUrl: process.env.DATABASE_URL || null,
    temporalAddress: process.env.TEMPORAL_ADDRESS || null,
    temporalNamespace: process.env.TEMPORAL_NAMESPACE || 'default',
  };
}

interface Reached {
  readonly socket: Socket;
  readonly token: string;
}

/** Connects to the supervisor of the folder, starting one where none answers. */
async function reachSupervisor(home: string, given: Given): Promise<Reached> {
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
  const program = join(packageRoot(__dirname), 'dist', 'workers', 'embedded', 'main.js');
  const child = spawn(process.execPath, ['--enable-source-maps', program], {
    cwd: home,
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

/** Sorts what the supervisor says: progress to `tell`, answers to whoever waits for them. */
function conversation({ socket }: Reached, tell: (progress: Progress) => void) {
  const answers: Answer[] = [];
  let wake: () => void = () => undefined;
  let open = true;
  createInterface(socket).on('line', (line) => {
    const reply = replySchema.parse(JSON.parse(line));
    if (reply.type === 'progress') return tell(reply);
    answers.push(reply);
    wake();
  });
  socket.on('error', () => socket.destroy());
  socket.once('close', () => {
    open = false;
    wake();
  });
  return {
    /** The next answer of one of these types, or null when the connection ends before. */
    async next<T extends Answer['type']>(types: readonly T[]): Promise<Extract<Answer, { type: T }> | null> {
      for (;;) {
        const found = answers.findIndex((answer) => types.some((type) => type === answer.type));
        if (found >= 0) return answers.splice(found, 1)[0] as Extract<Answer, { type: T }>;
        if (!open) return null;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

function send(socket: Socket, request: Request): void {
  if (socket.writable) socket.write(`${JSON.stringify(request)}\n`);
}

function failure(answer: { code: string; message: string; hint: string } | null, home: string): LoomError {
  if (answer === null) return notReached(home, 'ended');
  const code = isErrorCode(answer.code) ? answer.code : 'internal.unexpected';
  return new LoomError(code, answer.message, answer.hint);
}

function notReached(home: string, what: string): LoomError {
  const log = join(home, 'logs', 'supervisor.log');
  const hint = `Read ${log}, then start again.`;
  return new LoomError('services.not_started', `The supervisor of the services ${what}.`, hint);
}
