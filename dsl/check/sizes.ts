import { limits } from '../../domain/limits.ts';
import { isOfLanguage } from '../callables.ts';
import type { Finding } from '../finding.ts';
import { ungrouped } from '../lines-of-blocks.ts';
import type { Program } from '../program.ts';
import type { Identifier, Span } from '../tree.ts';
import { depthOf, within } from '../walk.ts';

/** Bounds that only a tree shows: steps, lengths of names and texts, depth of expressions, size of numbers. */
export function* checkSizes(program: Program): Iterable<Finding> {
  const steps = stepsOf(program);
  const first = steps[limits.stepsMax];
  if (first !== undefined) {
    yield {
      code: 'loop.too_many',
      span: first.span,
      message: `The loop has ${steps.length} steps; ${limits.stepsMax} are the most.`,
      hint: 'Split it: publish a part of it as a loop of its own, and call that.',
    };
  }
  for (const name of namesOf(program)) {
    if (name.text.length > limits.nameCharactersMax) yield tooLong(name.span, 'name', limits.nameCharactersMax);
  }
  const defaults = program.inputs.flatMap(({ default: value }) =>
    value === null ? [] : [{ node: value, parts: within(value) }],
  );
  for (const { node, parts } of [...program.live, ...defaults]) {
    if (parts.length > limits.expressionDepthMax && depthOf(node) > limits.expressionDepthMax) {
      yield {
        code: 'loop.too_deep',
        span: node.span,
        message: `This expression has more than ${limits.expressionDepthMax} levels.`,
        hint: 'Give parts of it steps of their own.',
      };
    }
    for (const part of parts) {
      if (part.kind === 'text' && part.span.end - part.span.start > limits.textCharactersMax) {
        yield tooLong(part.span, 'text', limits.textCharactersMax);
      }
      if (part.kind === 'constant' && typeof part.value === 'number' && !Number.isFinite(part.value)) {
        yield {
          code: 'loop.bad_number',
          span: part.span,
          message: 'This number is too large.',
          hint: 'The largest is about 1.8e308.',
        };
      }
    }
  }
}

/** All lines, and the calls inside them that become steps of their own, in the order of the text. */
function stepsOf({ everyLine, live, callables }: Program): readonly { readonly span: Span }[] {
  const nested = live.flatMap(({ node, calls }) =>
    calls.filter((call) => call !== ungrouped(node) && !isOfLanguage(callables.resolve(call))),
  );
  if (nested.length === 0) return everyLine;
  return [...everyLine, ...nested].sort((one, other) => one.span.start - other.span.start);
}

function namesOf(program: Program): Identifier[] {
  const headers = [...program.loops, ...program.toolboxes].map(({ name }) => name);
  const parameters = [...program.inputs, ...program.tools.flatMap((tool) => tool.parameters)].map(({ name }) => name);
  const uses = program.uses.flatMap(({ alias, package: name }) => [alias, name]);
  const steps = program.everyLine.map(({ name }) => name);
  return [...headers, ...parameters, ...uses, ...steps, ...program.tools.map(({ name }) => name)].filter(
    (name) => name?.kind === 'identifier',
  );
}

const tooLong = (span: Span, what: string, most: number): Finding => ({
  code: 'loop.too_long',
  span: { start: span.start, end: Math.min(span.end, span.start + 20) },
  message: `This ${what} has ${span.end - span.start} characters; ${most} are the most.`,
  hint: `Shorten the ${what}.`,
});
