import type { Program } from '../program.ts';
import type { ControlNode, Fault, LoopNode, SectionNode, StepNode, ToolboxNode } from '../tree.ts';
import { blockEnd, regionsOf } from './regions.ts';

/** The block and the section a cursor is in. */
export interface Whereabouts {
  readonly block: LoopNode | ToolboxNode | null;
  readonly section: SectionNode | null;
  /** The controls whose lines it stands among, outermost first. */
  readonly controls: readonly ControlNode[];
}

export function whereaboutsOf(offset: number, program: Program): Whereabouts {
  const blocks = program.tree.blocks.filter((block) => block.kind !== 'fault');
  const block = blocks.findLast(({ span }) => span.start <= offset) ?? null;
  if (block === null || offset > blockEnd(block, program)) return { block: null, section: null, controls: [] };
  if (block.kind === 'toolbox') return { block, section: null, controls: [] };
  const region = regionsOf(block, program).findLast(({ span }) => span.start < offset && offset <= span.end);
  const section = region?.section ?? null;
  const steps = section?.kind === 'steps' || section?.kind === 'on_error' ? section.steps : [];
  return { block, section, controls: controlsAround(offset, steps) };
}

function controlsAround(offset: number, steps: readonly (StepNode | Fault)[]): readonly ControlNode[] {
  const step = steps.findLast(({ span }) => span.start < offset);
  if (step?.kind !== 'step') return [];
  const { does } = step;
  switch (does.kind) {
    case 'if': {
      if (does.end !== null && does.end.span.start < offset) return [];
      const branch = does.branches.findLast(({ span }) => span.start < offset);
      return [does, ...controlsAround(offset, branch?.steps ?? [])];
    }
    case 'for':
    case 'repeat':
    case 'race': {
      if (does.body.kind === 'inline' || (does.body.end !== null && does.body.end.span.start < offset)) return [];
      return [does, ...controlsAround(offset, does.body.steps)];
    }
    default:
      return [];
  }
}
