import { BlockNames } from './block-names.ts';
import { BlockOrder, LineNumbers } from './block-order.ts';
import { compileAct, type Doing, expressionsOf, type OwnOfStep } from './compile-act.ts';
import { type CompiledCall, calleeOf, compileCall, type Gathering } from './compile-call.ts';
import { compileClauses, expressionsOfClauses, fixedNumber } from './compile-clauses.ts';
import { type Bindings, compileExpression, namesMentioned, refuseCall } from './compile-expression.ts';
import { type Block, freePath, type Line, optionOf, pathOf } from './compile-line.ts';
import {
  type Action,
  actionOf,
  type For,
  holdsOthers,
  inlineLine,
  isInline,
  linesOfBody,
  type Race,
  type Repeat,
  ungrouped,
  waitsForAll,
} from './lines-of-blocks.ts';
import { namesGivenIn } from './names-given.ts';
import type { Expression, PlannedStep } from './plan.ts';
import { isIdentifier, type Program } from './program.ts';
import { sourceOf } from './source-of-line.ts';
import type { BodyNode, BranchNode, CallNode, ExpressionNode, Fault, StepNode } from './tree.ts';
import { wavesLater } from './waves.ts';

export interface CompiledSteps {
  readonly steps: readonly PlannedStep[];
  readonly onError: readonly PlannedStep[];
}

/** What FOR does when it does not say how many items are at work at once. */
const atOnceDefault = 10;

/** The steps of a checked program, in an order in which each comes after all it waits for. */
export function compileSteps(program: Program, gathering: Gathering): CompiledSteps {
  const block = (prefix: string): BlockCompiler =>
    new BlockCompiler(program, gathering, {
      names: new BlockNames(null, ''),
      numbers: new LineNumbers(prefix),
      order: new BlockOrder(null, 0),
    });
  // No line can have the name "error", so its paths are free.
  return { steps: block('').all(program.steps), onError: block('error.').all(program.onError) };
}

/** The lines inside of a step that has names of its own. */
interface Inside extends Block {
  readonly prefix: string;
  readonly compiler: BlockCompiler;
}

type Control = OwnOfStep<'for' | 'repeat' | 'race'>;

/** Makes the steps of one block, and of the blocks inside it. */
class BlockCompiler {
  readonly #block: Block;
  readonly #steps: PlannedStep[] = [];
  readonly #program: Program;
  readonly #gathering: Gathering;

  constructor(program: Program, gathering: Gathering, block: Block) {
    this.#program = program;
    this.#gathering = gathering;
    this.#block = block;
  }

