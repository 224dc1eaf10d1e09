import type { Problem } from '../../domain/problem.ts';
import { checkEnds } from '../check/ends.ts';
import { checkSyntax } from '../check/syntax.ts';
import { overlong } from '../compile.ts';
import { problemsOf } from '../excerpt.ts';
import { normalise } from '../normalise.ts';
import { readProgram } from '../program.ts';
import { sourceRows } from './blocks.ts';
import { Comments } from './comments.ts';
import { written } from './written.ts';

/** A program in the layout all programs share, or why it has none. */
export interface FormattedProgram {
  /** Null when the text cannot be read as a program. */
  readonly text: string | null;
  /** What cannot be read; none when there is a text. */
  readonly problems: readonly Problem[];
}

/**
 * Lays a program out: two spaces a block, clauses and options in one order, one blank line between blocks, lines of at
 * most 120 characters where brackets let them break. Comments stay where they belong, and what the program means stays
 * the same. Formatting what was formatted changes nothing. Never throws for what the source holds.
 */
export function formatProgram(source: string): FormattedProgram {
  const tooLong = overlong(source);
  if (tooLong !== null) return { text: null, problems: problemsOf([tooLong], source) };
  const program = readProgram(source, { dependencies: new Map(), offline: true });
  const findings = [...program.findings, ...checkSyntax(program), ...checkEnds(program)];
  if (findings.length > 0) return { text: null, problems: problemsOf(findings, source, program.lines) };
  const { text, tree } = program;
  const comments = new Comments(source, text, normalise(source).comments);
  const rows = sourceRows(tree, { text, source, comments });
  return { text: written(rows, comments.outside, text), problems: [] };
}
