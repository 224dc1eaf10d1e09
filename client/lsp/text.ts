import type { Range } from 'vscode-languageserver';
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
