import fc from 'fast-check';
import { namesMentioned } from '../../dsl/compile-expression.ts';
import { type Expression, everyStep, type PlannedStep, stepsInside } from '../../dsl/plan.ts';
import { compiled, loopOf } from '../support/compiled.ts';
import { linesOfRandom, randomBlocks } from '../support/random-blocks.ts';

/** What a step works out before or while it runs, but not what is inside it. */
function ownExpressions(step: PlannedStep): readonly Expression[] {
  const { when, timeoutMs, otherwise } = step;
  const clauses = [when, timeoutMs, otherwise].filter((each) => each !== undefined);
  switch (step.kind) {
    case 'call':
      return [...clauses, ...step.arguments.map(([, value]) => value)];
    case 'say':
      return [...clauses, step.text];
    case 'ask':
      return [...clauses, step.question];
    case 'if':
      return [...clauses, ...step.branches.flatMap(({ test }) => (test === null ? [] : [test]))];
    case 'for':
      return [...clauses, step.of];
    default:
      return clauses;
  }
}

/** The paths whose results a step leaves to those after it: its own, and those of the lines in its branches. */
const resultsOf = (step: PlannedStep): readonly string[] =>
  step.kind === 'if' ? [step.path, ...stepsInside(step).flatMap(resultsOf)] : [step.path];

/**
 * Looks whether each name has its value when it is needed, straight from the rules.
 * @param begun the steps a step may wait for, with their results
 * @param there names that have their value before the block begins
 */
function look(
  steps: readonly PlannedStep[],
  begun: ReadonlyMap<string, readonly string[]>,
  there: ReadonlySet<string>,
): void {
  const all = new Map(begun);
  for (const step of steps) {
    const known = new Set(there);
    for (const path of step.after) {
      expect(all.has(path)).toBe(true);
      for (const result of all.get(path) ?? []) known.add(result);
    }
    expectKnown(ownExpressions(step), known);
    if (step.kind === 'if') for (const { steps: inner } of step.branches) look(inner, all, there);
    if (step.kind === 'for' || step.kind === 'repeat') {
      const { steps: inner, yields } = step.body;
      const inBody = step.kind === 'for' ? new Set([...known, step.variable]) : known;
      look(inner, new Map(), inBody);
      const atTheEnd = new Set([...inBody, ...inner.flatMap(resultsOf)]);
      expectKnown([yields], atTheEnd);
      if (step.kind === 'repeat') expectKnown([step.until], new Set([...atTheEnd, 'it']));
    }
    if (step.kind === 'race') look(step.steps, new Map(), known);
    all.set(step.path, resultsOf(step));
  }
}

function expectKnown(expressions: readonly Expression[], known: ReadonlySet<string>): void {
  for (const name of expressions.flatMap(namesMentioned)) expect([...known]).toContain(name);
}

/** Paths as a run with two items in each FOR and two rounds in each REPEAT has them. */
function runtimePaths(steps: readonly PlannedStep[], positions: readonly number[]): string[] {
  return steps.flatMap((step) => {
    const path = positions.reduce((text, at) => text.replace('[]', `[${at}]`), step.path);
    const rounds = step.kind === 'for' || step.kind === 'repeat' ? [0, 1].map((at) => [...positions, at]) : [positions];
    return [path, ...rounds.flatMap((each) => runtimePaths(stepsInside(step), each))];
  });
}

const runs = { numRuns: 200, seed: 20_261_123 };

describe('a plan of a random program', () => {
  it('has each value before it is mentioned, in bodies and branches as well', () => {
    fc.assert(
      fc.property(randomBlocks, (block) => {
        look(compiled(loopOf(...linesOfRandom(block))).steps, new Map(), new Set(['id']));
      }),
      runs,
    );
  });

  it('names each step once, also when it runs again and again', () => {
    fc.assert(
      fc.property(randomBlocks, (block) => {
        const { steps } = compiled(loopOf(...linesOfRandom(block)));
        const planned = everyStep(steps).map(({ path }) => path);
        expect(new Set(planned).size).toBe(planned.length);
        const atRuntime = runtimePaths(steps, []);
        expect(new Set(atRuntime).size).toBe(atRuntime.length);
        for (const path of atRuntime) expect(path).not.toContain('[]');
      }),
      runs,
    );
  });

  it('puts each step into a later wave than all it waits for, and all inside a step after it', () => {
    fc.assert(
      fc.property(randomBlocks, (block) => {
        const { steps } = compiled(loopOf(...linesOfRandom(block)));
        const byPath = new Map(everyStep(steps).map((step) => [step.path, step]));
        for (const step of everyStep(steps)) {
          for (const path of step.after) {
            const before = everyStep([byPath.get(path)!]);
            expect(Math.max(...before.map(({ wave }) => wave))).toBeLessThan(step.wave);
          }
          for (const inner of stepsInside(step)) expect(inner.wave).toBeGreaterThan(step.wave);
        }
      }),
      runs,
    );
  });
});
