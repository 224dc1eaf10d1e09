import { LoomError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import type { PlannedStep } from '../../dsl/plan.ts';
import { failureOf } from '../failures.ts';
import { beginAll } from './block.ts';
import { type Frame, pathIn } from './frame.ts';
import type { Inside } from './kinds.ts';
import { lastingMemory } from './recall.ts';
import { Region } from './region.ts';

export type RaceStep = PlannedStep & { readonly kind: 'race' };

/**
 * Runs all branches at once until enough of them are done; the others are told to stop, and are waited for. A branch that
 * fails is passed over while enough others may still be done; one that is skipped is not in the race.
 * @returns what each branch gave by its name, null for those that lost
 */
export async function runRace(frame: Frame, step: RaceStep, perform: Inside['perform']): Promise<Json> {
  const { region } = frame;
  const { notebook, statuses } = frame.run;
  // A branch that fails stops nothing but itself.
  const alone = (branch: PlannedStep): Promise<void> => {
    const own = new Region();
    return own.run(() => perform({ ...frame, region: own }, branch));
  };
  const results = new Map<string, Json>();
  let possible = step.steps.length;
  let lastFailure: unknown = tooFew(step.need, step.source);
  const oneLess = (): void => {
    possible -= 1;
    if (possible < step.need) region.stop(lastFailure);
  };
  const branches = beginAll(frame, step.steps, alone);
  for (const [at, branch] of step.steps.entries()) {
    const path = pathIn(frame, branch);
    branches[at]?.then(
      () => {
        if (region.stopped) return;
        if (notebook.get(path)?.status === 'skipped') return oneLess();
        results.set(branch.path, frame.scope.get(branch.path) ?? null);
        if (results.size === step.need) region.end();
      },
      (error: unknown) => {
        // One that comes after another that failed never began.
        if (statuses.get(path) === 'failed') {
          notebook.settle(path, 'failed', { ...failureOf(error) }, lastingMemory(branch, notebook.memoryOf(path)));
        }
        if (region.stopped) return;
        lastFailure = error;
        oneLess();
      },
    );
  }
  if (possible < step.need) region.stop(lastFailure);
  await Promise.allSettled(branches);
  return Object.fromEntries(step.steps.map(({ name, path }) => [name ?? path, results.get(path) ?? null] as const));
}

function tooFew(need: number, source: string): LoomError {
  return new LoomError(
    'loop.too_few',
    `Fewer than ${need} of the branches of "${source}" could be done.`,
    'Ask for fewer, or look at why the others were skipped.',
  );
}
