import type { Finding } from '../finding.ts';
import { nearest } from '../nearest.ts';
import type { Program } from '../program.ts';
import type { ActionNode, ExpressionNode, Fault, Identifier, Span, StepNode } from '../tree.ts';
import { isControl, within } from '../walk.ts';

type Name = Extract<ExpressionNode, { kind: 'name' }>;

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
  for (const step of program.steps) {
    const look = (name: Mention): Iterable<Finding> => lookUp(name, step, known, all, program);
    if (!isControl(step.does)) for (const name of namesIn(step.does, program)) yield* look(name);
    for (const { names } of step.clauses) {
      for (const name of names) {
        if (name.kind === 'fault') continue;
        yield* look(name);
        const isInput = inputs.some(({ text }) => text === name.text);
        if (isInput) yield unordered(name);
      }
    }
    for (const name of namesGivenBy(step)) define(known, name);
  }
  if (program.output !== null) {
    for (const name of namesIn(program.output, program)) yield* lookUp(name, null, all, all, program);
  }
}

interface Mention {
  readonly text: string;
  readonly span: Span;
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
  const nearName = near === null ? undefined : all.get(near);
  yield {
    code: 'loop.unknown_name',
    span,
    message: `Nothing called "${text}" is known here.`,
    hint:
      nearName !== undefined
        ? `Did you mean "${near}" (line ${program.lineOf(nearName)})?`
        : hintForUnknown(text, [...all.keys()], program),
  };
}

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

/** The names an expression mentions as values; what stands before `.tool(` may be an alias instead. */
function* namesIn(root: ExpressionNode, program: Program): Iterable<Mention> {
  const aliasPlaces = new Set<ExpressionNode>();
  for (const node of within(root)) {
    if (node.kind === 'call' && node.callee.kind === 'field' && node.callee.of.kind === 'name') {
      if (program.callables.isAlias(node.callee.of.text)) aliasPlaces.add(node.callee.of);
    }
    if (node.kind === 'name' && !aliasPlaces.has(node)) yield node satisfies Name;
    if (node.kind === 'object') {
      for (const { key, value } of node.fields) if (value === null && key.kind === 'identifier') yield key;
    }
  }
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
