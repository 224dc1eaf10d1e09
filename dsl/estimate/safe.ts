import type { Expression, PlannedStep } from '../plan.ts';

/** Whether working out what a step needs may fail, so that it never begins. */
export function mayFailAtOnce(step: PlannedStep): boolean {
  switch (step.kind) {
    case 'call':
    case 'loop':
      return !step.arguments.every(([, value]) => isSafe(value));
    case 'say':
      return !isSafe(step.text) || !isSafe(step.room);
    case 'collaborate':
      return !isSafe(step.question) || !isSafe(step.roles);
    case 'ask':
      return ![step.question, step.room, step.from, step.choices, step.withinMs].every(isSafe);
    case 'wait':
      return step.forMs.t !== 'literal';
    case 'wait_for':
      return !isSafe(step.withinMs);
    default:
      return true;
  }
}

/** Whether an expression can be worked out whatever the values are. */
function isSafe(expression: Expression | null): boolean {
  if (expression === null) return true;
  switch (expression.t) {
    case 'literal':
    case 'name':
      return true;
    case 'list':
      return expression.items.every(isSafe);
    case 'object':
      return expression.fields.every(([, value]) => isSafe(value));
    default:
      return false;
  }
}
