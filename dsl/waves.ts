import type { Plan } from './plan.ts';

/** Step paths by wave: steps of one wave have no order among each other, and each wave needs something of an earlier one. */
export function wavesOf(plan: Plan): string[][] {
  const waves: string[][] = [];
  for (const { wave, path } of plan.steps) {
    waves[wave] ??= [];
    waves[wave]?.push(path);
  }
  return waves;
}
