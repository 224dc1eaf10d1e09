import { type Callables, callName } from './callables.ts';
import { type Bindings, compileExpression } from './compile-expression.ts';
import type { Expression, Parameter, PlannedCall, PlannedStep, PlannedTool } from './plan.ts';
import type { CallNode } from './tree.ts';

type Arguments = readonly (readonly [string, Expression])[];
type PlannedLoop = Extract<PlannedStep, { kind: 'loop' }>;

/** What the steps of a plan are made with, and what is found out meanwhile. */
export interface Gathering {
  /** The tools that are called, by their key. */
  readonly tools: Map<string, PlannedTool>;
  /** Hashes of the plans of this source's other loops, by the names in their headers. */
  readonly planHashes: ReadonlyMap<string, string>;
}

/** What a call becomes: a tool, or another loop. */
export type CompiledCall =
  | (PlannedCall & { readonly kind: 'call' })
  | Pick<PlannedLoop, 'kind' | 'loop' | 'from' | 'planHash' | 'arguments'>;

export function compileCall(call: CallNode, bindings: Bindings, { tools, planHashes }: Gathering): CompiledCall {
  const callable = bindings.callables.resolve(call);
  switch (callable.kind) {
    case 'tool':
      tools.set(callable.key, callable.tool);
      return { kind: 'call', tool: callable.key, arguments: argumentsOf(call, callable.tool.parameters, bindings) };
    case 'host':
      tools.set(callable.name, undeclaredHostTool(callable.name));
      return { kind: 'call', tool: callable.name, arguments: argumentsOf(call, [], bindings) };
    case 'loop': {
      const { loop, from, planHash, parameters } = callable;
      return { kind: 'loop', loop, from, planHash, arguments: argumentsOf(call, parameters, bindings) };
    }
    case 'own_loop': {
      const { loop, parameters } = callable;
      const planHash = planHashes.get(loop);
      if (planHash === undefined)
        throw new TypeError(`The plan of ${loop} is not made yet; a check should have refused it.`);
      return { kind: 'loop', loop, from: null, planHash, arguments: argumentsOf(call, parameters, bindings) };
    }
    default:
      throw new TypeError(`A call that is ${callable.kind} reached the compiler; a check should have refused it.`);
  }
}

/** What a call is called in the path of its step. */
export function calleeOf(call: CallNode, callables: Callables): string {
  const callable = callables.resolve(call);
  if (callable.kind === 'tool') return callable.tool.name;
  return callable.kind === 'loop' || callable.kind === 'own_loop' ? callName(callable.loop) : nameOf(call);
}

/** Arguments by parameter name, in the order of the parameters, so that how a call is written does not matter. */
function argumentsOf(call: CallNode, parameters: readonly Parameter[], bindings: Bindings): Arguments {
  const given = call.arguments.map(({ name, value }, position): readonly [string, Expression] => [
    name?.text ?? parameters[position]?.name ?? '',
    compileExpression(value, bindings),
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

function nameOf({ callee }: CallNode): string {
  if (callee.kind === 'name') return callee.text;
  return callee.name.kind === 'fault' ? '' : callee.name.text;
}
