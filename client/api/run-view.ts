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
  const undone = steps.flatMap((step) => (byPath.has(undoPath(step)) ? undoOf(step, plan, waves) : []));
  const later = waves + (undone.length === 0 ? 0 : 1);
  const all = [
    ...steps.map((step) => lineOf(step, plan, 0)),
    ...undone,
    ...onError.map((step) => lineOf(step, plan, later)),
  ];
  // Of branches that make the same, one runs: the first stands for all.
  const shown = new Map(all.toReversed().map((line) => [line.path, line]));
  return all.flatMap((line) => {
    if (shown.get(line.path) !== line) return [];
    const row = byPath.get(line.path);
    return {
      ...line,
      status: statusOf(line.path) ?? 'waiting',
      attempts: row?.attempts ?? 0,
      startedAt: row?.startedAt?.toISOString() ?? null,
      endedAt: row?.endedAt?.toISOString() ?? null,
      error: row?.error ?? null,
    };
  });
}

type Line = Pick<StepView, 'path' | 'name' | 'tool' | 'line' | 'source' | 'wave'>;

function lineOf(step: PlannedStep, plan: Plan, wavesBefore: number): Line {
  const { path, line, source } = step;
  return {
    path,
    name: step.name ?? titleOf(step),
    tool: toolOf(step, plan),
    line,
    source,
    wave: step.wave + wavesBefore,
  };
}

/** The activity id of a step's UNDO. */
const undoPath = ({ path }: PlannedStep): string => `${path}.undo`;

/** The UNDO of a step as a line of its own, after all steps. */
function undoOf(step: PlannedStep, plan: Plan, wave: number): Line | [] {
  if (step.undo === undefined) return [];
  const tool = plannedTool(plan, step.undo.tool)?.name ?? step.undo.tool;
  const { line, source } = step;
  return { path: undoPath(step), name: `undo ${step.name ?? step.path}`, tool, line, source, wave };
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
