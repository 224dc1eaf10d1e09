import type { ProblemCode } from '../domain/problem-codes.ts';
import type { Span } from './tree.ts';

/** Something a check has to say about a place; `excerpt.ts` makes the problem of it that people see. */
export interface Finding {
  readonly code: ProblemCode;
  readonly span: Span;
  readonly message: string;
  readonly hint: string;
}
