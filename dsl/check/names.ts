import type { Finding } from '../finding.ts';
import type { LiveExpression, Mention } from '../live.ts';
import { nearest } from '../nearest.ts';
import { isIdentifier, type Program } from '../program.ts';
import type { ActionNode, Fault, Identifier, StepNode } from '../tree.ts';

/** Where a name gets its value, or null for those the language gives. */
type Known = Map<string, Identifier | null>;

/** Names that are used: whether they have a value there, and were not meant to be others. */
export function* checkNames(program: Program): Iterable<Finding> {
  const inputs = program.inputs.flatMap(({ name }) => (name.kind === 'fault' ? [] : [name]));
  const given = [...inputs, ...[...program.steps, ...program.onError].flatMap(namesGivenBy)];
  const all = new Map(given.toReversed().map((name) => [name.text, name]));
  const uses = new Uses(program, all);
  const known: Known = new Map([['run', null], ...inputs.map((name) => [name.text, name] as const)]);
  yield* uses.inBlock(program.steps, known, new Set(known.keys()));
  for (const { place, mentions } of program.live) {
    if (place === 'OUTPUT') for (const mention of mentions) yield* uses.lookUp(mention, null, known);
  }
  // What did not come to its end before the failure is null there.
  const underOnError: Known = new Map([...known, ['error', null]]);
  yield* uses.inBlock(program.onError, underOnError, new Set(underOnError.keys()));
}

/** Looks names up, line by line. */
class Uses {
  readonly #program: Program;
  readonly #all: ReadonlyMap<string, Identifier>;
  readonly #live = new Map<StepNode, LiveExpression[]>();

  constructor(program: Program, all: ReadonlyMap<string, Identifier>) {
    this.#program = program;
    this.#all = all;
    for (const expression of program.live) {
      if (expression.step === null) continue;
      const others = this.#live.get(expression.step);
      if (others === undefined) this.#live.set(expression.step, [expression]);
      else others.push(expression);
    }
  }

  /**
   * @param known what has a value before the block; what the block gives is added
   * @param over names nothing can come after, as they are there from the beginning
   */
  *inBlock(block: readonly (StepNode | Fault)[], known: Known, over: ReadonlySet<string>): Iterable<Finding> {
    for (const step of block) {
      if (step.kind === 'fault') continue;
      for (const { place, mentions } of this.#live.get(step) ?? []) {
        for (const mention of mentions) {
          // An UNDO looks back at what its own step gave.
          if (place !== 'UNDO' || mention.text !== step.name?.text) yield* this.lookUp(mention, step, known);
        }
      }
      for (const name of step.clauses.flatMap(({ names }) => names.filter(isIdentifier))) {
        yield* this.lookUp(name, step, known);
        if (over.has(name.text)) yield unordered(name);
      }
      // What one branch gives is not there in the others, and may be there after them.
      const branches = step.does.kind === 'if' ? step.does.branches : [];
      for (const { steps } of branches) yield* this.inBlock(steps, new Map(known), over);
      for (const name of namesGivenBy(step)) if (!known.has(name.text)) known.set(name.text, name);
    }
  }

  *lookUp(mention: Mention, step: StepNode | null, known: Known): Iterable<Finding> {
    if (!known.has(mention.text)) yield* unknown(mention, step, known, this.#all, this.#program);
  }
}

function* unknown(
  mention: Mention,
  step: StepNode | null,
  known: Known,
  all: ReadonlyMap<string, Identifier>,
  program: Program,
): Iterable<Finding> {
  const { text, span } = mention;
  const later = all.get(text);
  if (later !== undefined) {
    yield { code: 'loop.used_before_defined', span, ...tooEarly(text, later, step, program) };
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
        : hintForUnknown(
            text,
            [...known].flatMap(([name, by]) => (by === null ? [] : [name])),
            program,
          ),
  };
}

function tooEarly(
  text: string,
  later: Identifier,
  step: StepNode | null,
  program: Program,
): Pick<Finding, 'message' | 'hint'> {
  const line = program.lineOf(later);
  if (step?.name === later) {
    return {
      message: `"${text}" cannot be made from itself.`,
      hint: 'Use a value from above, or give the result another name.',
    };
  }
  if (step === null) {
    return {
      message: `"${text}" gets its value in line ${line}, under ON ERROR, and only when the run has failed.`,
      hint: 'Use a name of a line under STEPS.',
    };
  }
  if (later.span.start < step.span.start) {
    return {
      message: `"${text}" gets its value in line ${line}, where it is not there for this line: in another branch, or under ON ERROR.`,
      hint: 'Use it below the END of its IF, or give it its value in this branch as well.',
    };
  }
  return {
    message: `"${text}" gets its value in line ${line}, below this line.`,
    hint: 'Move that line above this one: only earlier names can be used.',
  };
}

const isStray = ({ what }: Fault): boolean => what === 'stray_in_loop' || what === 'stray_in_steps';

function hintForUnknown(text: string, names: readonly string[], { callables }: Program): string {
  if (text === 'error') return '"error" has its value only under ON ERROR.';
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
    message: `"${text}" is there from the beginning, so nothing comes after it.`,
    hint: 'Name a line above this one behind AFTER, of the same section.',
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
