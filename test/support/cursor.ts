import { type CompileContext, type Program, readProgram } from '../../dsl/program.ts';
import { dependencies } from './contracts.ts';

const context: CompileContext = { dependencies, hostTools: ['pager/page', 'pager/ring', 'echo'], offline: false };

/** A program as an editor has it: the cursor stands where the text says `‸`. */
export function atCursor(text: string): { readonly program: Program; readonly offset: number } {
  const offset = text.indexOf('‸');
  if (offset === -1) throw new Error('The text has no cursor: write ‸ where it stands.');
  return { program: readProgram(text.replace('‸', ''), context), offset };
}

/** The parts of a text that spans cover. */
export function covered({ source }: Program, spans: readonly { readonly start: number; readonly end: number }[]) {
  return spans.map(({ start, end }) => source.slice(start, end));
}
