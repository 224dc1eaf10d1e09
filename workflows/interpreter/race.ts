import { LoomError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import type { PlannedStep } from '../../dsl/plan.ts';
import { failureOf } from '../failures.ts';
import { beginAll } from './block.ts';
import { type Frame, frameOf, pathIn } from './frame.ts';
import type { Inside } from './kinds.ts';
import { Region } from './region.ts';

export type RaceStep = PlannedStep & { readonly kind: 'race' };

/**
 * Runs all branches at once until enough of them are done; the others are told to stop, and are waited for. A branch that
 * fails is passed over while enough others may still be done; one that is skipped is not in the race.
 * @returns what each branch gave by its name, null for those that lost
 */
export async function runRace(outer: Frame, step: RaceStep, perform: Inside['perform']): Promise<Json> {
  const frame = frameOf(outer, step);
  const { region } = frame;
  const { notebook } = frame.run;
  // A branch that fails stops nothing but itself.
  const alone = (branch: PlannedStep): Promise<void> => {
    const own = new Region();
    return own.run(() => perform({ ...frame, region: own }, branch));
  };
  const results = new Map<string, Json>();
  let possible = step.steps.length;
  let lastFailure: unknown = tooFew(step.need, step.source);
  const enough = new Enough();
  const work = async (): Promise<void> => {
    const branches = beginAll(frame, step.steps, alone);
    const fail = (error: unknown): void => region.stop(error);
    const oneLess = (): void => {
      possible -= 1;
      if (possible < step.need) fail(lastFailure);
    };
    for (const [at, branch] of step.steps.entries()) {
      const path = pathIn(frame, branch);
      branches[at]?.then(
        () => {
          if (notebook.get(path)?.status === 'skipped') return oneLess();
          if (region.stopped) return;
          results.set(branch.path, frame.scope.get(branch.path) ?? null);
          if (results.size === step.need) region.end(enough);
        },
        (error: unknown) => {
          if (region.stopped) return;
          notebook.settle(path, 'failed', { ...failureOf(error) });
          lastFailure = error;
          oneLess();
        },
      );
    }
    if (possible < step.need) fail(lastFailure);
    await Promise.allSettled(branches);
  };
  await region.run(work).catch((error: unknown) => {
    if (error !== enough) throw error;
  });
  for (const { path } of step.steps) frame.scope.set(path, results.get(path) ?? null);
  return Object.fromEntries(step.steps.map(({ name, path }) => [name ?? path, results.get(path) ?? null] as const));
}

/** Stops the others once enough branches are done. */
class Enough {}

function tooFew(need: number, source: string): LoomError {
  return new LoomError(
    'loop.too_few',
    `Fewer than ${need} of the branches of "${source}" could be done.`,
    'Ask for fewer, or look at why the others were skipped.',
  );
}
