import { limits } from '../../domain/limits.ts';
import type { Finding } from '../finding.ts';
import { bodyOf, linesOfBody, type Race, type Repeat } from '../lines-of-blocks.ts';
import type { Program } from '../program.ts';
import { type Fault, faultsIn, type Span, type StepNode } from '../tree.ts';

/** FOR, REPEAT and FIRST: that they have something to do and an end, and that a FIRST has branches with names. */
export function* checkControls(program: Program): Iterable<Finding> {
  for (const { does } of program.everyLine) {
    if (does.kind === 'repeat') yield* bounded(does);
    if (does.kind === 'race') yield* branches(does);
    if (does.kind !== 'for' && does.kind !== 'repeat' && does.kind !== 'race') continue;
    const { body, keyword } = does;
    if (body.kind === 'inline' || body.steps.length > 0 || body.yields !== null) continue;
    yield missing(
      keyword.span,
      `There is no line in this ${keyword.text}.`,
      'Write what is to be done, a line for each step, before its END.',
    );
  }
  for (const block of [program.steps, program.onError]) yield* notTooDeep(block, 0, 0);
}

const missing = (span: Span, message: string, hint: string): Finding => ({
  code: 'loop.expected',
  span,
  message,
  hint,
});

function* bounded({ keyword, options, until, body, faults }: Repeat): Iterable<Finding> {
  if (!options.some((option) => option.keyword.text === 'MAX')) {
    yield missing(
      keyword.span,
      'REPEAT does not say how many rounds there are at most.',
      'Write REPEAT MAX 10: when the test does not hold after so many rounds, the line fails.',
    );
  }
  // Where the colon or the END is missing, so is what stands behind it.
  if (until !== null || faults.length > 0 || (body.kind === 'block' && body.end === null)) return;
  if (faultsIn(body).length > 0) return;
  yield missing(
    keyword.span,
    'REPEAT does not say until when.',
    body.kind === 'block'
      ? 'Write the test behind its END, on the same line: END UNTIL name.done'
      : 'Write the test at the end of the line: UNTIL it.done ("it" is what the round gave).',
  );
}

function* branches({ keyword, body }: Race): Iterable<Finding> {
  if (body.kind === 'inline') {
    if (faultsIn(body).length > 0) return;
    yield missing(
      body.span,
      'A FIRST has branches, each on a line of its own and with a name.',
      'Write FIRST: and below it "- one = …", "- other = …" and END.',
    );
    return;
  }
  if (body.yields !== null) {
    yield {
      code: 'loop.unexpected',
      span: body.yields.span,
      message: 'A FIRST gives the object of its names; it has no YIELD.',
      hint: 'Delete the line.',
    };
  }
  for (const line of body.steps) if (line.kind === 'step' && line.name === null) yield withoutName(line, keyword.text);
}

function withoutName({ does, span }: StepNode, word: string): Finding {
  const isMute = does.kind === 'act' && ['SAY', 'FAIL', 'RETURN'].includes(does.keyword.text);
  return {
    code: 'loop.unnamed_branch',
    span: 'keyword' in does ? does.keyword.span : does.span.end > does.span.start ? does.span : span,
    message: isMute
      ? `${does.keyword.text} gives nothing, so it can be no branch of a ${word}.`
      : `Each line of a ${word} is a branch, and this one has no name.`,
    hint: isMute ? 'Write it below the END, with a WHEN that looks at what won.' : 'Write "- name = " before it.',
  };
}

/** @param characters how long the path of the block is at least */
function* notTooDeep(block: readonly (StepNode | Fault)[], depth: number, characters: number): Iterable<Finding> {
  for (const line of linesDirectlyIn(block)) {
    const path = characters + (line.name?.text.length ?? 0);
    if (line.name !== null && path > limits.pathCharactersMax && line.name.text.length <= limits.nameCharactersMax) {
      yield {
        code: 'loop.too_long',
        span: line.name.span,
        message: `Together with the names around it this one is ${path} characters long; ${limits.pathCharactersMax} are the most.`,
        hint: 'Shorten the names.',
      };
    }
    const body = bodyOf(line);
    if (body === null) continue;
    if (depth === limits.bodiesMax) {
      yield {
        code: 'loop.too_deep',
        span: 'keyword' in line.does ? line.does.keyword.span : line.span,
        message: `FOR, REPEAT and FIRST can stand in each other ${limits.bodiesMax} times.`,
        hint: 'Make the inner ones a loop of their own in this source, and call it.',
      };
    } else yield* notTooDeep(linesOfBody(body), depth + 1, path + 3);
  }
}

/** The lines of a block and of its branches, without those in bodies. */
function linesDirectlyIn(block: readonly (StepNode | Fault)[]): readonly StepNode[] {
  return block.flatMap((line) => {
    if (line.kind === 'fault') return [];
    return line.does.kind === 'if'
      ? [line, ...line.does.branches.flatMap(({ steps }) => linesDirectlyIn(steps))]
      : [line];
  });
}
