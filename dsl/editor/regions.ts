import type { Program } from '../program.ts';
import type { LoopNode, SectionNode, Span, ToolboxNode } from '../tree.ts';

/** Where a section reaches: to the head of the next, or to the end of its loop, also over lines that are still empty. */
export interface Region {
  readonly section: SectionNode;
  readonly span: Span;
}

export function regionsOf(loop: LoopNode, program: Program): readonly Region[] {
  const sections = loop.sections.filter((section) => section.kind !== 'fault');
  const last = loop.end?.span.start ?? blockEnd(loop, program);
  return sections.map((section, at) => {
    const end = sections[at + 1]?.span.start ?? last;
    return { section, span: { start: section.span.start, end: Math.max(section.span.start, end) } };
  });
}

/** Where a block ends: behind its END, or, as long as it has none, where the next begins. */
export function blockEnd(block: LoopNode | ToolboxNode, { tree, text }: Program): number {
  if (block.end !== null) return block.end.span.end;
  const next = tree.blocks.find(({ span }) => span.start > block.span.start);
  return next?.span.start ?? text.length;
}

/** The end of the line a place is in, as the grammar reads lines: an open bracket goes over line ends. */
export function lineEnd(offset: number, { text }: Program): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end;
}

/** The loop a place is in, with what it can call; the first one for what stands in no loop. */
export function loopAt(offset: number, program: Program): Program {
  const holds = ({ entry }: Program): boolean =>
    entry !== null && entry.span.start <= offset && offset <= blockEnd(entry, program);
  return [program, ...program.others].find(holds) ?? program;
}
