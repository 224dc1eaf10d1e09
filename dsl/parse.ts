import { limits } from '../domain/limits.ts';
import { parse as parseText } from './generated/parser.ts';
import { isKeyword, sectionMeant } from './keywords.ts';
import type { Fault, SourceNode } from './tree.ts';

/** What the grammar asks of its surroundings. */
export interface ParserOptions {
  readonly sectionMeant: (written: string, colon: boolean, tail: boolean) => string | null;
  readonly isKeyword: (word: string) => boolean;
  /** Whether a text may hold the character of this number. */
  readonly isCharacter: (code: number) => boolean;
  /** How deep blocks, expressions and types may nest in all. */
  readonly depthMax: number;
  /** How many operators, or how many fields and calls, may follow each other in one expression. */
  readonly chainMax: number;
}

const options: Omit<ParserOptions, 'sectionMeant'> = {
  isKeyword,
  // NUL has no place in PostgreSQL, half a surrogate pair none in UTF-8.
  isCharacter: (code) => code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff),
  depthMax: limits.nestingMax + 1,
  chainMax: limits.chainMax,
};

/** The grammar asks of each line several times which section it begins, and comparing words takes a while. */
function remembered(): ParserOptions['sectionMeant'] {
  const known = new Map<string, string | null>();
  return (written, colon, tail) => {
    const key = `${colon} ${tail} ${written}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const meant = sectionMeant(written, colon, tail);
    known.set(key, meant);
    return meant;
  };
}

/**
 * Reads a normalised text. Whatever it holds, the result is a tree: what cannot be read is a fault in it.
 * @param text as `normalise` gives it, so that all positions are those of the text as written
 */
export function parse(text: string): SourceNode {
  try {
    return parseText(`${text}\n`, { ...options, sectionMeant: remembered() });
  } catch (error) {
    // The grammar covers every text; should a hole be found one day, people get the place and not a stack.
    const offset = (error as { location?: { start?: { offset?: number } } }).location?.start?.offset;
    if (offset === undefined) throw error;
    const fault: Fault = { kind: 'fault', what: 'junk', span: { start: offset, end: offset + 1 }, about: '' };
    return { kind: 'source', blocks: [fault] };
  }
}
