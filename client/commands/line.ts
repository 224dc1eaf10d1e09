import parseArgsStringToArgv from 'string-argv';
import { LoomError } from '../../domain/errors.ts';

/** A value that starts as JSON lists and objects do. */
const jsonStart = /(?:^|\s)([A-Za-z_][A-Za-z0-9_]*=)(?=[[{])/g;

/**
 * Splits a line as shells do, quotes taken away; but `name={"a": 1}` stays one word and whole, since nobody quotes
 * JSON outside of a shell.
 * @throws LoomError `command.bad_arguments` for a quote that is never closed
 */
export function splitLine(line: string): string[] {
  const words: string[] = [];
  let done = 0;
  for (const match of line.matchAll(jsonStart)) {
    const [whole, name = ''] = match;
    const start = match.index + whole.length;
    if (match.index < done || openQuote(line.slice(done, match.index)) !== null) continue;
    const value = jsonAt(line, start);
    if (value === null) continue;
    words.push(...parseArgsStringToArgv(line.slice(done, match.index)), `${name}${value}`);
    done = start + value.length;
  }
  const rest = line.slice(done);
  const quote = openQuote(rest);
  if (quote !== null) {
    throw new LoomError(
      'command.bad_arguments',
      `The quote ${quote} is never closed.`,
      `Add a ${quote} where it ends.`,
    );
  }
  return [...words, ...parseArgsStringToArgv(rest)];
}

/** The quote that is still open at the end of a text, or null. */
export function openQuote(text: string): string | null {
  let open: string | null = null;
  for (const character of text) {
    if (open === null && (character === '"' || character === "'")) open = character;
    else if (open === character) open = null;
  }
  return open;
}

/** The JSON text that starts here and ends before white space or the end of the line, or null. */
function jsonAt(line: string, start: number): string | null {
  const close = line[start] === '{' ? '}' : ']';
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
