import type { PlannedStep } from '../plan.ts';
import type { Frame } from './scene.ts';
import { type Done, failed, type Simulation } from './simulation.ts';
import { type Stop, stoppedAt } from './trace.ts';

type RaceStep = Extract<PlannedStep, { kind: 'race' }>;

/** Runs all branches until enough of them are done; one that fails or is skipped is passed over while it can be. */
export function runRace(simulation: Simulation, step: RaceStep, frame: Frame, begin: number, path: string): Done {
  const branches = step.steps.map((branch) => simulation.begin(branch, frame, begin));
  const known = branches.filter(({ trace }) => Number.isFinite(trace.end));
  const byTime = known.toSorted((one, other) => one.trace.end - other.trace.end);
  const winners = byTime.filter(({ trace, stop }) => stop === null && trace.status !== 'skipped').slice(0, step.need);
  const inside = branches.map(({ trace }) => trace);
  if (winners.length < step.need)
    return {
      ...lost(
        step,
        byTime.map(({ stop, trace }) => ({ stop, at: trace.end })),
        begin,
        path,
      ),
      inside,
    };
  const at = winners.at(-1)?.trace.end ?? begin;
  const won = new Map(winners.map(({ trace }) => [trace.step.path, trace.value]));
  for (const branch of step.steps) frame.scope.set(branch.path, won.get(branch.path) ?? null);
  const value = Object.fromEntries(step.steps.map(({ name, path: each }) => [name ?? each, won.get(each) ?? null]));
  return { given: null, value, end: at, inside: stoppedAt(inside, at), stop: null };
}

/** Too few can be done any more: it fails as the last of those that decided that. */
function lost(
  step: RaceStep,
  ends: readonly { readonly stop: Stop | null; readonly at: number }[],
  begin: number,
  path: string,
): Omit<Done, 'inside'> {
  const gone = ends.filter(({ stop }) => stop !== null);
  const last = gone.at(-1);
  const at = last?.at ?? begin;
  const stop = last?.stop ?? failed(path, at, `Fewer than ${step.need} of the branches could be done.`);
  return { given: null, value: null, end: at, stop };
}
