import { BlockOrder, LineNumbers } from './block-order.ts';
import type { Callables } from './callables.ts';
import { type CompiledCall, calleeOf, compileCall } from './compile-call.ts';
import { type CompiledClauses, compileClauses, expressionsOfClauses } from './compile-clauses.ts';
import { compileExpression, type Hoist, namesMentioned, refuseCall } from './compile-expression.ts';
import { type Action, actionOf, holdsOthers, ungrouped } from './lines-of-blocks.ts';
import type { Expression, PlannedStep, PlannedTool } from './plan.ts';
import { isIdentifier, type Program } from './program.ts';
import type { BranchNode, CallNode, Fault, StepNode } from './tree.ts';

const sourceCharactersMax = 200;

export interface CompiledSteps {
  readonly steps: readonly PlannedStep[];
  readonly onError: readonly PlannedStep[];
  /** The tools that are called, by their key. */
  readonly tools: ReadonlyMap<string, PlannedTool>;
}

/** The steps of a checked program, in an order in which each comes after all it waits for. */
export function compileSteps(program: Program): CompiledSteps {
  const tools = new Map<string, PlannedTool>();
  const block = (prefix: string): BlockCompiler =>
    new BlockCompiler(program, tools, new LineNumbers(prefix), new BlockOrder(null, 0));
  // No line can have the name "error", so its paths are free.
  return { steps: block('').all(program.steps), onError: block('error.').all(program.onError), tools };
}

/** A line while its steps are made. */
interface Line {
  readonly node: StepNode;
  /** Its name, or its number. */
  readonly prefix: string;
  readonly base: Pick<PlannedStep, 'line' | 'source'>;
  readonly clauses: CompiledClauses;
  /** Paths it waits for whatever it mentions. */
  readonly waitsFor: readonly string[];
  /** A path for a call of this line that has no name, another for each. */
  readonly pathFor: (call: CallNode) => string;
  readonly hoist: Hoist;
}

/** What a step does; its order is found from the expressions in it. */
type Doing =
  | CompiledCall
  | { readonly kind: 'value' | 'return'; readonly value: Expression }
  | { readonly kind: 'wait'; readonly forMs: Expression }
  | { readonly kind: 'wait_until'; readonly until: Expression }
  | { readonly kind: 'fail'; readonly message: Expression };

/** Makes the steps of one block, and of the blocks inside it. */
class BlockCompiler {
  readonly order: BlockOrder;
  readonly #steps: PlannedStep[] = [];
  readonly #program: Program;
  readonly #callables: Callables;
  readonly #tools: Map<string, PlannedTool>;
  readonly #numbers: LineNumbers;

  constructor(program: Program, tools: Map<string, PlannedTool>, numbers: LineNumbers, order: BlockOrder) {
    this.#program = program;
    this.#callables = program.callables;
    this.#tools = tools;
    this.#numbers = numbers;
    this.order = order;
  }

  all(nodes: readonly (StepNode | Fault)[]): readonly PlannedStep[] {
    for (const node of nodes) if (node.kind === 'step') this.#add(node);
    return this.#steps;
  }

  /** A line becomes its calls, inner ones first, and a step of its own when it is more than a call. */
  #add(node: StepNode): void {
    const line = this.#lineOf(node);
    const action = actionOf(node, this.#callables);
    const path = action.kind === 'if' ? this.#addIf(line, action.branches) : this.#addSimple(line, action);
    this.order.endLine(path, holdsOthers(node));
  }

