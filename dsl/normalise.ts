import type { Finding } from './finding.ts';
import { refuseCharacters } from './forbidden-characters.ts';
import { readLayout } from './layout.ts';
import type { Span } from './tree.ts';

export interface NormalisedText {
  /** As long as the text as written: an offset means the same place in both. */
  readonly text: string;
  readonly comments: readonly Span[];
  /** Characters that hide things, and brackets nested too deep: then `tooDeep` says not to read on. */
  readonly findings: readonly Finding[];
  readonly tooDeep: boolean;
}

/**
 * Undoes what chat programs do to a text, one character for one character: line ends, no-break spaces, a byte order
 * mark, code fences around the whole, bullets, curly quotes around texts. A line goes on in the next one while a
 * bracket is open, unless that line begins with a bullet or a keyword.
 */
export function normalise(source: string): NormalisedText {
  const plain = source.replace(/[^\x20-\x7e\n]/g, plainCharacter(source)).replace(fenceBefore, blanked);
  const layout = readLayout(withoutFenceAfter(plain));
  const { text, findings } = refuseCharacters(layout);
  return {
    text,
    comments: layout.comments,
    findings: [...findings, ...layout.findings],
    tooDeep: layout.findings.length > 0,
  };
}

const fenceBefore = /^\s*(?:`{3,}|~{3,})(?:[A-Za-z]+(?=[ \t]*\n))?/;

/** Looked for from the end: a pattern would try each of many fences anew. */
function withoutFenceAfter(text: string): string {
  const end = text.trimEnd().length;
  const mark = text[end - 1];
  if (mark !== '`' && mark !== '~') return text;
  let start = end;
  while (text[start - 1] === mark) start -= 1;
  return end - start < 3 ? text : text.slice(0, start) + ' '.repeat(end - start) + text.slice(end);
}

const blanked = (text: string): string => text.replace(/[^\n]/g, ' ');

const plainCharacter =
  (source: string) =>
  (character: string, offset: number): string => {
    switch (character) {
      case '\r':
        return source[offset + 1] === '\n' ? ' ' : '\n';
      case '\u2028':
      case '\u2029':
        return '\n';
      case '\u00a0':
      case '\u202f':
        return ' ';
      case '\ufeff':
        return offset === 0 ? ' ' : character;
      default:
        return character;
    }
  };
