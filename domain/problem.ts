import type { ProblemCode } from './problem-codes.ts';

/** Something wrong with a program, with its place; a value, not an exception. Lines and columns are 1-based, in the
 * text the person wrote (before normalisation); columns count Unicode code points. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  /** From the table in `problem-codes.ts`, documented in docs/ERRORS.md. */
  readonly code: ProblemCode;
  readonly line: number;
  readonly column: number;
  /** How many characters the caret underlines, at least 1. */
  readonly length: number;
  readonly message: string;
  /** What to do now. */
  readonly hint: string;
  /** The line with the caret below it, as people see it. */
  readonly excerpt: string;
}
