import type { Expression, Plan, PlannedStep } from '../../dsl/plan.ts';

/** A call in a hand-made plan: `step('b', 'double', { x: name('a') }, ['a'])`. */
export function step(
  path: string,
  tool: string,
  given: Record<string, Expression>,
  after: readonly string[] = [],
): PlannedStep {
  const shown = Object.keys(given).join(', ');
  return {
    kind: 'call',
    path,
    name: path,
    tool,
    line: 1,
    source: `${path} = ${tool}(${shown})`,
    after,
    wave: after.length,
    arguments: Object.entries(given),
  };
}

export const name = (of: string): Expression => ({ t: 'name', name: of });
export const literal = (value: string | number): Expression => ({ t: 'literal', value });

/** A plan whose tools are all `HOST test/<tool>` without declared types. */
export function planOf(loop: string, steps: readonly PlannedStep[], output: Expression | null = null): Plan {
  const tools = steps.flatMap((each) => (each.kind === 'call' ? [each.tool] : []));
  return {
    format: 1,
    loop,
    title: null,
    inputs: [],
    tools: Object.fromEntries(
      tools.map((tool) => [
        tool,
        {
          name: tool,
          from: null,
          parameters: [],
          returns: { t: 'any' },
          effect: 'write',
          implementation: { kind: 'host', name: `test/${tool}` },
        },
      ]),
    ),
    steps,
    output,
    lock: {},
  };
}
