import { contentHash } from '../domain/canonical.ts';
import { everyStep, type Plan } from './plan.ts';

/**
 * The plans of all loops that runs of some plans may run, and of those they run, by their hashes.
 * @param known those that need not be read
 * @param read finds the others
 */
export async function plansBelow(
  plans: readonly Plan[],
  known: readonly Plan[],
  read: (hashes: readonly string[]) => Promise<readonly Plan[]>,
): Promise<ReadonlyMap<string, Plan>> {
  const byHash = new Map(known.map((plan) => [contentHash(plan), plan]));
  const found = new Map<string, Plan>();
  for (let level = plans; level.length > 0; ) {
    const wanted = [...new Set(level.flatMap(loopsOf))].filter((hash) => !found.has(hash));
    const missing = wanted.filter((hash) => !byHash.has(hash));
    if (missing.length > 0) for (const plan of await read(missing)) byHash.set(contentHash(plan), plan);
    level = wanted.flatMap((hash) => byHash.get(hash) ?? []);
    for (const hash of wanted) {
      const plan = byHash.get(hash);
      if (plan !== undefined) found.set(hash, plan);
    }
  }
  return found;
}

/** Hashes of the loops a plan runs. */
function loopsOf(plan: Plan): readonly string[] {
  const steps = everyStep([...plan.steps, ...(plan.onError ?? [])]);
  return steps.flatMap((step) => (step.kind === 'loop' ? step.planHash : []));
}
