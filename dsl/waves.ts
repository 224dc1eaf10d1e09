import { everyStep, type Plan } from './plan.ts';

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
