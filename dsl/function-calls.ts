import type { Callable } from './callables.ts';
import { functions } from './evaluation/functions.ts';
import type { CallNode, ExpressionNode } from './tree.ts';

/** @param receiver what stands before the dot of `hosts.size()` */
export function functionNamed(name: string, receiver: ExpressionNode | null): Callable | null {
  const found = functions.get(name);
  return found === undefined ? null : { kind: 'function', name, function: found, receiver };
}

/** What a call means where only functions of the language can be called. */
export const functionsAlone = {
  resolve({ callee }: CallNode): Callable {
    if (callee.kind === 'name') return functionNamed(callee.text, null) ?? { kind: 'unknown', name: callee.text };
    const name = callee.name.kind === 'fault' ? '' : callee.name.text;
    return functionNamed(name, callee.of) ?? { kind: 'no_function', name };
  },
};
