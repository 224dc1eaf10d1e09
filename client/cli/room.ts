import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { History } from './history.ts';
import type { Screen, Terminal } from './terminal.ts';

/** A line to say next: it stands at the prompt, for the person to send or to delete. */
export interface Offer {
  readonly next: string;
}

export interface RoomOptions {
  readonly terminal: Terminal;
  readonly prompt: string;
  readonly history: History;
  readonly complete: (line: string) => Promise<[string[], string]>;
  /** Does what a line says; `signal` is aborted when the person stops looking. */
  readonly say: (line: string, signal: AbortSignal) => Promise<'stay' | 'leave' | Offer>;
  /** Aborted, the room is left at once. */
  readonly leave: AbortSignal;
}

/** The room while it is open: what others have to say appears above the prompt. */
export interface Room {
  readonly notify: (text: string) => void;
  /** Resolves when it is left: by a command, the end of the input, Ctrl-C at an empty prompt. */
  readonly left: Promise<void>;
}

/**
 * Reads lines and does what they say, one after the other. In a terminal with a prompt, history and completion; keys
 * typed while a command runs wait for the prompt, Ctrl-C then only stops looking. From a pipe, line by line.
 */
export function openRoom({ terminal, prompt, history, complete, say, leave }: RoomOptions): Room {
  const { input, out } = terminal;
  const interactive = input.isTTY === true && out.area !== null;
  const door = new Door(out.stream);
  const reader = createInterface({
    input,
    ...(interactive ? { output: door } : {}),
    terminal: interactive,
    prompt,
    history: [...history.lines],
    historySize: 1_000,
    removeHistoryDuplicates: true,
    completer: (line: string, answer: (error: Error | null, result: [string[], string]) => void) => {
      complete(line).then(
        (result) => answer(null, result),
        () => answer(null, [[], line]),
      );
    },
  });

  const lines: string[] = [];
  let over = false;
  let current: AbortController | null = null;
  let wake: () => void = () => undefined;
  const finish = (): void => {
    over = true;
    current?.abort();
    wake();
  };

  reader.on('line', (line) => {
    lines.push(line);
    wake();
  });
  reader.on('close', () => {
    over = true;
    wake();
  });
  reader.on('SIGINT', () => {
    if (current !== null && !current.signal.aborted) return current.abort();
    if (current === null && reader.line !== '') {
      reader.write(null, { ctrl: true, name: 'e' });
      return reader.write(null, { ctrl: true, name: 'u' });
    }
    finish();
  });
  if (leave.aborted) finish();
  leave.addEventListener('abort', finish);

  /** The next line, or null when there will be none. What came in before the end of a pipe is still done. */
  async function nextLine(): Promise<string | null> {
    for (;;) {
      const line = leave.aborted ? undefined : lines.shift();
      if (line !== undefined) return line;
      if (over) return null;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  async function stay(): Promise<void> {
    let offered = '';
    for (;;) {
      if (interactive && lines.length === 0 && !over) {
        door.open = true;
        reader.prompt(true);
        if (offered !== '') reader.write(offered);
      }
      const line = await nextLine();
      if (line === null) break;
      door.open = false;
      history.remember(line);
      current = new AbortController();
      const next = line.trim() === '' ? 'stay' : await say(line, current.signal);
      current = null;
      if (next === 'leave') return;
      offered = next === 'stay' ? '' : next.next;
    }
    if (interactive) out.stream.write('\n');
  }

  return {
    notify(text) {
      if (current !== null || !interactive) terminal.err.say(text);
      else {
        out.stream.write(`\r\u001b[K${text}\n`);
        reader.prompt(true);
      }
    },
    left: stay().finally(() => {
      leave.removeEventListener('abort', finish);
      door.open = false;
      reader.close();
    }),
  };
}

/** What readline writes to: closed while a command runs, so that keys pressed meanwhile do not disturb its card. */
class Door extends Writable {
  open = true;
  readonly #screen: Screen['stream'];

  constructor(screen: Screen['stream']) {
    super();
    this.#screen = screen;
    screen.on('resize', () => this.emit('resize'));
  }

  readonly isTTY = true;

  get columns(): number {
    return this.#screen.columns ?? 80;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (this.open) this.#screen.write(chunk);
    done();
  }
}
