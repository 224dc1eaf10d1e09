import { CancellationScope } from '@temporalio/workflow';
import { LoomError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import type { PlannedStep } from '../../dsl/plan.ts';
import { failureOf, stopped } from '../failures.ts';
import { beginAll } from './block.ts';
import { type Frame, pathIn } from './frame.ts';

export type RaceStep = PlannedStep & { readonly kind: 'race' };

/**
 * Runs all branches at once until enough of them are done; the others are told to stop, and are waited for. A branch that
 * fails is passed over while enough others may still be done; one that is skipped is not in the race.
 * @returns what each branch gave by its name, null for those that lost
 */
export async function runRace(
  frame: Frame,
  step: RaceStep,
  perform: (step: PlannedStep) => Promise<void>,
): Promise<Json> {
  const { notebook } = frame.run;
  const results = new Map<string, Json>();
  let possible = step.steps.length;
  let lastFailure: unknown = tooFew(step.need, step.source);
  await CancellationScope.cancellable(async () => {
    const branches = beginAll(frame, step.steps, perform);
    const decided = new Promise<void>((enough, fail) => {
      const oneLess = (): void => {
        possible -= 1;
        if (possible < step.need) fail(lastFailure);
      };
      for (const [at, branch] of step.steps.entries()) {
        const path = pathIn(frame, branch);
        branches[at]?.then(
          () => {
            if (notebook.get(path)?.status === 'skipped') return oneLess();
            if (results.size === step.need) return;
            results.set(branch.path, frame.scope.get(branch.path) ?? null);
            if (results.size === step.need) enough();
          },
          (error: unknown) => {
            if (stopped(error)) return fail(error);
            notebook.settle(path, 'failed', { ...failureOf(error) });
            lastFailure = error;
            oneLess();
          },
        );
      }
      if (possible < step.need) fail(lastFailure);
    });
    try {
      await decided;
    } finally {
      CancellationScope.current().cancel();
      await Promise.allSettled(branches);
    }
  });
  for (const { path } of step.steps) frame.scope.set(path, results.get(path) ?? null);
  return Object.fromEntries(step.steps.map(({ name, path }) => [name ?? path, results.get(path) ?? null] as const));
}

function tooFew(need: number, source: string): LoomError {
  return new LoomError(
    'loop.too_few',
    `Fewer than ${need} of the branches of "${source}" could be done.`,
    'Ask for fewer, or look at why the others were skipped.',
  );
}
