import type { Callable } from '../callables.ts';
import { compileType } from '../compile-type.ts';
import type { LoopType, Parameter } from '../plan.ts';
import { isIdentifier, type Program } from '../program.ts';
import type { ParameterNode, ToolNode } from '../tree.ts';
import { Blocks } from './blocks.ts';
import { inferArguments, inferFunction } from './calls.ts';
import { namesAsObject } from './controls.ts';
import { Expressions, type Store } from './expressions.ts';
import { join, normal } from './join.ts';
import { anything, objectOf, optional, text } from './normal-form.ts';
import { Scope } from './scope.ts';

/**
 * Follows types through one loop.
 * @param returnsOf what another loop of the source gives, by its name
 * @returns what the loop gives: its OUTPUT, or what a RETURN gives
 */
export function inferLoop(program: Program, store: Store, returnsOf: (loop: string) => LoopType): LoopType {
  const expressions: Expressions = new Expressions(program, store, (call, where) => {
    const callable = program.callables.resolve(call);
    if (callable.kind === 'function') return inferFunction(call, callable, where, expressions);
    const { parameters, returns } = takesAndGives(callable, returnsOf);
    inferArguments(call, parameters, where, expressions);
    return returns;
  });
  for (const tool of program.tools) inferTool(tool, expressions);

  const around = new Scope(null);
  around.give('run', { type: runType });
  const inputs = new Scope(around);
  giveParameters(program.inputs, inputs, expressions);
  const blocks = new Blocks(expressions);
  const scope = new Scope(inputs);
  blocks.infer(program.steps, scope);
  blocks.infer(program.onError, scopeOnError(inputs, scope));
  const { output } = program;
  const own = output === null ? namesAsObject(scope) : expressions.infer(output, { scope, takesWhen: false });
  return join([own, ...blocks.returned]);
}

/** Under ON ERROR every name of STEPS may be null, as its line may not have come to its end. */
function scopeOnError(inputs: Scope, { given }: Scope): Scope {
  const scope = new Scope(inputs);
  scope.give('error', { type: errorType });
  for (const [name, { type, line }] of given) {
    const skipped = line === undefined ? {} : { skipped: { line, when: null, unfinished: true } as const };
    scope.give(name, { type: optional(type), ...skipped });
  }
  return new Scope(scope);
}

function giveParameters(parameters: readonly ParameterNode[], scope: Scope, expressions: Expressions): void {
  for (const { name, type, default: fallback } of parameters) {
    if (fallback !== null) expressions.infer(fallback, { scope: new Scope(null), takesWhen: false });
    if (!isIdentifier(name)) continue;
    const declared = normal(compileType(type));
    expressions.names.set(name, declared);
    scope.give(name.text, { type: declared });
  }
}

/** The texts of a tool see what it is given, and nothing else. */
function inferTool({ parameters, implementation }: ToolNode, expressions: Expressions): void {
  const scope = new Scope(null);
  giveParameters(parameters, scope, expressions);
  if (implementation.kind === 'fault' || implementation.by.kind === 'host') return;
  const { by } = implementation;
  const parts = by.kind === 'http' ? [by.url, by.body] : [by.prompt];
  for (const each of parts) if (each !== null) expressions.infer(each, { scope, takesWhen: false });
}

interface Signature {
  readonly parameters: readonly Parameter[];
  readonly returns: LoopType;
}

function takesAndGives(callable: Callable, returnsOf: (loop: string) => LoopType): Signature {
  switch (callable.kind) {
    case 'tool':
      return { parameters: callable.tool.parameters, returns: normal(callable.tool.returns) };
    case 'loop':
      return { parameters: callable.parameters, returns: callable.returns ?? anything };
    case 'own_loop':
      return { parameters: callable.parameters, returns: returnsOf(callable.loop) };
    default:
      return { parameters: [], returns: anything };
  }
}

export const runType = objectOf([
  ['id', text],
  ['loop', text],
  ['version', optional(text)],
  ['room', optional({ t: 'room' })],
  ['requester', optional({ t: 'user' })],
]);
export const errorType = objectOf([
  ['step', optional(text)],
  ['message', text],
]);
