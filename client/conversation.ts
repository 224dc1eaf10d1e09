import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Progress, type Reply, type Request, replySchema } from '../domain/services.ts';

export type Answer = Exclude<Reply, Progress>;

/** One connection to the supervisor. */
export interface Conversation {
  send(request: Request): void;
  /** The next answer of one of these types; null when the connection ends, or `waitMs` are over, before it comes. */
  next<T extends Answer['type']>(types: readonly T[], waitMs?: number): Promise<Extract<Answer, { type: T }> | null>;
  /** Resolves when the connection is over, whoever ended it. */
  readonly ended: Promise<void>;
  end(): void;
}

/** Sorts what the supervisor says: progress to `tell`, answers to whoever waits for them. */
export function converse(socket: Socket, tell: (progress: Progress) => void): Conversation {
  const answers: Answer[] = [];
  const waiting = new Set<() => void>();
  let open = true;
  const wakeAll = () => {
    for (const wake of waiting) wake();
  };
  const lines = createInterface(socket);
  // The reader of lines passes the socket's errors on: both need somebody who listens.
  for (const source of [socket, lines]) source.on('error', () => socket.destroy());
  lines.on('line', (line) => {
    const reply = parse(line);
    // Somebody else has the port now.
    if (reply === null) socket.destroy();
    else if (reply.type === 'progress') tell(reply);
    else answers.push(reply);
    wakeAll();
  });
  const ended = new Promise<void>((resolve) => {
    socket.once('close', () => {
      open = false;
      wakeAll();
      resolve();
    });
  });
  return {
    ended,
    end: () => void socket.destroy(),
    send(request) {
      if (socket.writable) socket.write(`${JSON.stringify(request)}\n`);
    },
    async next<T extends Answer['type']>(types: readonly T[], waitMs?: number) {
      const isWanted = (answer: Answer): answer is Extract<Answer, { type: T }> =>
        types.some((type) => type === answer.type);
      const end = waitMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + waitMs;
      for (;;) {
        const found = answers.find(isWanted);
        if (found !== undefined) answers.splice(answers.indexOf(found), 1);
        if (found !== undefined || !open || Date.now() >= end) return found ?? null;
        await woken(end - Date.now());
      }
    },
  };

  async function woken(waitMs: number): Promise<void> {
    let wake: () => void = () => undefined;
    const word = new Promise<void>((resolve) => {
      wake = resolve;
    });
    waiting.add(wake);
    await (Number.isFinite(waitMs) ? Promise.race([word, sleep(waitMs, undefined, { ref: false })]) : word);
    waiting.delete(wake);
  }
}

function parse(line: string): Reply | null {
  try {
    return replySchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}
