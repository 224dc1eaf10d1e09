import type { Json } from '../../domain/json.ts';
import type { PlannedStep } from '../../dsl/plan.ts';
import { type Frame, pathIn } from './frame.ts';
import type { Inside } from './kinds.ts';
import { holds } from './run.ts';

/** Runs the first branch whose test holds, and skips the steps of the others. */
export async function runIf(
  frame: Frame,
  step: PlannedStep & { readonly kind: 'if' },
  { runSteps, skipInside }: Pick<Inside, 'runSteps' | 'skipInside'>,
): Promise<Json> {
  const { notebook } = frame.run;
  const path = pathIn(frame, step);
  const known = notebook.memoryOf(path).branch;
  const branch =
    typeof known === 'number' ? known : step.branches.findIndex(({ test }) => test === null || holds(frame, test));
  notebook.remember(path, { branch });
  const taken = step.branches[branch];
  if (taken !== undefined) await runSteps(frame, taken.steps);
  skipInside(frame, step);
  return null;
}
