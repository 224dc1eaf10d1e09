import { PassThrough, Writable } from 'node:stream';
import type { Screen, Terminal } from '../../client/cli/terminal.ts';
import { openTerminal } from '../../client/cli/terminal.ts';

/** A stream that keeps what was written to it. */
export class Paper extends Writable {
  readonly isTTY: boolean;
  readonly columns: number;
  readonly rows = 24;
  written = '';

  constructor(isTTY = false, columns = 80) {
    super();
    this.isTTY = isTTY;
    this.columns = columns;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.written += chunk.toString();
    done();
  }

  /** Waits until something stands on it, so many times. */
  async shows(text: string, times = 1): Promise<void> {
    while (this.written.split(text).length <= times) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Somebody who types. */
export class Keys extends PassThrough {
  isTTY: boolean;
  isRaw = false;

  constructor(isTTY = false) {
    super();
    this.isTTY = isTTY;
  }

  setRawMode(raw: boolean): this {
    this.isRaw = raw;
    return this;
  }
}

export interface FakeTerminal extends Terminal {
  readonly input: Keys;
  readonly paper: { readonly out: Paper; readonly err: Paper };
}

const environment = { LANG: 'C.UTF-8', NO_COLOR: '1', TERM: 'xterm', USER: 'dana' };

/** A terminal, or with `isTTY` false the pipes that stand in for one. */
export function fakeTerminal(isTTY: boolean, prompt?: string): FakeTerminal {
  const [input, out, err] = [new Keys(isTTY), new Paper(isTTY), new Paper(isTTY)];
  const terminal = openTerminal({ stdin: input, stdout: out, stderr: err, env: environment }, prompt);
  return { ...terminal, input, paper: { out, err } };
}

export function screenOn(paper: Paper): Screen {
  return openTerminal({ stdin: new Keys(), stdout: paper, stderr: paper, env: environment }).out;
}
