import { WorkflowFailedError } from '@temporalio/client';
import { LoomError } from '../../domain/errors.ts';
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

function toolsOf(steps: readonly PlannedStep[]): string[] {
  return steps.flatMap((each) => [
    ...(each.kind === 'call' ? [each.tool] : []),
    ...(each.undo === undefined ? [] : [each.undo.tool]),
    ...(each.kind === 'if' ? toolsOf(each.branches.flatMap((branch) => branch.steps)) : []),
  ]);
}

/** A plan whose tools are all `HOST test/<tool>` without declared types. */
export function planOf(loop: string, steps: readonly PlannedStep[], output: Expression | null = null): Plan {
  const tools = toolsOf(steps);
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

/** The error a run ended with, as a client finds it. */
export async function failureOf(run: { result(): Promise<unknown> }): Promise<LoomError> {
  const error = await run.result().then(
    () => new Error('the run did not fail'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(WorkflowFailedError);
  return LoomError.from(error);
}
