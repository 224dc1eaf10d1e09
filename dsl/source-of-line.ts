import type { Program } from './program.ts';
import type { ActionNode, Span, StepNode } from './tree.ts';

const charactersMax = 200;

/** The text of a line, for people; of one that holds further lines, what opens them. */
export function sourceOf(node: StepNode | { readonly kind: 'call'; readonly span: Span }, { text }: Program): string {
  const { start } = node.span;
  const end = node.kind === 'step' ? (openedAt(node.does) ?? node.span.end) : node.span.end;
  const shown = text
    .slice(start, end)
    .replace(/^-\s*/, '')
    .replace(/\s+/g, ' ')
    .replace(/\s*:\s*$/, '')
    .trim();
  return shown.length > charactersMax ? `${shown.slice(0, charactersMax - 1)}…` : shown;
}

/** Where the lines inside begin; null when it has none. */
function openedAt(does: ActionNode): number | null {
  if (does.kind === 'if') return does.branches[0]?.test?.span.end ?? null;
  const hasBody = does.kind === 'for' || does.kind === 'repeat' || does.kind === 'race';
  return hasBody && does.body.kind === 'block' ? does.body.span.start : null;
}
