import type { Callables } from './callables.ts';
import { compileExpression, namesMentioned } from './compile-expression.ts';
import type { Expression, Parameter, PlannedStep, PlannedTool } from './plan.ts';
import { isIdentifier, type Program } from './program.ts';
import type { CallNode, ExpressionNode, StepNode } from './tree.ts';
import { isControl } from './walk.ts';

const sourceCharactersMax = 200;

export interface CompiledSteps {
  readonly steps: readonly PlannedStep[];
  /** The tools that are called, by their key. */
  readonly tools: ReadonlyMap<string, PlannedTool>;
}

/** The steps of a checked program, in an order in which each comes after all it waits for. */
export function compileSteps(program: Program): CompiledSteps {
  const compiler = new StepCompiler(program);
  for (const step of program.steps) compiler.add(step);
  return { steps: compiler.steps, tools: compiler.tools };
}

type Arguments = readonly (readonly [string, Expression])[];
type Base = Pick<PlannedStep, 'line' | 'source'>;

class StepCompiler {
  readonly steps: PlannedStep[] = [];
  readonly tools = new Map<string, PlannedTool>();
  readonly #program: Program;
  readonly #callables: Callables;
  readonly #waves = new Map<string, number>();
  /** The last line without a name, which holds all below it, and the lines since. */
  #gate: string | null = null;
  #sinceGate: string[] = [];
  #unnamed = 0;

  constructor(program: Program) {
    this.#program = program;
    this.#callables = program.callables;
  }

  /** A line becomes its calls, inner ones first, and a step that only computes when the line is more than a call. */
  add({ name, does, clauses, span }: StepNode): void {
    if (isControl(does)) throw new TypeError('A control reached the compiler; a check should have refused it.');
    if (name === null) this.#unnamed += 1;
    const prefix = name?.text ?? String(this.#unnamed);
    const base = { line: this.#program.lineOf({ span }), source: this.#sourceOf(span) };
    const asked = clauses.flatMap(({ names }) => names.filter(isIdentifier).map(({ text }) => text));
    const gate = this.#gate === null ? [] : [this.#gate];
    const waitsFor = [...asked, ...gate, ...(name === null ? this.#sinceGate : [])];

    const taken = new Set<string>();
    const hoist = (call: CallNode): string => {
      const path = freePath(`${prefix}.${this.#calleeOf(call)}`, taken);
      this.#addCall(path, null, call, base, waitsFor, hoist);
      return path;
    };
    const own = ungrouped(does);
    if (own.kind === 'call' && this.#callables.resolve(own).kind !== 'function') {
      const path = name?.text ?? freePath(`${prefix}.${this.#calleeOf(own)}`, taken);
      this.#addCall(path, name?.text ?? null, own, base, waitsFor, hoist);
      if (name === null) {
        this.#gate = path;
        this.#sinceGate = [];
      } else this.#sinceGate.push(path);
      return;
    }
    const value = compileExpression(does, this.#callables, hoist);
    this.#push({
      kind: 'value',
      ...base,
      path: prefix,
      name: prefix,
      value,
      ...this.#order(namesMentioned(value), waitsFor),
    });
    this.#sinceGate.push(prefix);
  }

  #addCall(
    path: string,
    name: string | null,
    call: CallNode,
    base: Base,
    waitsFor: readonly string[],
    hoist: (call: CallNode) => string,
  ): void {
    const callable = this.#callables.resolve(call);
    const given = (parameters: readonly Parameter[]): Arguments =>
      argumentsOf(call, parameters, this.#callables, hoist);
    const order = (all: Arguments) =>
      this.#order(
        all.flatMap(([, value]) => namesMentioned(value)),
        waitsFor,
      );
    switch (callable.kind) {
      case 'tool': {
        const all = given(callable.tool.parameters);
        this.tools.set(callable.key, callable.tool);
        this.#push({ kind: 'call', ...base, path, name, tool: callable.key, arguments: all, ...order(all) });
        return;
      }
      case 'host': {
        const all = given([]);
        this.tools.set(callable.name, undeclaredHostTool(callable.name));
        this.#push({ kind: 'call', ...base, path, name, tool: callable.name, arguments: all, ...order(all) });
        return;
      }
      case 'loop': {
        const { loop, from, planHash } = callable;
        const all = given(callable.parameters);
        this.#push({ kind: 'loop', ...base, path, name, loop, from, planHash, arguments: all, ...order(all) });
        return;
      }
      default:
        throw new TypeError(`A call that is ${callable.kind} reached the compiler; a check should have refused it.`);
    }
  }

  #order(mentioned: readonly string[], waitsFor: readonly string[]): Pick<PlannedStep, 'after' | 'wave'> {
    // Names without a wave are inputs: they are there from the beginning.
    const after = [...new Set([...mentioned, ...waitsFor])].filter((path) => this.#waves.has(path)).sort();
    return { after, wave: after.reduce((wave, path) => Math.max(wave, 1 + (this.#waves.get(path) ?? 0)), 0) };
  }

  #push(step: PlannedStep): void {
    this.#waves.set(step.path, step.wave);
    this.steps.push(step);
  }

  #calleeOf(call: CallNode): string {
    const callable = this.#callables.resolve(call);
    if (callable.kind === 'tool') return callable.tool.name;
    return callable.kind === 'loop' ? callable.loop.slice(callable.loop.lastIndexOf('/') + 1) : callableName(call);
  }

  #sourceOf({ start, end }: StepNode['span']): string {
    const text = this.#program.text.slice(start, end).replace(/^-\s*/, '').replace(/\s+/g, ' ').trim();
    return text.length > sourceCharactersMax ? `${text.slice(0, sourceCharactersMax - 1)}…` : text;
  }
}

/** Arguments by parameter name, in the order of the parameters, so that how a call is written does not matter. */
function argumentsOf(
  call: CallNode,
  parameters: readonly Parameter[],
  callables: Callables,
  hoist: (call: CallNode) => string,
): Arguments {
  const given = call.arguments.map(({ name, value }, position): readonly [string, Expression] => [
    name?.text ?? parameters[position]?.name ?? '',
    compileExpression(value, callables, hoist),
  ]);
  if (parameters.length === 0) return given.sort(([one], [other]) => (one < other ? -1 : 1));
  const order = new Map(parameters.map(({ name }, position) => [name, position]));
  return given.sort(([one], [other]) => (order.get(one) ?? 0) - (order.get(other) ?? 0));
}

function undeclaredHostTool(name: string): PlannedTool {
  return {
    name,
    from: null,
    parameters: [],
    returns: { t: 'any' },
    effect: 'write',
    implementation: { kind: 'host', name },
  };
}

function freePath(wanted: string, taken: Set<string>): string {
  let path = wanted;
  for (let count = 2; taken.has(path); count += 1) path = `${wanted}${count}`;
  taken.add(path);
  return path;
}

function callableName({ callee }: CallNode): string {
  if (callee.kind === 'name') return callee.text;
  return callee.name.kind === 'fault' ? '' : callee.name.text;
}

const ungrouped = (node: ExpressionNode): ExpressionNode => (node.kind === 'group' ? ungrouped(node.of) : node);