  #lineOf(node: StepNode): Line {
    const { name, clauses } = node;
    const prefix = name?.text ?? this.#numbers.next();
    const base = { line: this.#program.lineOf(node), source: this.#sourceOf(node) };
    const asked = clauses.flatMap(({ names }) => names.filter(isIdentifier).map(({ text }) => text));
    const waitsFor = [...asked, ...this.order.above(holdsOthers(node))];
    const compiled = compileClauses(node, this.#callables, this.#tools);
    // What is called for a line that is skipped is skipped as well.
    const { when } = compiled;
    const ofCall = when === undefined ? {} : { when };
    const taken = new Set<string>();
    const line: Line = {
      node,
      prefix,
      base,
      clauses: compiled,
      waitsFor,
      pathFor: (call) => freePath(`${prefix}.${calleeOf(call, this.#callables)}`, taken),
      hoist: (call) => {
        const path = line.pathFor(call);
        this.#push({ ...line, clauses: ofCall }, path, null, this.#called(call, line));
        return path;
      },
    };
    return line;
  }

  #called(call: CallNode, line: Line): CompiledCall {
    return compileCall(call, this.#callables, this.#tools, line.hoist);
  }

  #addSimple(line: Line, action: Exclude<Action, { kind: 'if' }>): string {
    const { node, prefix } = line;
    const name = node.name?.text ?? null;
    switch (action.kind) {
      case 'tool':
      case 'loop': {
        const call = ungrouped(action.expression);
        if (call.kind !== 'call') break;
        const path = name ?? line.pathFor(call);
        return this.#push(line, path, name, this.#called(call, line));
      }
      case 'value': {
        const value = compileExpression(action.expression, this.#callables, line.hoist);
        return this.#push(line, prefix, prefix, { kind: 'value', value });
      }
      case 'wait':
      case 'wait_until':
      case 'fail':
      case 'return': {
        const value = compileExpression(action.act.value, this.#callables, line.hoist);
        return this.#push(line, name ?? `${prefix}.${action.kind}`, name, doingOf(action.kind, value));
      }
    }
    throw new TypeError(`A line that is ${action.kind} reached the compiler; a check should have refused it.`);
  }

  #addIf(line: Line, branches: readonly BranchNode[]): string {
    const { node, prefix, clauses, waitsFor, base } = line;
    const name = node.name?.text ?? null;
    const path = name ?? `${prefix}.if`;
    // The test of the first branch is always worked out, so calls in it are made before; those of others may not be.
    const tests = branches.map(({ test }, at) =>
      test === null ? null : compileExpression(test, this.#callables, at === 0 ? line.hoist : refuseCall),
    );
    const worked = [...tests.filter((test) => test !== null), ...expressionsOfClauses(clauses)];
    const order = this.order.orderOf([...worked.flatMap(namesMentioned), ...waitsFor]);
    const numbers = new LineNumbers(`${prefix}.`);
    const blocks = branches.map(({ steps }) => {
      const inside = new BlockOrder(this.order, order.wave + 1);
      const compiler = new BlockCompiler(this.#program, this.#tools, numbers, inside);
      return { order: inside, steps: compiler.all(steps) };
    });
    const planned = blocks.map(({ steps }, at) => ({ test: tests[at] ?? null, steps }));
    this.#steps.push({ kind: 'if', ...base, ...clauses, path, name, branches: planned, ...order });
    this.order.made(
      path,
      Math.max(order.wave, ...blocks.map((block) => block.order.lastWave)),
      blocks.flatMap((block) => block.order.results),
    );
    return path;
  }

  #push({ base, clauses, waitsFor }: Line, path: string, name: string | null, doing: Doing): string {
    const worked = [...expressionsOf(doing), ...expressionsOfClauses(clauses)];
    // An UNDO may look at what its own step gave.
    const mentioned = worked.flatMap(namesMentioned).filter((each) => each !== path);
    const order = this.order.orderOf([...mentioned, ...waitsFor]);
    this.#steps.push({ ...doing, ...base, ...clauses, path, name, ...order });
    this.order.made(path, order.wave);
    return path;
  }

  /** The text of a line, for people; of a block the line that opens it. */
  #sourceOf({ span, does }: StepNode): string {
    const end = does.kind === 'if' ? (does.branches[0]?.test?.span.end ?? span.end) : span.end;
    const text = this.#program.text.slice(span.start, end).replace(/^-\s*/, '').replace(/\s+/g, ' ').trim();
    return text.length > sourceCharactersMax ? `${text.slice(0, sourceCharactersMax - 1)}…` : text;
  }
}

function doingOf(kind: 'wait' | 'wait_until' | 'fail' | 'return', value: Expression): Doing {
  switch (kind) {
    case 'wait':
      return { kind, forMs: value };
    case 'wait_until':
      return { kind, until: value };
    case 'fail':
      return { kind, message: value };
    case 'return':
      return { kind, value };
  }
}

function expressionsOf(doing: Doing): readonly Expression[] {
  switch (doing.kind) {
    case 'call':
    case 'loop':
      return doing.arguments.map(([, value]) => value);
    case 'value':
    case 'return':
      return [doing.value];
    case 'wait':
      return [doing.forMs];
    case 'wait_until':
      return [doing.until];
    case 'fail':
      return [doing.message];
  }
}

function freePath(wanted: string, taken: Set<string>): string {
  let path = wanted;
  for (let count = 2; taken.has(path); count += 1) path = `${wanted}${count}`;
  taken.add(path);
  return path;
}
