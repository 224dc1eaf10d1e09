import type { Expression } from './plan.ts';

/** How a message names an expression: `"assess.hosts[0]"` for what a person can find in the program, else `the value`. */
export function expressionText(expression: Expression): string {
  const path = pathOf(expression);
  return path === null ? 'the value' : `"${path}"`;
}

function pathOf(expression: Expression): string | null {
  switch (expression.t) {
    case 'name':
      return expression.name;
    case 'field': {
      const of = pathOf(expression.of);
      return of === null ? null : `${of}.${expression.name}`;
    }
    case 'index': {
      const of = pathOf(expression.of);
      const at = expression.at.t === 'literal' ? JSON.stringify(expression.at.value) : pathOf(expression.at);
      return of === null || at === null ? null : `${of}[${at}]`;
    }
    default:
      return null;
  }
}
