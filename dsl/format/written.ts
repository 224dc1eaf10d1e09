import type { Comment } from './comments.ts';
import { layOut } from './doc.ts';
import type { Row } from './row.ts';

/** Something that gets lines of its own: a row with the comment behind it, or a comment. */
type Piece = {
  /** Where its line begins and ends in the text as it was. */
  readonly line: Line;
} & (
  | { readonly row: Row; readonly comment: Comment | null }
  | { readonly row: null; readonly comment: Comment; readonly above: Row | null; readonly below: Row | null }
);
interface Line {
  readonly start: number;
  readonly end: number;
}

/**
 * The text of all rows, with the comments between and behind them.
 * @param comments those outside of brackets, in the order of the text
 */
export function written(rows: readonly Row[], comments: readonly Comment[], text: string): string {
  const pieces = piecesOf(rows, comments, text);
  const lines = pieces.flatMap((piece, at) => [
    ...(blankBefore(piece, pieces[at - 1], text) ? [''] : []),
    ...linesOf(piece, text),
  ]);
  return lines.map((line) => `${line}\n`).join('');
}

function piecesOf(rows: readonly Row[], comments: readonly Comment[], text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let next = 0;
  const commentsBefore = (until: number, above: Row | null, below: Row | null): void => {
    for (let comment = comments[next]; comment !== undefined && comment.start < until; comment = comments[next]) {
      pieces.push({ row: null, comment, line: lineAt(comment.start, text), above, below });
      next += 1;
    }
  };
  rows.forEach((row, at) => {
    const line = lineAt(row.start, text);
    commentsBefore(line.start, rows[at - 1] ?? null, row);
    const comment = comments[next];
    const behind = comment !== undefined && comment.start < line.end ? comment : null;
    if (behind !== null) next += 1;
    pieces.push({ row, comment: behind, line });
  });
  commentsBefore(text.length, rows.at(-1) ?? null, null);
  return pieces;
}

function lineAt(at: number, text: string): Line {
  const end = text.indexOf('\n', at);
  return { start: text.lastIndexOf('\n', at - 1) + 1, end: end === -1 ? text.length : end };
}

/** One blank line where the author left some, and between blocks always; none at the edges of a block. */
function blankBefore({ row, line }: Piece, before: Piece | undefined, text: string): boolean {
  if (before === undefined) return false;
  if (before.row?.kind === 'last') return true;
  if (before.row?.opens || row?.kind === 'middle' || row?.kind === 'closing' || row?.kind === 'last') return false;
  const between = text.slice(before.line.end + 1, line.start).split('\n');
  return between.slice(0, -1).some((each) => each.trim() === '');
}

function linesOf(piece: Piece, text: string): readonly string[] {
  const { row, comment } = piece;
  if (row === null) return [' '.repeat(indentOf(piece, text)) + piece.comment.text];
  const lines = layOut(row.doc, row.indent, row.hang);
  const last = lines.pop() ?? '';
  return [...lines, comment === null ? last : `${last}  ${comment.text}`];
}

/** A comment belongs to the line below, or to the block above when it stands further in. */
function indentOf({ comment, above, below }: Extract<Piece, { row: null }>, text: string): number {
  if (below === null) return 0;
  const { start } = lineAt(below.start, text);
  const further = comment.column - text.slice(start).search(/\S/);
  switch (below.kind) {
    case 'middle':
    case 'closing':
      return below.indent + 2;
    case 'section':
      return further > 0 && above?.kind !== 'block' ? below.indent + 2 : below.indent;
    case 'last':
      return further > 2 && !(above?.kind === 'line' && above.indent === 2) && above?.kind !== 'block' ? 4 : 2;
    default:
      return below.indent;
  }
}
