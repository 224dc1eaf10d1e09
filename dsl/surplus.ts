import { limits } from '../domain/limits.ts';
import type { Finding } from './finding.ts';
import { linesIn } from './lines-of-blocks.ts';
import type { LoopNode, SourceNode, Span, StepNode } from './tree.ts';

/** Parts some of which are too many are still looked at; of more by this factor nothing else is told. */
const tolerance = 1.2;

/** What a source has far too many of. Looking at all of it would take longer than anybody waits. */
export function surplusOf({ blocks }: SourceNode): readonly Finding[] {
  const loops = blocks.filter((block) => block.kind === 'loop');
  const sections = loops.flatMap((loop) => loop.sections);
  const tools = [
    ...sections.flatMap((section) => (section.kind === 'tools' ? section.tools : [])),
    ...blocks.flatMap((block) => (block.kind === 'toolbox' ? block.tools : [])),
  ];
  const uses = sections.flatMap((section) => (section.kind === 'uses' ? section.entries : []));
  const { stepsMax, loopsMax, toolsMax, dependenciesMax } = limits;
  return [
    ...loops.flatMap((loop) => surplus('A loop', 'steps', linesOf(loop), stepsMax, tolerance * stepsMax)),
    ...surplus('The source', 'loops', loops, loopsMax, tolerance * loopsMax),
    ...surplus('The source', 'dependencies', uses, dependenciesMax, tolerance * dependenciesMax),
    ...surplus('The source', 'tools', tools, toolsMax, toolsMax),
  ];
}

const linesOf = ({ sections }: LoopNode): readonly StepNode[] =>
  sections.flatMap((section) =>
    section.kind === 'steps' || section.kind === 'on_error' ? linesIn(section.steps) : [],
  );

function surplus(
  whole: string,
  what: string,
  all: readonly { readonly span: Span }[],
  most: number,
  tolerated: number,
): readonly Finding[] {
  const first = all[most];
  if (first === undefined || all.length <= tolerated) return [];
  return [
    {
      code: 'loop.too_many',
      span: { start: first.span.start, end: first.span.start + 1 },
      message: `${whole} has ${all.length} ${what} here; ${most} are the most. Nothing else was looked at.`,
      hint: 'Split it: publish parts of it as packages of their own, and call those.',
    },
  ];
}
