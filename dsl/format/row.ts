import type { Doc } from './doc.ts';

/** A line of a program before it is broken: a step, the head of a section, an END. */
export interface Row {
  /** `middle`: ELSE, between two blocks; `closing`: the END of a block of steps; `block`: LOOP or TOOLS; `last`: the END of one. */
  readonly kind: 'line' | 'middle' | 'closing' | 'section' | 'block' | 'last';
  /** Whether what belongs to it follows on lines of its own. */
  readonly opens: boolean;
  /** An offset on its line in the text as it was. */
  readonly start: number;
  readonly indent: number;
  /** How much further its content begins: behind a bullet 2. */
  readonly hang: number;
  readonly doc: Doc;
}

/** A bulleted line. */
export function bulletRow(start: number, indent: number, doc: Doc, opens = false): Row {
  return { kind: 'line', opens, start, indent, hang: 2, doc: ['- ', doc] };
}

/** A line that begins with a word of the language. */
export function wordRow(kind: Row['kind'], start: number, indent: number, doc: Doc, opens = false): Row {
  return { kind, opens, start, indent, hang: 0, doc };
}
