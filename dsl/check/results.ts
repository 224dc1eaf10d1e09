import { isOfLanguage } from '../callables.ts';
import type { Finding } from '../finding.ts';
import { isInline } from '../lines-of-blocks.ts';
import { isIdentifier, type Program } from '../program.ts';
import { isControl } from '../walk.ts';

/** What becomes of values: no line works for nothing, and inputs are there to be used. */
export function* checkResults(program: Program): Iterable<Finding> {
  for (const line of program.everyLine) {
    const { name, does } = line;
    if (name !== null || isInline(line) || isControl(does) || does.kind === 'fault') continue;
    if (does.kind === 'call' && !isOfLanguage(program.callables.resolve(does))) continue;
    yield {
      code: 'loop.unused_value',
      span: does.span,
      message: 'This line works out a value and gives it no name, so nothing can use it.',
      hint: 'Write "- name = " before it, or delete the line.',
    };
  }
  if (program.entry !== null && program.faults.length === 0) yield* unusedInputs(program);
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
