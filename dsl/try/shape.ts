import { type Expression, everyStep, type LoopType, type Plan } from '../plan.ts';

/** Functions that take a list first. */
const ofLists = new Set([
  ...['map', 'filter', 'any', 'all', 'find', 'group_by', 'sort_by', 'sort', 'flat', 'unique', 'join', 'sum'],
  ...['take', 'drop', 'first', 'last', 'reverse'],
]);
const ofNumbers = new Set(['<', '<=', '>', '>=', '-', '*', '/', '%']);

/** What a program does with a value nobody declared a type for. */
interface Uses {
  readonly fields: Map<string, Uses>;
  items: Uses | null;
  type: LoopType | null;
}
const noUses = (): Uses => ({ fields: new Map(), items: null, type: null });

/** The shapes that the expressions of a plan expect the results of its steps to have, by the names they mention. */
export function shapesExpected(plan: Plan): (name: string) => LoopType {
  const reader = new UseReader();
  for (const step of everyStep([...plan.steps, ...(plan.onError ?? [])])) {
    if (step.kind === 'for') reader.itemsOf(step.of, step.variable);
    reader.lookInto(step);
  }
  reader.lookInto(plan.output);
  return (name) => shapeOf(reader.usesOf(name));
}

class UseReader {
  readonly #byName = new Map<string, Uses>();

  usesOf(name: string): Uses {
    const known = this.#byName.get(name) ?? noUses();
    this.#byName.set(name, known);
    return known;
  }

  /** What is done with the variable is done with the items of the list. */
  itemsOf(list: Expression, variable: string): void {
    const uses = this.#usesAt(list);
    if (uses !== null) uses.items ??= this.usesOf(variable);
  }

  /** Finds the expressions in whatever holds them. */
  lookInto(node: unknown): void {
    if (typeof node !== 'object' || node === null) return;
    if ('t' in node) this.#look(node as Expression);
    for (const inner of Object.values(node)) this.lookInto(inner);
  }

  #look(expression: Expression): void {
    if (expression.t === 'field') this.#usesAt(expression);
    if (expression.t === 'binary') {
      const { left, right, operator } = expression;
      this.#compared(left, right, operator);
      this.#compared(right, left, operator);
    }
    if (expression.t !== 'apply' || !ofLists.has(expression.name)) return;
    const [list] = expression.arguments;
    const uses = list === undefined ? null : this.#usesAt(list);
    if (uses === null) return;
    uses.items ??= noUses();
    // What the function says of its parameter is said of an item.
    if (expression.each !== undefined) this.#byName.set(expression.each.parameter, uses.items);
  }

  #compared(one: Expression, other: Expression, operator: string): void {
    const uses = this.#usesAt(one);
    if (uses === null || other.t !== 'literal') return;
    const { value } = other;
    if (typeof value === 'string' && operator !== 'in') uses.type ??= { t: 'literal', value };
    else if (typeof value === 'number' || ofNumbers.has(operator)) uses.type ??= { t: 'number' };
    else if (typeof value === 'boolean') uses.type ??= { t: 'bool' };
  }

  /** What is known of what an expression points at: a name, or a field of one. */
  #usesAt(expression: Expression): Uses | null {
    if (expression.t === 'name') return this.usesOf(expression.name);
    if (expression.t === 'index') {
      const of = this.#usesAt(expression.of);
      if (of !== null) of.items ??= noUses();
      return of?.items ?? null;
    }
    if (expression.t !== 'field') return null;
    const of = this.#usesAt(expression.of);
    if (of === null) return null;
    const field = of.fields.get(expression.name) ?? noUses();
    of.fields.set(expression.name, field);
    return field;
  }
}

/** @param depth guards against names that are items of themselves */
function shapeOf({ fields, items, type }: Uses, depth = 0): LoopType {
  if (depth > 8) return { t: 'any' };
  if (items !== null) return { t: 'list', of: shapeOf(items, depth + 1) };
  if (fields.size === 0) return type ?? { t: 'any' };
  const all = [...fields].map(([name, uses]) => ({ name, optional: false, type: shapeOf(uses, depth + 1) }));
  return { t: 'object', fields: all };
}
