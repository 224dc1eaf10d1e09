import type { Finding } from '../finding.ts';
import type { Mention } from '../live.ts';
import { nearest } from '../nearest.ts';
import type { Program } from '../program.ts';
import type { ActionNode, Fault, Identifier, StepNode } from '../tree.ts';

/** Names that are used: whether they have a value there, and were not meant to be others. */
export function* checkNames(program: Program): Iterable<Finding> {
  const all = new Map<string, Identifier>();
  const define = (into: Map<string, Identifier>, name: Identifier): void => {
    if (!into.has(name.text)) into.set(name.text, name);
  };
  const inputs = program.inputs.flatMap(({ name }) => (name.kind === 'fault' ? [] : [name]));
  for (const name of inputs) define(all, name);
  for (const step of program.steps) for (const name of namesGivenBy(step)) define(all, name);

  const known = new Map<string, Identifier>();
  for (const name of inputs) define(known, name);
  const mentions = new Map(program.live.map((expression) => [expression.step, expression.mentions]));
  for (const step of program.steps) {
    for (const mention of mentions.get(step) ?? []) yield* lookUp(mention, step, known, all, program);
    for (const name of step.clauses.flatMap(({ names }) => names)) {
      if (name.kind === 'fault') continue;
      yield* lookUp(name, step, known, all, program);
      if (inputs.some(({ text }) => text === name.text)) yield unordered(name);
    }
    for (const name of namesGivenBy(step)) define(known, name);
  }
  for (const mention of mentions.get(null) ?? []) yield* lookUp(mention, null, all, all, program);
}

function* lookUp(
  mention: Mention,
  step: StepNode | null,
  known: ReadonlyMap<string, Identifier>,
  all: ReadonlyMap<string, Identifier>,
  program: Program,
): Iterable<Finding> {
  if (known.has(mention.text)) return;
  const { text, span } = mention;
  const later = all.get(text);
  if (later !== undefined) {
    const own = step?.name === later;
    yield {
      code: 'loop.used_before_defined',
      span,
      message: own
        ? `"${text}" cannot be made from itself.`
        : `"${text}" gets its value in line ${program.lineOf(later)}, below this line.`,
      hint: own
        ? 'Use a value from above, or give the result another name.'
        : 'Move that line above this one: only earlier names can be used.',
    };
    return;
  }
  const near = nearest(text, all.keys());
  // A line that could not be read may be the one that gives the name.
  if (near === null && program.faults.some(isStray)) return;
  const nearName = near === null ? undefined : all.get(near);
  yield {
    code: 'loop.unknown_name',
    span,
    message: `Nothing called "${text}" is known here.`,
    hint:
      nearName !== undefined
        ? `Did you mean "${near}" (line ${program.lineOf(nearName)})?`
        : hintForUnknown(text, [...known.keys()], program),
  };
}

const isStray = ({ what }: Fault): boolean => what === 'stray_in_loop' || what === 'stray_in_steps';

function hintForUnknown(text: string, names: readonly string[], { callables }: Program): string {
  if (callables.isAlias(text))
    return `"${text}" is an alias: call it, ${text}(…), or one of its tools, ${text}.tool(…).`;
  if (callables.isTool(text)) return `"${text}" is a tool: call it, ${text}(…).`;
  if (names.length === 0) return `Declare it: INPUT: ${text}. A text stands in quotes: "${text}".`;
  const shown = names.slice(0, 8).join(', ');
  return `Known are ${shown}${names.length > 8 ? ' …' : ''}. A text stands in quotes: "${text}".`;
}

function unordered({ text, span }: Identifier): Finding {
  return {
    code: 'loop.unexpected',
    span,
    message: `"${text}" is an input: it is there from the beginning, so nothing comes after it.`,
    hint: 'Name a step behind AFTER.',
  };
}

/** The names a step gives a value to, also those inside its blocks. */
function namesGivenBy(step: StepNode | Fault): Identifier[] {
  if (step.kind === 'fault') return [];
  return [...(step.name === null ? [] : [step.name]), ...namesInside(step.does)];
}

function namesInside(does: ActionNode): Identifier[] {
  switch (does.kind) {
    case 'if':
      return does.branches.flatMap((branch) => branch.steps.flatMap(namesGivenBy));
    case 'for':
    case 'repeat':
    case 'race':
      return does.body.kind === 'inline' ? namesInside(does.body.does) : does.body.steps.flatMap(namesGivenBy);
    default:
      return [];
  }
}
