import type { RunStepRow } from '../../db/read/runs.ts';
import type { Occurrence, RunStatus, RunView, StepCounts, StepStatus, StepView } from '../../domain/run.ts';
import { everyStep, type Plan, type PlannedStep, plannedTool, stepsInside } from '../../dsl/plan.ts';
import { countsOf, itemStatuses, Occurrences, together, worthShowing } from './fold.ts';

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
 * once it runs. What ran many times, inside a FOR or REPEAT, is one line with counts.
 * @param truth statuses as the run itself tells them, asked for when the projection may have missed something
 */
export function stepViews(
  plan: Plan,
  rows: readonly RunStepRow[],
  truth: Readonly<Record<string, StepStatus>> | null,
): StepView[] {
  const known = new Occurrences(rows, truth);
  const steps = everyStep(plan.steps);
  const waves = steps.reduce((most, { wave }) => Math.max(most, wave + 1), 0);
  const undone = linesOf(plan.steps).flatMap((line) => undoOf(line, plan, waves, known));
  const later = waves + (undone.length === 0 ? 0 : 1);
  const onError = linesOf(plan.onError ?? []).filter(({ step }) => known.of(step.path).length > 0);
  const all = [
    ...linesOf(plan.steps).map((line) => viewOf(line, plan, 0, known)),
    ...undone,
    ...onError.map((line) => viewOf(line, plan, later, known)),
  ];
  // Of branches that make the same, one runs: the first stands for all.
  const shown = new Map(all.toReversed().map((view) => [view.path, view]));
  return all.filter((view) => shown.get(view.path) === view);
}

/** A step with the FOR, REPEAT or FIRST it is inside, the innermost one. */
interface Line {
  readonly step: PlannedStep;
  readonly inside: Line | null;
}

function linesOf(steps: readonly PlannedStep[], inside: Line | null = null): readonly Line[] {
  return steps.flatMap((step) => {
    const line = { step, inside };
    return [line, ...linesOf(stepsInside(step), step.kind === 'if' ? inside : line)];
  });
}

function viewOf(where: Line, plan: Plan, wavesBefore: number, known: Occurrences): StepView {
  const { step, inside } = where;
  const { path, line, source } = step;
  const view = {
    path,
    name: step.name ?? titleOf(where),
    tool: toolOf(step, plan),
    line,
    source,
    wave: step.wave + wavesBefore,
    inside: inside?.step.path ?? null,
  };
  return { ...view, ...stateOf(path, known, where), ...sizeOf(step, known) };
}

type State = Omit<Occurrence, 'path'> & Pick<StepView, 'counts' | 'occurrences'>;

/** How a line stands: where it ran once, as that went; where it ran many times, all of them together. */
function stateOf(path: string, known: Occurrences, where: Line): State {
  const own = known.at(path);
  if (!path.includes('[]')) {
    const { path: _path, ...state } = own ?? { ...nothing, path };
    return { ...state, counts: null, occurrences: [] };
  }
  const all = known.of(path).filter((occurrence) => occurrence.path !== path);
  if (all.length === 0)
    return { ...nothing, status: neverBegun(where, known), counts: countsOf('times', [], 0), occurrences: [] };
  const statuses = all.map(({ status }) => status);
  const starts = all.flatMap(({ startedAt }) => startedAt ?? []).sort();
  const ends = all.flatMap(({ endedAt }) => endedAt ?? []).sort();
  const over = all.every(({ status, endedAt }) => endedAt !== null || status === 'skipped');
  return {
    status: together(statuses),
    attempts: all.reduce((most, { attempts }) => Math.max(most, attempts), 0),
    startedAt: starts[0] ?? null,
    endedAt: over ? (ends.at(-1) ?? null) : null,
    error: null,
    counts: countsOf('times', statuses, all.length),
    occurrences: worthShowing(all),
  };
}

const nothing = { status: 'waiting', attempts: 0, startedAt: null, endedAt: null, error: null } as const;

/** A body of which no item began: what it stands in is done without it, or has not come to it. */
function neverBegun({ step, inside }: Line, known: Occurrences): StepStatus {
  const own = known.at(step.path);
  if (own !== undefined || inside === null) return own?.status ?? 'waiting';
  const around = known.of(inside.step.path);
  if (around.length === 0) return neverBegun(inside, known);
  return around.every(({ status }) => ended.includes(status)) ? 'skipped' : 'waiting';
}

const ended: readonly StepStatus[] = ['completed', 'skipped', 'replaced'];

/** Items of a FOR and rounds of a REPEAT. */
function sizeOf(step: PlannedStep, known: Occurrences): { readonly counts?: StepCounts } {
  if (step.kind !== 'for' && step.kind !== 'repeat') return {};
  const inside = everyStep(stepsInside(step)).flatMap(({ path }) => known.of(path));
  const statuses = itemStatuses(step.path, inside);
  if (step.kind === 'repeat') return { counts: countsOf('rounds', statuses, step.roundsMax) };
  const over = known.of(step.path).every(({ status }) => ended.includes(status));
  return { counts: countsOf('items', statuses, known.sizeOf(step.path) ?? (over ? statuses.length : null)) };
}

/** The UNDO of a step as a line of its own, after all steps. */
function undoOf(where: Line, plan: Plan, wave: number, known: Occurrences): StepView | [] {
  const { step } = where;
  const path = `${step.path}.undo`;
  if (step.undo === undefined || known.of(path).length === 0) return [];
  const tool = plannedTool(plan, step.undo.tool)?.name ?? step.undo.tool;
  const { line, source } = step;
  const view = { path, name: `undo ${step.name ?? step.path}`, tool, line, source, wave, inside: null };
  return { ...view, ...stateOf(path, known, where) };
}

/** What stands for the name of a step without one: `1.notify` next to its tool, or what its line says. */
function titleOf({ step: { kind, path, source }, inside }: Line): string {
  if (kind !== 'call' && kind !== 'loop') return source;
  return inside === null ? path : path.slice(inside.step.path.length).replace(/^(?:\[\])?\./, '');
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
