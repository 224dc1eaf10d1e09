import type { Json } from '../../domain/json.ts';
import { evaluate } from '../evaluate.ts';
import type { Expression, Plan } from '../plan.ts';

/** What is known before a run: the inputs that were given, and the defaults of the others. */
export type Known = ReadonlyMap<string, Json>;

export function knownBefore({ inputs }: Plan, given: Readonly<Record<string, Json>>): Known {
  const defaults = inputs.flatMap(({ name, default: value }) => (value === undefined ? [] : [[name, value] as const]));
  return new Map([...defaults, ...Object.entries(given)]);
}

/** What an expression is worth that needs nothing else; undefined when it needs something only a run has. */
export function valueKnown(expression: Expression, known: Known): Json | undefined {
  try {
    return evaluate(expression, known, null);
  } catch {
    return undefined;
  }
}

/** The items of a list that is known, or null. */
export function itemsKnown(of: Expression, known: Known): readonly Json[] | null {
  const value = valueKnown(of, known);
  return Array.isArray(value) ? value : null;
}
