import type { Finding } from '../finding.ts';
import { actionOf } from '../lines-of-blocks.ts';
import { isIdentifier, type Program, sectionsOf } from '../program.ts';
import type { ControlNode, Span } from '../tree.ts';

/** Parts of the language that are read and not yet run. Each is told once, where it begins. */
export function* checkSupported(program: Program): Iterable<Finding> {
  for (const { keyword, name } of program.loops.slice(1)) {
    const shown = isIdentifier(name) ? `LOOP ${name.text}` : 'LOOP';
    yield notYet(keyword.span, `A second loop in one source (${shown})`, 'Publish it as a package of its own.');
  }
  for (const { keyword } of sectionsOf(program.entry, 'schedule')) {
    yield notYet(keyword.span, `${keyword.text}:`, 'Delete the section.');
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
  for (const line of program.everyLine) {
    const action = actionOf(line, program.callables);
    if (action.kind !== 'later') continue;
    const { span, text } = openerOf(action.control);
    yield notYet(span, text, 'Leave the line out, or let a HOST tool do it.');
  }
}

function openerOf(control: ControlNode): { readonly text: string; readonly span: Span } {
  return control.kind === 'if' ? { text: 'IF', span: control.span } : control.keyword;
}

const notYet = (span: Span, what: string, hint: string): Finding => ({
  code: 'loop.not_supported_yet',
  span,
  message: `${what} is part of the language, and this version cannot run it yet.`,
  hint,
});
