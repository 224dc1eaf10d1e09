import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const linesMax = 1_000;

/** What was typed in the room, kept from one start to the next. */
export interface History {
  /** Newest first, as readline wants them. */
  readonly lines: readonly string[];
  remember(line: string): void;
}

/** Two rooms may share the file: each adds its lines as they are typed. A file that cannot be kept is done without. */
export function openHistory(file: string): History {
  const lines = readLines(file);
  if (lines.length > linesMax) tryTo(() => writeFileSync(file, asText(lines.slice(-linesMax)), { mode: 0o600 }));
  let last = lines.at(-1);
  return {
    lines: lines.slice(-linesMax).reverse(),
    remember(line) {
      if (line.trim() === '' || line === last || line.includes('\n')) return;
      last = line;
      tryTo(() => {
        mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
        appendFileSync(file, asText([line]), { mode: 0o600 });
      });
    },
  };
}

const asText = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch {
    return [];
  }
}

function tryTo(action: () => void): void {
  try {
    action();
  } catch {
    // A full or read-only disk must not end the room.
  }
}
