import type { Json } from '../../domain/json.ts';
import type { Metadata } from '../../domain/market/bundle.ts';
import { compileProgram } from '../../dsl/compile.ts';
import { compileExpression, refuseCall } from '../../dsl/compile-expression.ts';
import { evaluate } from '../../dsl/evaluate.ts';
import { renderProblems } from '../../dsl/excerpt.ts';
import type { Plan } from '../../dsl/plan.ts';
import { readProgram } from '../../dsl/program.ts';
import { isControl } from '../../dsl/walk.ts';
import { dependencies } from './contracts.ts';

export const hostTools = ['pager/page', 'pager/ring', 'echo'];

/** The plan of a program that must be right, against the marketplace of the tests. */
export function compiled(source: string, metadata?: Metadata): Plan {
  const context = { dependencies, hostTools, offline: false, ...(metadata === undefined ? {} : { metadata }) };
  const { plan, problems } = compileProgram(source, context);
  if (plan === null || problems.some(({ severity }) => severity === 'error')) {
    throw new Error(`It should compile:\n${renderProblems(problems, 'program.loop')}`);
  }
  return plan;
}

/** A loop with these lines as its steps, an input `id`, and a tool `t` that takes up to three things. */
export function loopOf(...lines: readonly string[]): string {
  return [
    'LOOP test',
    '  INPUT: id',
    '  TOOLS:',
    '    - t(a: any?, b: any?, c: any?) = HOST echo',
    '  STEPS:',
    ...lines.map((line) => `    ${line}`),
    'END',
  ].join('\n');
}

/** Where expressions are worked out: a time that stands still, and dice that always fall alike. */
const surroundings = { now: Date.parse('2026-11-23T12:00:00Z'), uuid: () => '00000000-0000-4000-8000-000000000000' };

/** What an expression is worth, with the values of the names it mentions, whether or not a check would let it pass. */
export function worthOf(expression: string, scope: Readonly<Record<string, Json>> = {}): Json {
  const { faults, steps, callables } = readProgram(loopOf(`- worth = ${expression}`), {
    dependencies,
    offline: false,
  });
  const does = steps[0]?.does;
  if (does === undefined || isControl(does) || faults.length > 0)
    throw new Error('It does more than work out a value.');
  return evaluate(
    compileExpression(does, { callables, pathOf: (name) => name, hoist: refuseCall }),
    new Map(Object.entries(scope)),
    surroundings,
  );
}
