import { type Bindings, compileExpression, refuseCall } from './compile-expression.ts';
import { compileType } from './compile-type.ts';
import { constantOf } from './constant.ts';
import { functionsAlone } from './function-calls.ts';
import type { Expression, HttpMethod, Implementation, Parameter, PlannedTool } from './plan.ts';
import {
  type ExpressionNode,
  type Fault,
  faultsIn,
  type ImplementationNode,
  type ParameterNode,
  type ToolNode,
} from './tree.ts';
import { within } from './walk.ts';

export const httpMethods: readonly HttpMethod[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** A tool of this file as the plan carries it; null when its line has no name. What a check refuses is left open. */
export function compileTool({ name, parameters, returns, implementation }: ToolNode): PlannedTool | null {
  if (name.kind === 'fault') return null;
  return {
    name: name.text,
    from: null,
    parameters: compileParameters(parameters),
    returns: compileType(returns),
    effect: effectOf(implementation),
    implementation: compileImplementation(implementation),
  };
}

/** An agent that is asked changes nothing; of everything else only its author can promise that. */
function effectOf(implementation: ImplementationNode | Fault): PlannedTool['effect'] {
  if (implementation.kind === 'fault') return 'write';
  return implementation.read !== null || implementation.by.kind === 'prompt' ? 'read' : 'write';
}

function compileImplementation(implementation: ImplementationNode | Fault): Implementation {
  const nothing: Implementation = { kind: 'host', name: '' };
  if (implementation.kind === 'fault') return nothing;
  const { by } = implementation;
  switch (by.kind) {
    case 'host':
      return { kind: 'host', name: nameOf(by.name) ?? '' };
    case 'http': {
      const method = httpMethods.find((each) => each === nameOf(by.method));
      const url = compileInside(by.url);
      if (method === undefined || url === null) return nothing;
      const given = by.body === null ? null : compileInside(by.body);
      return { kind: 'http', method, url, with: given, secret: nameOf(by.secret) };
    }
    case 'prompt': {
      const prompt = compileInside(by.prompt);
      return prompt === null ? nothing : { kind: 'prompt', prompt, agent: nameOf(by.agent) };
    }
  }
}

const nameOf = (name: { readonly kind: string; readonly text?: string } | null): string | null =>
  name?.kind === 'identifier' ? (name.text ?? null) : null;

/** Inside of tools names are parameters, and only functions of the language are called. */
const inside: Bindings = { callables: functionsAlone, pathOf: (name) => name, hoist: refuseCall };

/** Null where the expression is not sound; a check tells why. */
function compileInside(node: ExpressionNode): Expression | null {
  const sound = within(node).every((part) => {
    if (part.kind !== 'call') return true;
    const functionsGiven = part.arguments.filter(({ value }) => value.kind === 'lambda');
    return functionsAlone.resolve(part).kind === 'function' && functionsGiven.length < 2;
  });
  return sound && faultsIn(node).length === 0 ? compileExpression(node, inside) : null;
}

export function compileParameters(nodes: readonly ParameterNode[]): Parameter[] {
  return nodes.flatMap(({ name, type, default: node }) => {
    if (name.kind === 'fault') return [];
    const value = node === null ? undefined : constantOf(node);
    return [{ name: name.text, type: compileType(type), ...(value === undefined ? {} : { default: value }) }];
  });
}
