import type { Callables } from './callables.ts';
import { compileExpression, type Hoist } from './compile-expression.ts';
import type { Expression, Parameter, PlannedCall, PlannedStep, PlannedTool } from './plan.ts';
import type { CallNode } from './tree.ts';

type Arguments = readonly (readonly [string, Expression])[];
type PlannedLoop = Extract<PlannedStep, { kind: 'loop' }>;

/** What a call becomes: a tool, or another package's loop. */
export type CompiledCall =
  | (PlannedCall & { readonly kind: 'call' })
  | Pick<PlannedLoop, 'kind' | 'loop' | 'from' | 'planHash' | 'arguments'>;

/** @param tools the tools that are called, by their key; the one called here is added */
export function compileCall(
  call: CallNode,
  callables: Callables,
  tools: Map<string, PlannedTool>,
  hoist: Hoist,
): CompiledCall {
  const callable = callables.resolve(call);
  switch (callable.kind) {
    case 'tool':
      tools.set(callable.key, callable.tool);
      return {
        kind: 'call',
        tool: callable.key,
        arguments: argumentsOf(call, callable.tool.parameters, callables, hoist),
      };
    case 'host':
      tools.set(callable.name, undeclaredHostTool(callable.name));
      return { kind: 'call', tool: callable.name, arguments: argumentsOf(call, [], callables, hoist) };
    case 'loop': {
      const { loop, from, planHash, parameters } = callable;
      return { kind: 'loop', loop, from, planHash, arguments: argumentsOf(call, parameters, callables, hoist) };
    }
    default:
      throw new TypeError(`A call that is ${callable.kind} reached the compiler; a check should have refused it.`);
  }
}

/** What a call is called in the path of its step. */
export function calleeOf(call: CallNode, callables: Callables): string {
  const callable = callables.resolve(call);
  if (callable.kind === 'tool') return callable.tool.name;
  return callable.kind === 'loop' ? callable.loop.slice(callable.loop.lastIndexOf('/') + 1) : nameOf(call);
}

/** Arguments by parameter name, in the order of the parameters, so that how a call is written does not matter. */
function argumentsOf(call: CallNode, parameters: readonly Parameter[], callables: Callables, hoist: Hoist): Arguments {
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

function nameOf({ callee }: CallNode): string {
  if (callee.kind === 'name') return callee.text;
  return callee.name.kind === 'fault' ? '' : callee.name.text;
}
