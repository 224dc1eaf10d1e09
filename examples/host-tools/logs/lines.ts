import { createReadStream } from 'node:fs';

export interface Line {
  /** 1-based. */
  readonly number: number;
  /** Without the line end; longer than `lineCharactersMax` only by the one character that shows it was cut. */
  readonly text: string;
}

/** Longer lines are not read: no log line means that much, and memory stays flat whatever a file holds. */
export const lineCharactersMax = 16 * 1024;

/**
 * Reads a text file in batches of lines, in memory that does not grow with the file. Bytes that are not UTF-8 become
 * U+FFFD.
 */
export async function* readLines(file: string, signal: AbortSignal): AsyncGenerator<readonly Line[]> {
  let rest = '';
  let number = 0;
  const toLine = (text: string): Line => {
    number += 1;
    return { number, text: (text.endsWith('\r') ? text.slice(0, -1) : text).slice(0, lineCharactersMax + 1) };
  };
  for await (const chunk of createReadStream(file, { encoding: 'utf8', signal })) {
    const parts = (rest + chunk).split('\n');
    rest = (parts.pop() ?? '').slice(0, lineCharactersMax + 1);
    yield parts.map(toLine);
  }
  if (rest !== '') yield [toLine(rest)];
}
