import { compileType } from './compile-type.ts';
import { constantOf } from './constant.ts';
import type { Parameter, PlannedTool } from './plan.ts';
import type { ParameterNode, ToolNode } from './tree.ts';

/** A tool of this file as the plan carries it; null when its line has no name. What a check refuses is left open. */
export function compileTool({ name, parameters, returns, implementation }: ToolNode): PlannedTool | null {
  if (name.kind === 'fault') return null;
  const by = implementation.kind === 'fault' ? null : implementation.by;
  return {
    name: name.text,
    from: null,
    parameters: compileParameters(parameters),
    returns: compileType(returns),
    effect: implementation.kind === 'implementation' && implementation.read !== null ? 'read' : 'write',
    implementation: { kind: 'host', name: by?.kind === 'host' && by.name.kind === 'identifier' ? by.name.text : '' },
  };
}

export function compileParameters(nodes: readonly ParameterNode[]): Parameter[] {
  return nodes.flatMap(({ name, type, default: node }) => {
    if (name.kind === 'fault') return [];
    const value = node === null ? undefined : constantOf(node);
    return [{ name: name.text, type: compileType(type), ...(value === undefined ? {} : { default: value }) }];
  });
}
