import type { RunStepRow } from '../../db/read/runs.ts';
import type { RunStatus, RunView, StepStatus, StepView } from '../../domain/run.ts';
import { everyStep, type Plan, type PlannedStep, plannedTool } from '../../dsl/plan.ts';

/** Temporal's names of a workflow's states in ours; one that was continued as new still runs. */
export const runStatuses: Readonly<Record<string, RunStatus>> = {
  RUNNING: 'running',
  PAUSED: 'running',
  CONTINUED_AS_NEW: 'running',
  COMPLETED: 'completed',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  TERMINATED: 'terminated',
  TIMED_OUT: 'timed_out',
};

/**
 * Lays the projected rows over the plan, so that steps which have not started are there as well; those of ON ERROR only
 * once it runs.
 * @param truth statuses as the run itself tells them, asked for when the projection may have missed something
 */
export function stepViews(
  plan: Plan,
  rows: readonly RunStepRow[],
  truth: Readonly<Record<string, StepStatus>> | null,
): StepView[] {
  const byPath = new Map(rows.map((row) => [row.path, row]));
  const statusOf = (path: string): StepStatus | undefined => truth?.[path] ?? byPath.get(path)?.status;
  const steps = everyStep(plan.steps);
  const waves = steps.reduce((most, { wave }) => Math.max(most, wave + 1), 0);
  const onError = everyStep(plan.onError ?? []).filter(({ path }) => statusOf(path) !== undefined);
  const all = [...steps, ...onError.map((step) => ({ ...step, wave: step.wave + waves }))];
  // Of branches that make the same, one runs: the first stands for all.
  const shown = new Map(all.toReversed().map((step) => [step.path, step]));
  return all.flatMap((step) => {
    if (shown.get(step.path) !== step) return [];
    const row = byPath.get(step.path);
    return {
      path: step.path,
      name: step.name ?? titleOf(step),
      tool: toolOf(step, plan),
      line: step.line,
      source: step.source,
      wave: step.wave,
      status: statusOf(step.path) ?? 'waiting',
      attempts: row?.attempts ?? 0,
      startedAt: row?.startedAt?.toISOString() ?? null,
      endedAt: row?.endedAt?.toISOString() ?? null,
      error: row?.error ?? null,
    };
  });
}

/** What stands for the name of a step without one: `1.notify` next to its tool, or what its line says. */
function titleOf({ kind, path, source }: PlannedStep): string {
  return kind === 'call' || kind === 'loop' ? path : source;
}

function toolOf(step: PlannedStep, plan: Plan): string | null {
  if (step.kind === 'call') return plannedTool(plan, step.tool)?.name ?? step.tool;
  return step.kind === 'loop' ? step.loop : null;
}

const unfinished: readonly StepStatus[] = ['running', 'retrying'];

/** Whether the rows cannot be the whole story: the run is over and a step still looks busy or was never seen. */
export function hasGaps(status: RunStatus, steps: readonly StepView[]): boolean {
  if (status === 'running') return false;
  return steps.some(
    (step) => unfinished.includes(step.status) || (status === 'completed' && step.status === 'waiting'),
  );
}

/** Whether two views would look different. */
export function sameView(one: RunView, other: RunView): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
