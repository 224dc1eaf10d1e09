import { everyStep, type Plan, type PlannedStep } from './plan.ts';

/**
 * Step paths by wave, those inside blocks as well: steps of one wave have no order among each other, and each wave needs
 * something of an earlier one.
 */
export function wavesOf(plan: Plan): string[][] {
  const waves: string[][] = [];
  const seen = new Set<string>();
  for (const { wave, path } of everyStep(plan.steps)) {
    // Of branches that make the same, one runs.
    if (seen.has(path)) continue;
    seen.add(path);
    waves[wave] ??= [];
    waves[wave]?.push(path);
  }
  return waves.filter((wave) => wave !== undefined);
}

/** Steps, with all that is inside them, so many waves later. */
export function wavesLater(steps: readonly PlannedStep[], by: number): readonly PlannedStep[] {
  return steps.map((step) => {
    const wave = step.wave + by;
    switch (step.kind) {
      case 'if':
        return {
          ...step,
          wave,
          branches: step.branches.map((each) => ({ ...each, steps: wavesLater(each.steps, by) })),
        };
      case 'for':
      case 'repeat':
        return { ...step, wave, body: { ...step.body, steps: wavesLater(step.body.steps, by) } };
      case 'race':
        return { ...step, wave, steps: wavesLater(step.steps, by) };
      default:
        return { ...step, wave };
    }
  });
}
