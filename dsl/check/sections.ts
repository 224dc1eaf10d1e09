import { limits } from '../../domain/limits.ts';
import type { Finding } from '../finding.ts';
import type { Program } from '../program.ts';
import { sectionsOf } from '../program.ts';
import type { LoopNode } from '../tree.ts';

const smallest = 'LOOP name\n  STEPS:\n    - answer = tool(argument)\nEND';

/** Sections that stand twice, and blocks without what makes them useful. */
export function* checkSections(program: Program): Iterable<Finding> {
  if (program.tree.blocks.length === 0) {
    yield {
      code: 'loop.missing_section',
      span: { start: 0, end: 1 },
      message: 'The source holds no LOOP and no TOOLS.',
      hint: `The smallest loop is:\n${smallest}`,
    };
  }
  const surplus = program.loops[limits.loopsMax];
  if (surplus !== undefined) {
    yield {
      code: 'loop.too_many',
      span: surplus.keyword.span,
      message: `The source has ${program.loops.length} loops; ${limits.loopsMax} are the most.`,
      hint: 'Publish some of them as packages of their own.',
    };
  }
  for (const loop of program.loops) {
    yield* duplicates(loop, program);
    yield* withoutSteps(loop);
  }
  for (const { keyword, tools } of program.toolboxes) {
    if (tools.length > 0) continue;
    yield {
      code: 'loop.missing_section',
      span: keyword.span,
      message: 'This toolbox declares no tool.',
      hint: 'Write one: - name(parameter: type) -> type = HOST registered/name',
    };
  }
}

function* duplicates(loop: LoopNode, program: Program): Iterable<Finding> {
  const first = new Map<string, number>();
  for (const section of loop.sections) {
    if (section.kind === 'fault') continue;
    const { keyword } = section;
    const line = first.get(keyword.text);
    if (line === undefined) first.set(keyword.text, program.lineOf(keyword));
    else {
      yield {
        code: 'loop.duplicate_section',
        span: keyword.span,
        message: `${keyword.text} stands twice in this loop; first in line ${line}.`,
        hint: `Move what is below it to line ${line}.`,
      };
    }
  }
}

function* withoutSteps(loop: LoopNode): Iterable<Finding> {
  const sections = sectionsOf(loop, 'steps');
  if (sections.some(({ steps }) => steps.length > 0)) return;
  // A line that stands astray tells already why there are no steps.
  if (loop.sections.some((section) => section.kind === 'fault')) return;
  yield {
    code: 'loop.missing_section',
    span: (sections[0]?.keyword ?? loop.keyword).span,
    message: sections.length === 0 ? 'This loop has no STEPS.' : 'There is no step under STEPS.',
    hint: 'Add a section "STEPS:" with a line for each step: - answer = tool(argument)',
  };
}
