import { limits } from '../domain/limits.ts';
import type { Finding } from './finding.ts';
import { linesIn } from './lines-of-blocks.ts';
import type { LoopNode, SourceNode, Span, StepNode } from './tree.ts';

/** A loop with some steps too many is still looked at as a whole; of one twice as long only that is told. */
const linesMax = 2 * limits.stepsMax;

/** What a source has far too many of. Looking at all of it would take longer than anybody waits. */
export function surplusOf({ blocks }: SourceNode): readonly Finding[] {
  const loops = blocks.filter((block) => block.kind === 'loop');
  const sections = loops.flatMap((loop) => loop.sections);
  const tools = [
    ...sections.flatMap((section) => (section.kind === 'tools' ? section.tools : [])),
    ...blocks.flatMap((block) => (block.kind === 'toolbox' ? block.tools : [])),
  ];
  const lines = loops.flatMap((loop) => tooMany('A loop', 'steps', linesOf(loop), linesMax, limits.stepsMax));
  return [...lines, ...tooMany('The source', 'tools', tools, limits.toolsMax)];
}

const linesOf = ({ sections }: LoopNode): readonly StepNode[] =>
  sections.flatMap((section) =>
    section.kind === 'steps' || section.kind === 'on_error' ? linesIn(section.steps) : [],
  );

function tooMany(
  whole: string,
  what: string,
  all: readonly { readonly span: Span }[],
  most: number,
  told = most,
): Finding[] {
  const first = all[most];
  if (first === undefined) return [];
  return [
    {
      code: 'loop.too_many',
      span: { start: first.span.start, end: first.span.start + 1 },
      message: `${whole} has ${all.length} ${what} here; ${told} are the most. Nothing else was looked at.`,
      hint: 'Split it: publish parts of it as packages of their own, and call those.',
    },
  ];
}
