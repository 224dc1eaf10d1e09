import type { Json } from '../../domain/json.ts';
import type { Metadata } from '../../domain/market.ts';
import { compileProgram } from '../../dsl/compile.ts';
import { evaluate } from '../../dsl/evaluate.ts';
import { renderProblems } from '../../dsl/excerpt.ts';
import type { Plan } from '../../dsl/plan.ts';
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

/** What an expression of a program is worth, with the values of the names it mentions. */
export function worthOf(expression: string, scope: Readonly<Record<string, Json>> = {}): Json {
  const names = Object.keys(scope).filter((name) => name !== 'id');
  const plan = compiled(loopOf(...names.map((name) => `- ${name} = t(id)`), `- worth = ${expression}`));
  const step = plan.steps.find(({ path }) => path === 'worth');
  if (step?.kind !== 'value') throw new Error('It does more than work out a value.');
  return evaluate(step.value, new Map(Object.entries(scope)), surroundings);
}
