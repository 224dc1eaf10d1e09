import type { Callable } from '../callables.ts';
import type { Finding } from '../finding.ts';
import { isIdentifier, type Program, sectionsOf } from '../program.ts';
import type { CallNode } from '../tree.ts';
import { isControl } from '../walk.ts';

/** What becomes of values: OUTPUT calls nothing, no line works for nothing, and inputs are there to be used. */
export function* checkResults(program: Program): Iterable<Finding> {
  for (const { name, does } of program.steps) {
    if (name !== null || isControl(does) || does.kind === 'fault') continue;
    if (does.kind === 'call' && !isPure(program.callables.resolve(does))) continue;
    yield {
      code: 'loop.unused_value',
      span: does.span,
      message: 'This line works out a value and gives it no name, so nothing can use it.',
      hint: 'Write "- name = " before it, or delete the line.',
    };
  }
  for (const { step, calls, uncertain } of program.live) {
    for (const call of calls) {
      if (isPure(program.callables.resolve(call))) continue;
      if (step === null) yield misplaced(call, 'OUTPUT only puts together what the steps gave; it calls no tool.');
      else if (uncertain.has(call))
        yield misplaced(call, 'This part may be left out, or worked out often, so no tool can be called in it.');
    }
  }
  if (program.entry !== null && program.faults.length === 0 && allLooksAreKnown(program)) yield* unusedInputs(program);
}

const misplaced = ({ callee }: CallNode, message: string): Finding => ({
  code: 'loop.misplaced_call',
  span: callee.span,
  message,
  hint: 'Give the call a line of its own under STEPS, and write its name here.',
});

/** Whether a call only works something out, or cannot be made sense of. */
function isPure({ kind }: Callable): boolean {
  return kind === 'function' || kind === 'function_to_come' || kind === 'no_function' || kind === 'unknown';
}

/** Inputs may be used in parts that are not looked into; then nothing is said about them. */
function allLooksAreKnown(program: Program): boolean {
  const others = [...sectionsOf(program.entry, 'on_error'), ...sectionsOf(program.entry, 'limit')];
  return (
    others.length === 0 &&
    program.steps.every(({ does, clauses }) => !isControl(does) && clauses.every(({ value }) => value === null))
  );
}

function* unusedInputs(program: Program): Iterable<Finding> {
  const used = new Set(program.live.flatMap(({ mentions }) => mentions.map(({ text }) => text)));
  for (const { name } of program.inputs) {
    if (!isIdentifier(name) || used.has(name.text)) continue;
    yield {
      code: 'loop.unused_input',
      span: name.span,
      message: `The input "${name.text}" is never used.`,
      hint: 'Use it, or delete it.',
    };
  }
}
