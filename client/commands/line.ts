import { LoomError } from '../../domain/errors.ts';

const beginning = /^[A-Za-z_][A-Za-z0-9_]*=$/;

/**
 * Splits a line as shells do, quotes taken away; but in `name={"a": 1}` the JSON stays whole, since nobody quotes it
 * outside of a shell. A backslash is a letter like any other.
 * @throws LoomError `command.bad_arguments` for a quote that is never closed
 */
export function splitLine(line: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quote: string | null = null;
  for (let at = 0; at < line.length; at += 1) {
    const character = line.charAt(at);
    const json: string | null = quote === null && beginning.test(word ?? '') ? jsonAt(line, at) : null;
    if (json !== null) {
      word = `${word}${json}`;
      at += json.length - 1;
    } else if (character === quote) {
      quote = null;
    } else if (quote === null && (character === '"' || character === "'")) {
      quote = character;
      word ??= '';
    } else if (quote === null && /\s/.test(character)) {
      if (word !== null) words.push(word);
      word = null;
    } else {
      word = `${word ?? ''}${character}`;
    }
  }
  if (quote !== null) {
    throw new LoomError(
      'command.bad_arguments',
      `The quote ${quote} is never closed.`,
      `Add a ${quote} where it ends.`,
    );
  }
  return word === null ? words : [...words, word];
}

/** The JSON list or object that starts here and ends before white space or the end of the line, or null. */
function jsonAt(line: string, start: number): string | null {
  const close = { '{': '}', '[': ']' }[line.charAt(start)];
  if (close === undefined) return null;
  for (let end = line.indexOf(close, start); end !== -1; end = line.indexOf(close, end + 1)) {
    const text = line.slice(start, end + 1);
    if (/^(?:\s|$)/.test(line.slice(end + 1)) && isJson(text)) return text;
  }
  return null;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
