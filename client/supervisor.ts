import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LoomError } from '../domain/errors.ts';
import { type Given, type Needs, type Progress, type Published, proofOf, publishedSchema } from '../domain/services.ts';
import { type Conversation, converse } from './conversation.ts';

/** A supervisor that is started, or one that is stopping before it, is given this long to take connections. */
const reachMs = 45_000;
const welcomeMs = 5_000;

/** The folder of HoloLoom's package.json, from the sources as well as from dist/. */
export function packageRoot(folder: string = __dirname): string {
  return existsSync(join(folder, 'package.json')) ? folder : packageRoot(dirname(folder));
}

/** Whose services, which of them, and who is told what is going on. */
export interface Wish {
  /** The state folder. */
  readonly home: string;
  readonly given: Given;
  readonly needs: Needs;
  readonly tell: (progress: Progress) => void;
}

/** Opens a conversation with the supervisor of the folder, starting one where none answers. */
export async function reachSupervisor(wish: Wish): Promise<Conversation> {
  const { home, given } = wish;
  const end = Date.now() + reachMs;
  let starting: Starting | null = null;
  for (;;) {
    const conversation = await greet(wish);
    if (conversation !== null) return conversation;
    // A supervisor that ends well found another one at work, which is about to answer or on its way out: look again.
    if (starting?.exitCode === 0) await sleep(100);
    if (starting === null || starting.exitCode === 0) starting = startSupervisor(home, given);
    if (starting.exitCode !== null && starting.exitCode !== 0) throw notReached(home, 'ended while it started');
    if (Date.now() > end) throw notReached(home, 'does not answer');
    await sleep(20);
  }
}

/** Says hello to the supervisor that left its address; null when nobody is there, or it is not who it was. */
export async function greet({ home, given, needs, tell }: Wish): Promise<Conversation | null> {
  const published = readPublished(home);
  const socket = published && (await connectTo(published.port));
  if (!socket) return null;
  const conversation = converse(socket, tell);
  const nonce = randomUUID();
  conversation.send({ type: 'hello', nonce, proof: proofOf(published.token, 'client', nonce), needs, given });
  const welcome = await conversation.next(['welcome'], welcomeMs);
  if (welcome?.proof === proofOf(published.token, 'supervisor', nonce)) {
    if (published.build !== readBuild()) notice(tell, `${olderBuild} Process ${published.pid} runs them.`);
    return conversation;
  }
  conversation.end();
  return null;
}

const olderBuild = 'The services run an older build: stop whoever holds them to take the new one.';

function readPublished(home: string): Published | null {
  try {
    return publishedSchema.parse(JSON.parse(readFileSync(join(home, 'supervisor.json'), 'utf8')));
  } catch {
    return null;
  }
}

/** What dist/ was built from, as the build wrote it down. */
function readBuild(): string {
  const stamp = join(packageRoot(), 'dist', '.built-from');
  return existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
}

function connectTo(port: number): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(null));
  });
}

/** Tells something people should know that is no step. */
export function notice(tell: (progress: Progress) => void, text: string): void {
  tell({ type: 'progress', step: text, state: 'notice', text, elapsedMs: 0 });
}

interface Starting {
  exitCode: number | null;
}

function openLog(home: string): number {
  try {
    mkdirSync(join(home, 'logs'), { recursive: true, mode: 0o700 });
    return openSync(join(home, 'logs', 'supervisor.log'), 'a', 0o600);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LoomError(
      'services.not_started',
      `The state folder ${home} cannot be written: ${reason}.`,
      'Make it writable, or set HOLOLOOM_HOME to a folder that is.',
      { cause: error },
    );
  }
}

/** Its own session: Ctrl-C reaches us, and we tell it to stop in order. */
function startSupervisor(home: string, given: Given): Starting {
  const log = openLog(home);
  const program = join(packageRoot(), 'dist', 'workers', 'embedded', 'main.js');
  // Ours may be a service of another state folder; what we start is not.
  const { HOLOLOOM_SERVICE_OF: _other, ...environment } = process.env;
  const child = spawn(process.execPath, ['--enable-source-maps', program], {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...environment, HOLOLOOM_HOME: home, HOLOLOOM_GIVEN: JSON.stringify(given) },
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

export function notReached(home: string, what: string): LoomError {
  const log = join(home, 'logs', 'supervisor.log');
  const hint = `Read ${log}, then start again.`;
  return new LoomError('services.not_started', `The supervisor of the services ${what}.`, hint);
}
