import type { Range, TextEdit } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Problem } from '../../domain/problem.ts';
import { Lines } from '../../dsl/lines.ts';
import type { Span } from '../../dsl/tree.ts';

/** Offsets of the language are UTF-16 units, as the protocol counts them; only lines have to be found. */
export function rangeOf({ start, end }: Span, document: TextDocument): Range {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}

/** The place of a problem: its columns count code points, and its lines also end where editors see none. */
export function spanOf({ line, column, length }: Problem, lines: Lines): Span {
  const start = lines.offsetOf(line, column);
  const end = lines.offsetOf(line, column + length);
  return { start, end: Math.max(start, end) };
}

export const linesOf = (document: TextDocument): Lines => new Lines(document.getText());

/** The one edit that makes a text of another, without the lines both begin and end with, so that cursors stay. */
export function changesTo(text: string, document: TextDocument): TextEdit[] {
  const before = document.getText();
  if (text === before) return [];
  const [old, lines] = [before.split('\n'), text.split('\n')];
  const most = Math.min(old.length, lines.length);
  let first = 0;
  while (first < most && old[first] === lines[first]) first += 1;
  let last = 0;
  while (last < most - first && old.at(-1 - last) === lines.at(-1 - last)) last += 1;
  const start = old.slice(0, first).reduce((length, line) => length + line.length + 1, 0);
  const behind = old.slice(old.length - last).join('\n').length;
  const range = rangeOf({ start, end: before.length - behind }, document);
  return [{ range, newText: text.slice(start, text.length - behind) }];
}
