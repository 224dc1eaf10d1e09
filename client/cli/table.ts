import { type Look, pens, signsOf } from './look.ts';
import { pad, shorten, widthOf } from './text.ts';

/** A cell: its text, which must be visible already, and how it is coloured. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}
export const cell = (text: string, paint?: Cell['paint']): Cell => (paint === undefined ? { text } : { text, paint });

const gap = '  ';
const narrowest = 6;

/**
 * Lines up cells in columns. Where all do not fit the width, the column named `gives` is shortened first, then the last.
 * @param head names of the columns; no head line is shown when left out
 * @param gives index of the column that gives way
 */
export function table(
  rows: readonly (readonly Cell[])[],
  look: Look,
  { head, gives, indent = '' }: { readonly head?: readonly string[]; readonly gives: number; readonly indent?: string },
): string[] {
  if (look.medium === 'chat') return rows.map((row) => `${indent}${sideBySide(row.map(painted), look)}`);
  const pen = pens(look);
  const headRow = head?.map((text) => cell(text, pen.dim));
  const all = headRow === undefined ? rows : [headRow, ...rows];
  const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map((row) => widthOf(row[column]?.text ?? ''))));
  for (const column of [gives, widths.length - 1]) {
    const total = widths.reduce((sum, width) => sum + width, indent.length + gap.length * (widths.length - 1));
    const width = widths[column] ?? 0;
    if (total > look.width) widths[column] = Math.max(Math.min(narrowest, width), width - (total - look.width));
  }
  return all.map((row) => {
    const cells = row.map(({ text, paint }, column) => {
      const width = widths[column] ?? 0;
      const short = shorten(text, width, signsOf(look).ellipsis);
      const shown = painted(cell(short, paint));
      return column === row.length - 1 ? shown : shown + pad('', width - widthOf(short));
    });
    return `${indent}${cells.join(gap)}`.trimEnd();
  });
}

const painted = ({ text, paint }: Cell): string => (paint === undefined || text === '' ? text : paint(text));

/** Where nothing lines up, a dot stands between what would be columns. */
export function sideBySide(columns: readonly string[], look: Look): string {
  return columns.filter((column) => column !== '').join(` ${signsOf(look).dot} `);
}
