import type { Program } from '../program.ts';
import type { ActionNode, Fault, Identifier, LoopNode, SectionNode, Span, StepNode, ToolNode } from '../tree.ts';
import { isControl } from '../walk.ts';
import { regionsOf } from './regions.ts';

/** One entry of the outline an editor shows beside a text. */
export interface Entry {
  readonly name: string;
  readonly kind: 'loop' | 'toolbox' | 'section' | 'tool' | 'input' | 'step' | 'control';
  /** What its line does, in short. */
  readonly detail: string;
  readonly span: Span;
  /** The name, where a click leads to; inside `span`. */
  readonly nameSpan: Span;
  readonly inside: readonly Entry[];
}

/** Loops and toolboxes, in them sections, in them steps, tools and inputs. */
export function outlineOf(program: Program): readonly Entry[] {
  return program.tree.blocks.flatMap((block): Entry[] => {
    if (block.kind === 'fault') return [];
    const { span, keyword, name } = block;
    const named = { name: name.kind === 'identifier' ? name.text : keyword.text, nameSpan: nameOr(name, keyword.span) };
    if (block.kind === 'loop')
      return [{ ...named, kind: 'loop', detail: 'LOOP', span, inside: sectionsIn(block, program) }];
    return [{ ...named, kind: 'toolbox', detail: 'TOOLS', span, inside: block.tools.flatMap(toolEntry) }];
  });
}

function sectionsIn(loop: LoopNode, program: Program): readonly Entry[] {
  return regionsOf(loop, program).map(({ section }) => {
    const { keyword, span } = section;
    const inside = insideOf(section, program);
    return { name: keyword.text, kind: 'section', detail: '', span, nameSpan: keyword.span, inside };
  });
}

function insideOf(section: SectionNode, program: Program): readonly Entry[] {
  switch (section.kind) {
    case 'input':
      return section.parameters.flatMap(({ name, span }) =>
        name.kind === 'fault'
          ? []
          : [{ name: name.text, kind: 'input', detail: '', span, nameSpan: name.span, inside: [] }],
      );
    case 'tools':
      return section.tools.flatMap(toolEntry);
    case 'steps':
    case 'on_error':
      return stepsIn(section.steps, program);
    default:
      return [];
  }
}

function toolEntry(tool: ToolNode | Fault): Entry[] {
  if (tool.kind === 'fault' || tool.name.kind === 'fault') return [];
  const { name, span } = tool;
  return [{ name: name.text, kind: 'tool', detail: 'tool', span, nameSpan: name.span, inside: [] }];
}

function stepsIn(steps: readonly (StepNode | Fault)[], program: Program): readonly Entry[] {
  return steps.flatMap((step): Entry[] => {
    if (step.kind === 'fault') return [];
    const { name, does, span } = step;
    const shown = headOf(does, program);
    const inside = insideAction(does, program);
    return [
      {
        name: name?.text ?? shown,
        kind: isControl(does) && does.kind !== 'act' ? 'control' : 'step',
        detail: name === null ? '' : shown,
        span,
        nameSpan: name?.span ?? does.span,
        inside,
      },
    ];
  });
}

function insideAction(does: ActionNode, program: Program): readonly Entry[] {
  switch (does.kind) {
    case 'if':
      return does.branches.flatMap(({ steps }) => stepsIn(steps, program));
    case 'for':
    case 'repeat':
    case 'race':
      return does.body.kind === 'inline' ? insideAction(does.body.does, program) : stepsIn(does.body.steps, program);
    default:
      return [];
  }
}

const headMax = 60;

/** The beginning of what a line does, as it is written. */
function headOf({ span }: ActionNode, { text }: Program): string {
  const written = text.slice(span.start, span.end).split('\n')[0]?.trim() ?? '';
  const shown = written.length > headMax ? `${written.slice(0, headMax)}…` : written;
  // Editors refuse entries without a name.
  return shown === '' ? '…' : shown;
}

function nameOr(name: Identifier | Fault, other: Span): Span {
  return name.kind === 'identifier' ? name.span : other;
}
