import { createColors } from 'picocolors';
import type { StepStatus } from '../../domain/run.ts';

/** How a terminal, or a room, shows things: what it can, and how wide it is. */
export interface Look {
  /** Columns. */
  readonly width: number;
  /** Rows a live view may fill; null when it may be as long as it likes. */
  readonly height: number | null;
  readonly colour: boolean;
  /** Whether signs beyond ASCII arrive whole. */
  readonly unicode: boolean;
  /** What stands before a command when somebody types it: nothing in the room, `npx hololoom ` elsewhere. */
  readonly prompt: string;
  /** In a room letters have widths of their own, so nothing lines up, and lines break by themselves. A terminal when left out. */
  readonly medium?: 'chat';
}

/** What of a stream matters for its look. */
export interface Surface {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

const narrowest = 40;
const widest = 160;

/** @param environment NO_COLOR and FORCE_COLOR (https://no-color.org, https://force-color.org), TERM, the locale */
export function lookAt(surface: Surface, environment: NodeJS.ProcessEnv, prompt = 'npx hololoom '): Look {
  const { NO_COLOR, FORCE_COLOR, TERM } = environment;
  const able = surface.isTTY === true && TERM !== 'dumb';
  return {
    width: Math.min(widest, Math.max(narrowest, surface.columns || 80)),
    height: surface.isTTY === true ? (surface.rows ?? 24) : null,
    colour: NO_COLOR ? false : FORCE_COLOR ? FORCE_COLOR !== '0' : able,
    unicode: isUtf8(environment),
    prompt,
  };
}

/** Windows and macOS speak UTF-8 unless told otherwise; elsewhere the locale has to say so. */
function isUtf8({ LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): boolean {
  const locale = LC_ALL || LC_CTYPE || LANG;
  if (locale) return /utf-?8/i.test(locale);
  return process.platform === 'win32' || process.platform === 'darwin';
}

/** Colours that do nothing where none are wanted, and the pen of what must stand as it was typed. */
export const pens = ({ colour, medium }: Look) => ({
  ...createColors(colour),
  code: medium === 'chat' ? inCode : (text: string): string => text,
});
/** The other font, as terminals call it (ECMA-48, SGR 10 and 11): a terminal has one already where all letters are as wide. */
const inCode = (text: string): string => `\u001b[11m${text}\u001b[10m`;
export type Pens = ReturnType<typeof pens>;

export function colourOf(status: StepStatus, pen: Pens): (text: string) => string {
  switch (status) {
    case 'completed':
      return pen.green;
    case 'failed':
      return pen.red;
    case 'retrying':
    case 'replaced':
      return pen.yellow;
    case 'running':
      return pen.cyan;
    default:
      return pen.dim;
  }
}

const fine = {
  completed: '✓',
  running: '▶',
  retrying: '↻',
  waiting: '·',
  failed: '✗',
  cancelled: '⊘',
  skipped: '–',
  replaced: '↷',
  warning: '!',
  asking: '⏸',
  dot: '·',
  arrow: '→',
  ellipsis: '…',
  first: '┌',
  middle: '│',
  last: '└',
} as const;
const plain: Readonly<Record<keyof typeof fine, string>> = {
  completed: '+',
  running: '>',
  retrying: '~',
  waiting: '.',
  failed: 'x',
  cancelled: '-',
  skipped: '-',
  replaced: '^',
  warning: '!',
  asking: '?',
  dot: '-',
  arrow: '->',
  ellipsis: '...',
  first: '/',
  middle: '|',
  last: '\\',
};
export type Signs = Readonly<Record<keyof typeof fine, string>>;
export const signsOf = ({ unicode }: Look): Signs => (unicode ? fine : plain);
