import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { LoomError } from '../../domain/errors.ts';
import { type Given, type Needs, type Progress, proofOf, type Reply, requestSchema } from '../../domain/services.ts';

/** The door others use to hold the services. */
export interface Control {
  readonly port: number;
  readonly token: string;
  /** Says so to everyone connected; remembered for those who come later. */
  tell(progress: Progress): void;
  /** Takes no new connections. */
  close(): void;
  /** Tells whoever waits for the end that all has stopped. */
  tellStopped(): Promise<void>;
}

export interface ControlOptions {
  readonly given: Given;
  readonly ensure: (needs: Needs) => Promise<Omit<Extract<Reply, { type: 'ready' }>, 'type'>>;
  /** Somebody holds the services. */
  readonly onHeld: () => void;
  /** The last one who held them is gone. */
  readonly onEmpty: () => void;
}

const backlogMax = 200;
const requestBytesMax = 16 * 1024;

/**
 * Listens on loopback. A port and a token in a file of mode 0600 rather than a socket file: paths of sockets end at 108
 * bytes, and a checkout may lie deeper.
 */
export async function openControl({ given, ensure, onHeld, onEmpty }: ControlOptions): Promise<Control> {
  const token = randomBytes(32).toString('hex');
  const holders = new Set<Socket>();
  const leaving = new Set<Socket>();
  const backlog: Progress[] = [];
  let closed = false;

  const server = createServer((socket) => {
    const lines = createInterface(socket);
    // The reader of lines passes the socket's errors on: both need somebody who listens.
    for (const source of [socket, lines]) source.on('error', () => socket.destroy());
    let received = 0;
    socket.on('data', (data) => {
      received += data.length;
      if (received > requestBytesMax) socket.destroy();
    });
    lines.on('line', (line) => receive(socket, line));
    socket.once('close', () => {
      leaving.delete(socket);
      if (holders.delete(socket) && holders.size === 0) onEmpty();
    });
  });

  function receive(socket: Socket, line: string): void {
    const request = requestSchema.safeParse(parse(line));
    if (!request.success) {
      socket.destroy();
      return;
    }
    if (request.data.type === 'leave') {
      leave(socket);
      return;
    }
    if (closed || holders.has(socket) || !isSame(request.data.proof, proofOf(token, 'client', request.data.nonce))) {
      socket.destroy();
      return;
    }
    holders.add(socket);
    onHeld();
    send(socket, { type: 'welcome', proof: proofOf(token, 'supervisor', request.data.nonce) });
    // Whoever was the last a moment ago need not wait for the end.
    for (const last of leaving) sayLeft(last);
    if (JSON.stringify(request.data.given) !== JSON.stringify(given)) {
      refuse(socket);
      return;
    }
    for (const progress of backlog) send(socket, progress);
    ensure(request.data.needs).then(
      (ready) => send(socket, { type: 'ready', ...ready }),
      (error) => fail(socket, LoomError.from(error)),
    );
  }

  function refuse(socket: Socket): void {
    const answer = 'The services of this folder already run, with another DATABASE_URL or TEMPORAL_ADDRESS.';
    fail(socket, new LoomError('services.elsewhere', answer, 'Stop them, or set both as they were at their start.'));
  }

  function leave(socket: Socket): void {
    if (!holders.has(socket)) return;
    holders.delete(socket);
    if (holders.size > 0) {
      sayLeft(socket);
      return;
    }
    leaving.add(socket);
    onEmpty();
  }

  function sayLeft(socket: Socket): void {
    send(socket, { type: 'left' });
    socket.end();
  }

  await listen(server);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The control port has no number.');
  return {
    port: address.port,
    token,
    tell(progress) {
      // Late comers need to know what is done and what is under way, not each word in between.
      if (progress.state !== 'working') backlog.push(progress);
      if (backlog.length > backlogMax) backlog.shift();
      for (const socket of [...holders, ...leaving]) send(socket, progress);
    },
    close() {
      closed = true;
      server.close();
    },
    async tellStopped() {
      const sockets = [...holders, ...leaving];
      await Promise.all(
        sockets.map((socket) => new Promise((resolve) => socket.end(encode({ type: 'stopped' }), () => resolve(null)))),
      );
    },
  };
}

function fail(socket: Socket, { code, message, hint }: LoomError): void {
  send(socket, { type: 'failed', code, message, hint });
}

function send(socket: Socket, reply: Reply): void {
  if (socket.writable) socket.write(encode(reply));
}

function encode(reply: Reply): string {
  return `${JSON.stringify(reply)}\n`;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function isSame(given: string, token: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(token)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, resolve);
  });
}
