import type { PlannedStep } from './plan.ts';

/** The steps of a block and of the blocks inside it, outer ones first. Branches may hold the same path. */
export function everyStep(steps: readonly PlannedStep[]): readonly PlannedStep[] {
  return steps.flatMap((step) =>
    step.kind === 'if' ? [step, ...step.branches.flatMap((branch) => everyStep(branch.steps))] : [step],
  );
}
