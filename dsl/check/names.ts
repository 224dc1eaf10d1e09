import type { Finding } from '../finding.ts';
import { bodyOf, linesOfBody } from '../lines-of-blocks.ts';
import type { LiveExpression, Mention } from '../live.ts';
import { namesGivenBy, variableOf } from '../names-given.ts';
import { isIdentifier, type Program } from '../program.ts';
import type { Fault, Identifier, StepNode } from '../tree.ts';
import { KnownNames } from './known-names.ts';
import { UnknownNames } from './unknown-names.ts';

/** Names that are used: whether they have a value there, and were not meant to be others. */
export function* checkNames(program: Program): Iterable<Finding> {
  const uses = new Uses(program);
  const known = new KnownNames();
  known.give('run', null);
  for (const { name } of program.inputs) if (isIdentifier(name)) known.give(name.text, name);
  yield* uses.inBlock(program.steps, known, namesOf(known));
  for (const expression of program.live) {
    if (expression.place === 'OUTPUT') yield* uses.ofExpression(expression, null, known);
  }
  // What did not come to its end before the failure is null there.
  const underOnError = new KnownNames(known);
  underOnError.give('error', null);
  yield* uses.inBlock(program.onError, underOnError, namesOf(underOnError));
}

const namesOf = (known: KnownNames): ReadonlySet<string> => new Set([...known.all()].map(([name]) => name));

/** Looks names up, line by line. */
class Uses {
  readonly #unknown: UnknownNames;
  readonly #live = new Map<StepNode, LiveExpression[]>();

  constructor(program: Program) {
    this.#unknown = new UnknownNames(program);
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
  *inBlock(block: readonly (StepNode | Fault)[], known: KnownNames, over: ReadonlySet<string>): Iterable<Finding> {
    for (const step of block) {
      if (step.kind === 'fault') continue;
      const atItsEnd = yield* this.#inside(step, known, over);
      for (const expression of this.#live.get(step) ?? []) {
        yield* this.ofExpression(expression, step, visibleTo(expression, known, atItsEnd));
      }
      for (const name of step.clauses.flatMap(({ names }) => names.filter(isIdentifier))) {
        yield* this.#lookUp(name, step, known);
        if (over.has(name.text)) yield unordered(name);
      }
      for (const name of namesGivenBy(step)) known.give(name.text, name);
    }
  }

  *ofExpression(expression: LiveExpression, step: StepNode | null, known: KnownNames): Iterable<Finding> {
    for (const mention of expression.mentions) {
      // An UNDO looks back at what its own step gave.
      const isOwn = expression.place === 'UNDO' && mention.text === step?.name?.text;
      if (!isOwn) yield* this.#lookUp(mention, step, known);
    }
    for (const part of expression.parts) {
      const earlier = part.kind === 'lambda' ? known.get(part.parameter.text) : undefined;
      if (part.kind === 'lambda' && earlier != null) yield this.#unknown.taken(part.parameter, earlier);
    }
  }

  /** The lines inside of a line. @returns what is known at the end of its body, where it has one */
  *#inside(step: StepNode, known: KnownNames, over: ReadonlySet<string>): Generator<Finding, KnownNames> {
    // What one branch gives is not there in the others, and may be there after them.
    const branches = step.does.kind === 'if' ? step.does.branches : [];
    for (const { steps } of branches) yield* this.inBlock(steps, new KnownNames(known), over);
    const body = bodyOf(step);
    const { does } = step;
    if (body === null) return known;
    const variables = does.kind === 'for' ? variableOf(does) : [];
    const inBody = new KnownNames(known, variables);
    const overBody = variables.length === 0 ? over : new Set([...over, ...variables.map(({ text }) => text)]);
    yield* this.inBlock(linesOfBody(body), inBody, overBody);
    return inBody;
  }

  *#lookUp(mention: Mention, step: StepNode | null, known: KnownNames): Iterable<Finding> {
    if (!known.has(mention.text)) yield* this.#unknown.of(mention, step, known);
  }
}

/** @param atItsEnd what is known at the end of the body of the line */
function visibleTo({ place }: LiveExpression, known: KnownNames, atItsEnd: KnownNames): KnownNames {
  if (place === 'YIELD') return atItsEnd;
  if (place !== 'UNTIL' && place !== 'WHERE') return known;
  const withIt = new KnownNames(place === 'UNTIL' ? atItsEnd : known);
  withIt.give('it', null);
  return withIt;
}

function unordered({ text, span }: Identifier): Finding {
  return {
    code: 'loop.unexpected',
    span,
    message: `"${text}" is there from the beginning, so nothing comes after it.`,
    hint: 'Name a line above this one behind AFTER, of the same section.',
  };
}
