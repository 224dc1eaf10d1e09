import type { Finding } from '../finding.ts';
import { isIdentifier, type Program, sectionsOf } from '../program.ts';
import type { ControlNode, Span } from '../tree.ts';
import { isControl } from '../walk.ts';

/** Parts of the language that are read and not yet run. Each is told once, where it begins. */
export function* checkSupported(program: Program): Iterable<Finding> {
  for (const { keyword, name } of program.loops.slice(1)) {
    const shown = isIdentifier(name) ? `LOOP ${name.text}` : 'LOOP';
    yield notYet(keyword.span, `A second loop in one source (${shown})`, 'Publish it as a package of its own.');
  }
  for (const kind of ['schedule', 'limit', 'on_error'] as const) {
    for (const { keyword } of sectionsOf(program.entry, kind)) {
      yield notYet(keyword.span, `${keyword.text}:`, 'Delete the section.');
    }
  }
  for (const { implementation } of program.tools) {
    if (implementation.kind === 'fault' || implementation.by.kind === 'host') continue;
    const { keyword } = implementation.by;
    yield notYet(
      keyword.span,
      `A tool made by ${keyword.text}`,
      'Register a function on the worker and write HOST name.',
    );
  }
  for (const { does, clauses } of program.steps) {
    if (isControl(does))
      yield notYet(openerOf(does).span, openerOf(does).text, 'Leave the line out, or let a HOST tool do it.');
    for (const { keyword } of clauses) {
      if (keyword.text !== 'AFTER') yield notYet(keyword.span, keyword.text, 'Delete the clause.');
    }
  }
}

function openerOf(does: ControlNode): { readonly text: string; readonly span: Span } {
  if (does.kind !== 'if') return does.keyword;
  return does.branches[0]?.keyword ?? { text: 'IF', span: does.span };
}

const notYet = (span: Span, what: string, hint: string): Finding => ({
  code: 'loop.not_supported_yet',
  span,
  message: `${what} is part of the language, and this version cannot run it yet.`,
  hint,
});