  all(nodes: readonly (StepNode | Fault)[]): readonly PlannedStep[] {
    for (const node of nodes) {
      if (node.kind !== 'step') continue;
      const { names, numbers, order } = this.#block;
      const line = this.#lineOf(node, node.name === null ? numbers.next() : names.give(node.name.text));
      order.endLine(this.#add(line, actionOf(node, this.#program.callables)), holdsOthers(node));
    }
    return this.#steps;
  }

  /** The steps of a body that is a single action. @returns what it gives */
  single(node: StepNode, prefix: string): Expression {
    const line = this.#lineOf(node, prefix);
    const action = actionOf(node, this.#program.callables);
    if (action.kind === 'value') return compileExpression(action.expression, line.bindings);
    const path = this.#add(line, action);
    return action.kind === 'if' ? this.namesOf([node]) : { t: 'name', name: path };
  }

  /** The steps of a body that is a block. @returns what it gives: YIELD, or the object of the names in it */
  block({ steps, yields }: Extract<BodyNode, { kind: 'block' }>): Expression {
    this.all(steps);
    if (yields === null) return this.namesOf(steps);
    const hoist = (call: CallNode): string => {
      const prefix = this.#block.numbers.next();
      const path = `${prefix}.${calleeOf(call, this.#program.callables)}`;
      const base = { line: this.#program.lineOf(call), source: sourceOf(call, this.#program) };
      const called = compileCall(call, bindings, this.#gathering);
      return this.#push({ base, clauses: {}, waitsFor: [] }, path, null, called);
    };
    const bindings: Bindings = { ...this.#bindings, hoist };
    return compileExpression(yields, bindings);
  }

  namesOf(steps: readonly (StepNode | Fault)[]): Expression {
    const names = [...new Set(namesGivenIn(steps).map(({ text }) => text))];
    const { pathOf } = this.#bindings;
    return { t: 'object', fields: names.map((name) => [name, { t: 'name', name: pathOf(name) }]) };
  }

  get #bindings(): Bindings {
    const { names } = this.#block;
    return { callables: this.#program.callables, pathOf: (name) => names.pathOf(name), hoist: refuseCall };
  }

  #lineOf(node: StepNode, prefix: string): Line {
    const { clauses } = node;
    const base = { line: this.#program.lineOf(node), source: sourceOf(node, this.#program) };
    const { pathOf } = this.#bindings;
    const asked = clauses.flatMap(({ names }) => names.filter(isIdentifier).map(({ text }) => pathOf(text)));
    const waitsFor = [...asked, ...this.#block.order.above(waitsForAll(node))];
    const compiled = compileClauses(node, this.#bindings, this.#gathering);
    // What is called for a line that is skipped is skipped as well.
    const { when } = compiled;
    const ofCall = when === undefined ? {} : { when };
    const taken = new Set<string>();
    const pathFor = (call: CallNode): string => freePath(`${prefix}.${calleeOf(call, this.#program.callables)}`, taken);
    const hoist = (call: CallNode): string => {
      const path = pathFor(call);
      return this.#push({ base, waitsFor, clauses: ofCall }, path, null, this.#called(call, bindings));
    };
    const bindings: Bindings = { ...this.#bindings, hoist };
    return { node, name: node.name?.text ?? null, prefix, base, clauses: compiled, waitsFor, pathFor, bindings };
  }

  #called(call: CallNode, bindings: Bindings): CompiledCall {
    return compileCall(call, bindings, this.#gathering);
  }

  /** A line becomes its calls, inner ones first, and a step of its own when it is more than a call. */
  #add(line: Line, action: Action): string {
    const { name, prefix, bindings } = line;
    const inner = (node: ExpressionNode): Expression => compileExpression(node, bindings);
    switch (action.kind) {
      case 'tool':
      case 'loop': {
        const call = ungrouped(action.expression);
        if (call.kind !== 'call') throw new TypeError('A call that is none reached the compiler.');
        const path = name === null ? line.pathFor(call) : prefix;
        return this.#push(line, path, name, this.#called(call, bindings));
      }
      case 'value':
        return this.#push(line, prefix, name, { kind: 'value', value: inner(action.expression) });
      case 'if':
        return this.#addIf(line, action.branches);
      case 'for':
        return this.#addFor(line, action.control);
      case 'repeat':
        return this.#addRepeat(line, action.control);
      case 'race':
        return this.#addRace(line, action.control);
      default: {
        const often = (node: ExpressionNode): Expression => compileExpression(node, this.#bindings);
        const doing = compileAct(action, inner, often, name === null && !isInline(line.node));
        return this.#push(line, pathOf(line, action.kind), name, doing);
      }
    }
  }

  #addIf(line: Line, branches: readonly BranchNode[]): string {
    const { name, prefix, clauses, waitsFor, base } = line;
    const path = pathOf(line, 'if');
    // The test of the first branch is always worked out, so calls in it are made before; those of others may not be.
    const tests = branches.map(({ test }, at) =>
      test === null ? null : compileExpression(test, at === 0 ? line.bindings : this.#bindings),
    );
    const worked = [...tests.filter((test) => test !== null), ...expressionsOfClauses(clauses)];
    const { order: around, names } = this.#block;
    const order = around.orderOf([...worked.flatMap(namesMentioned), ...waitsFor]);
    const numbers = new LineNumbers(`${prefix}.`);
    const blocks = branches.map(({ steps }) => {
      const inside = { names, numbers, order: new BlockOrder(around, order.wave + 1) };
      return { order: inside.order, steps: this.#compilerOf(inside).all(steps) };
    });
    const planned = blocks.map(({ steps }, at) => ({ test: tests[at] ?? null, steps }));
    this.#steps.push({ kind: 'if', ...base, ...clauses, path, name, branches: planned, ...order });
    const lastWave = Math.max(order.wave, ...blocks.map((block) => block.order.lastWave));
    const results = blocks.flatMap((block) => block.order.results);
    around.made(path, lastWave, results);
    return path;
  }

  #addFor(line: Line, { of, variable, options, body }: For): string {
    const path = pathOf(line, 'for');
    const list = compileExpression(of, line.bindings);
    const inside = this.#inside(path, '[].');
    const yields = this.#yieldsOf(body, inside);
    return this.#addControl(line, path, [list], inside, (steps) => ({
      kind: 'for',
      variable: variable.kind === 'fault' ? '' : variable.text,
      of: list,
      atOnce: fixedNumber(optionOf(options, 'MAX')) ?? atOnceDefault,
      first: fixedNumber(optionOf(options, 'FIRST')),
      keepGoing: options.some(({ keyword }) => keyword.text === 'KEEP GOING'),
      body: { steps, yields },
    }));
  }

  #addRepeat(line: Line, { options, body, until }: Repeat): string {
    const path = pathOf(line, 'repeat');
    const every = optionOf(options, 'EVERY');
    const everyMs = every === null ? null : compileExpression(every, this.#bindings);
    const inside = this.#inside(path, '[].');
    const yields = this.#yieldsOf(body, inside);
    if (until === null)
      throw new TypeError('A REPEAT without UNTIL reached the compiler; a check should have refused it.');
    const test = compileExpression(until, { ...this.#bindings, pathOf: (name) => inside.names.pathOf(name) });
    inside.order.orderOf(namesMentioned(test));
    return this.#addControl(line, path, everyMs === null ? [] : [everyMs], inside, (steps) => ({
      kind: 'repeat',
      roundsMax: fixedNumber(optionOf(options, 'MAX')) ?? 1,
      everyMs,
      until: test,
      body: { steps, yields },
    }));
  }

  #addRace(line: Line, { count, body }: Race): string {
    const path = pathOf(line, 'first');
    const inside = this.#inside(path, '.');
    inside.compiler.all(linesOfBody(body));
    const need = fixedNumber(count) ?? 1;
    return this.#addControl(line, path, [], inside, (steps) => ({ kind: 'race', need, steps }));
  }

  #inside(path: string, between: string): Inside {
    const prefix = path + between;
    const block = {
      names: new BlockNames(this.#block.names, prefix),
      numbers: new LineNumbers(prefix),
      order: new BlockOrder(null, 0),
    };
    return { ...block, compiler: this.#compilerOf(block), prefix };
  }

  #yieldsOf(body: BodyNode, { compiler, order, prefix }: Inside): Expression {
    const yields =
      body.kind === 'inline' ? compiler.single(inlineLine(body), prefix.slice(0, -1)) : compiler.block(body);
    order.orderOf(namesMentioned(yields));
    return yields;
  }

  /** A step with lines of its own begins when all is there that is mentioned inside and made outside. */
  #addControl(
    line: Line,
    path: string,
    worked: readonly Expression[],
    { order: inside, compiler }: Inside,
    make: (steps: readonly PlannedStep[]) => Control,
  ): string {
    const { base, clauses, name, waitsFor } = line;
    const mentioned = [...worked, ...expressionsOfClauses(clauses)].flatMap(namesMentioned);
    const { order: around } = this.#block;
    const order = around.orderOf([...mentioned, ...inside.fromOutside, ...waitsFor]);
    const steps = wavesLater(compiler.#steps, order.wave + 1);
    this.#steps.push({ ...make(steps), ...base, ...clauses, path, name, ...order });
    around.made(path, order.wave + 1 + inside.lastWave);
    return path;
  }

  #compilerOf(block: Block): BlockCompiler {
    return new BlockCompiler(this.#program, this.#gathering, block);
  }

  #push(
    { base, clauses, waitsFor }: Pick<Line, 'base' | 'clauses' | 'waitsFor'>,
    path: string,
    name: string | null,
    doing: Doing,
  ): string {
    const worked = [...expressionsOf(doing), ...expressionsOfClauses(clauses)];
    // An UNDO may look at what its own step gave.
    const mentioned = worked.flatMap(namesMentioned).filter((each) => each !== path);
    const order = this.#block.order.orderOf([...mentioned, ...waitsFor]);
    this.#steps.push({ ...doing, ...base, ...clauses, path, name, ...order });
    this.#block.order.made(path, order.wave);
    return path;
  }
}
