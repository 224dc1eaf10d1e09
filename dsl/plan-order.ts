import { everyStep, type PlannedStep, stepsInside } from './plan.ts';

/**
 * For each step of a block by its path, the steps of the same block that come before it: those it comes after, those
 * they come after, and so on. What steps inside a block come after counts for the step whose block it is.
 */
export function orderInBlock(steps: readonly PlannedStep[]): ReadonlyMap<string, ReadonlySet<string>> {
  const holder = new Map(steps.flatMap((step) => everyStep([step]).map(({ path }) => [path, step.path] as const)));
  const before = new Map<string, ReadonlySet<string>>();
  // A step only comes after earlier lines, so what comes before those is known already.
  for (const step of steps) {
    const earlier = new Set<string>();
    for (const path of everyStep([step]).flatMap(({ after }) => after)) {
      const held = holder.get(path);
      if (held === undefined || held === step.path) continue;
      earlier.add(held);
      for (const each of before.get(held) ?? []) earlier.add(each);
    }
    before.set(step.path, earlier);
  }
  return before;
}

/** Whether something in a step, or the step itself, says how it is undone. */
export function mayUndo(step: PlannedStep): boolean {
  return everyStep([step]).some(({ undo }) => undo !== undefined);
}

/**
 * For each step of a plan, by planned path, all steps whose results or effects it may rest on: what it comes after, what
 * is inside those, what they come after in turn, and what the blocks around it come after.
 */
export function stepsBefore(steps: readonly PlannedStep[]): ReadonlyMap<string, ReadonlySet<string>> {
  const insides = new Map<string, readonly string[]>();
  for (const step of everyStep(steps)) {
    // Branches of an IF may give the same name.
    const known = insides.get(step.path) ?? [];
    insides.set(step.path, [...known, ...everyStep([step]).map(({ path }) => path)]);
  }
  const before = new Map<string, Set<string>>();
  const walk = (block: readonly PlannedStep[], around: ReadonlySet<string>): void => {
    for (const step of block) {
      // Such a step comes after what either comes after.
      const earlier = new Set([...around, ...(before.get(step.path) ?? [])]);
      for (const path of step.after.flatMap((each) => insides.get(each) ?? [each])) {
        earlier.add(path);
        for (const each of before.get(path) ?? []) earlier.add(each);
      }
      before.set(step.path, earlier);
      walk(stepsInside(step), earlier);
    }
  };
  walk(steps, new Set());
  return before;
}
