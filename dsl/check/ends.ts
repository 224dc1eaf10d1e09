import type { Finding } from '../finding.ts';
import type { Program } from '../program.ts';
import { sectionsOf } from '../program.ts';
import type { ActionNode, BodyNode, Fault, Span, StepNode, Word } from '../tree.ts';

/** A block with the word that opens it and the END that closes it. */
interface Block {
  readonly opener: Word;
  readonly end: Word | null;
  readonly span: Span;
}

/** Blocks that are never closed. */
export function* checkEnds(program: Program): Iterable<Finding> {
  for (const loop of program.loops) {
    const steps = [...sectionsOf(loop, 'steps'), ...sectionsOf(loop, 'on_error')].flatMap((section) => section.steps);
    const inner = steps.flatMap(blocksOf);
    yield* unclosed({ opener: loop.keyword, end: loop.end, span: loop.span }, inner, program);
    for (const block of inner) yield* unclosed(block, [], program);
  }
  for (const toolbox of program.toolboxes) {
    yield* unclosed({ opener: toolbox.keyword, end: toolbox.end, span: toolbox.span }, [], program);
  }
}

function* unclosed({ opener, end, span }: Block, inner: readonly Block[], program: Program): Iterable<Finding> {
  if (end !== null) return;
  const lastLine = program.lineOf({ span: { start: lastWordBefore(span.end, program.text), end: span.end } });
  // Indentation carries no meaning, but people follow it: it tells which END they meant for which block.
  const taken = inner.find(
    (block) => block.end !== null && indentOf(block.end, program) < indentOf(block.opener, program),
  );
  const suspicion =
    taken?.end == null
      ? ''
      : ` The END of line ${program.lineOf(taken.end)} closes the ${taken.opener.text} of line ${program.lineOf(taken.opener)}.`;
  const beforeYield = opener.text === 'IF' && /^\s*(?:-\s*)?YIELD\b/.test(program.text.slice(span.end));
  yield {
    code: 'loop.missing_end',
    span: opener.span,
    message: `The ${opener.text} opened here is never closed by END.${suspicion}`,
    hint: beforeYield
      ? 'Write END before the YIELD: an IF has none; YIELD is the last line of the FOR or REPEAT around it.'
      : `Write END on a line of its own after line ${lastLine}.`,
  };
}

function blocksOf(step: StepNode | Fault): Block[] {
  return step.kind === 'fault' ? [] : blocksIn(step.does);
}

function blocksIn(does: ActionNode): Block[] {
  switch (does.kind) {
    case 'if': {
      const [first] = does.branches;
      const inner = does.branches.flatMap((branch) => branch.steps.flatMap(blocksOf));
      return first === undefined ? inner : [{ opener: first.keyword, end: does.end, span: does.span }, ...inner];
    }
    case 'for':
    case 'repeat':
    case 'race':
      return blocksOfBody(does.keyword, does.body);
    default:
      return [];
  }
}

function blocksOfBody(opener: Word, body: BodyNode): Block[] {
  if (body.kind === 'inline') return blocksIn(body.does);
  return [{ opener, end: body.end, span: body.span }, ...body.steps.flatMap(blocksOf)];
}

function indentOf({ span }: Word, { text }: Program): number {
  const line = text.slice(text.lastIndexOf('\n', span.start - 1) + 1, span.start);
  return line.length - line.trimStart().length;
}

/** Where the last line with words ends before an offset. */
function lastWordBefore(offset: number, text: string): number {
  return Math.max(0, text.slice(0, offset).trimEnd().length - 1);
}
