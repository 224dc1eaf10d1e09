import { canonicalJson } from '../domain/canonical.ts';
import type { Json } from '../domain/json.ts';
import type { StepStatus } from '../domain/run.ts';
import { durationExpressionSource, durationSource, expressionSource } from './expression-source.ts';
import { wordsOf } from './graph/words.ts';
import { type Expression, everyStep, type Plan, type PlannedStep, plannedTool, stepsInside } from './plan.ts';
import { plannedPath } from './plan-path.ts';

/** Whether a run could go on with another plan; where it could not, the first step that keeps it, and why. */
export type Move =
  | { readonly could: true; readonly begun: number }
  | { readonly could: false; readonly step: string | null; readonly why: string };

/**
 * Compares what a run has begun with another plan: all of that has to be there unchanged, with its path, kind, tool,
 * arguments, clauses and order. What has not begun may be anything.
 * @param statuses of its steps, by address, as the run tells them
 * @param given names of the inputs it was started with
 */
export function moveOf(
  from: Plan,
  to: Plan,
  statuses: Readonly<Record<string, StepStatus>>,
  given: readonly string[],
): Move {
  const missing = to.inputs.find(({ name, default: value }) => value === undefined && !given.includes(name));
  if (missing !== undefined) {
    return { could: false, step: null, why: `The new plan needs the input "${missing.name}", and it has none.` };
  }
  const begun = begunIn(from, statuses);
  const old = [...from.steps, ...(from.onError ?? [])];
  const now = [...to.steps, ...(to.onError ?? [])];
  const difference = differenceIn(old, now, { from, to, begun });
  return difference ?? { could: true, begun: begun.size };
}

interface Comparison {
  readonly from: Plan;
  readonly to: Plan;
  /** Planned paths. */
  readonly begun: ReadonlySet<string>;
}

/** Planned paths of what has begun. What was inside a FOR or a REPEAT is not told any more once that is over. */
function begunIn({ steps, onError }: Plan, statuses: Readonly<Record<string, StepStatus>>): ReadonlySet<string> {
  const told = new Map<string, StepStatus>();
  for (const [address, status] of Object.entries(statuses)) {
    if (status !== 'waiting') told.set(plannedPath(address), status);
  }
  const over = everyStep([...steps, ...(onError ?? [])]).filter(
    ({ kind, path }) => (kind === 'for' || kind === 'repeat') && told.has(path) && told.get(path) !== 'running',
  );
  const inside = over
    .filter(({ path }) => told.get(path) !== 'skipped')
    .flatMap((step) => everyStep(stepsInside(step)));
  return new Set([...told.keys(), ...inside.map(({ path }) => path)]);
}

/** The first step of a block, in the order of its lines, that has begun and is not the same in the other. */
function differenceIn(
  old: readonly PlannedStep[],
  now: readonly PlannedStep[],
  comparison: Comparison,
): Extract<Move, { could: false }> | null {
  let last = -1;
  for (const step of old) {
    if (!comparison.begun.has(step.path)) continue;
    const at = now.findIndex(({ path }) => path === step.path);
    const other = now[at];
    if (other === undefined) return differs(step, `It has begun, and the new plan has no step at ${step.path}.`);
    if (at < last) return differs(step, 'It has begun, and stands above a line that was above it.');
    last = at;
    const why = changeOf(step, other, comparison);
    if (why !== null) return differs(step, why);
    const inside = insideOf(step, other, comparison);
    if (inside !== null) return inside;
  }
  return null;
}

const differs = ({ path }: PlannedStep, why: string) => ({ could: false, step: path, why }) as const;

/** Branches are compared one by one, as they may hold the same paths. */
function insideOf(step: PlannedStep, other: PlannedStep, comparison: Comparison) {
  if (step.kind !== 'if' || other.kind !== 'if') return differenceIn(stepsInside(step), stepsInside(other), comparison);
  for (const [at, branch] of step.branches.entries()) {
    const found = differenceIn(branch.steps, other.branches[at]?.steps ?? [], comparison);
    if (found !== null) return found;
  }
  return null;
}

/** What makes a step another one, in words; null when nothing does. */
function changeOf(step: PlannedStep, other: PlannedStep, { from, to }: Comparison): string | null {
  if (step.kind !== other.kind) return `It is ${nameOf(step)}, and would be ${nameOf(other)}.`;
  const change = (what: string, old: string, now: string): string => `${what} "${old}" would become "${now}".`;
  if (step.kind === 'call' && other.kind === 'call') {
    const [oldTool, newTool] = [plannedTool(from, step.tool), plannedTool(to, other.tool)];
    if (oldTool?.name !== newTool?.name)
      return change('Its tool', oldTool?.name ?? step.tool, newTool?.name ?? other.tool);
    if (!same(oldTool, newTool)) return `The tool ${oldTool?.name ?? step.tool} would be another one of that name.`;
  }
  if (step.kind === 'loop' && other.kind === 'loop' && step.planHash !== other.planHash) {
    return change('The loop it runs', step.from ?? step.loop, other.from ?? other.loop);
  }
  const [oldWords, newWords] = [wordsOf(step, from), wordsOf(other, to)];
  if (oldWords !== newWords) return change('What it does', oldWords, newWords);
  for (const [clause, words] of clauses) {
    const [old, now] = [words(step), words(other)];
    if (old !== now) return change(clause, old, now);
  }
  if (!same(step.undo, other.undo) || !same(toolOf(step, from), toolOf(other, to))) return 'Its UNDO would be another.';
  if (!same(step.after, other.after)) return change('It comes after', listed(step.after), listed(other.after));
  return same(withoutInside(step), withoutInside(other)) ? null : 'Something about it would be another.';
}

const listed = (paths: readonly string[]): string => paths.join(', ') || 'nothing';
const toolOf = ({ undo }: PlannedStep, plan: Plan) => (undo === undefined ? null : plannedTool(plan, undo.tool));
const shown = (expression: Expression | undefined): string =>
  expression === undefined ? 'none' : expressionSource(expression);

const clauses: readonly (readonly [string, (step: PlannedStep) => string])[] = [
  ['WHEN', ({ when }) => shown(when)],
  ['TIMEOUT', ({ timeoutMs }) => (timeoutMs === undefined ? 'none' : durationExpressionSource(timeoutMs))],
  [
    'RETRY',
    ({ retry }) =>
      retry === undefined
        ? 'none'
        : `${retry.triesMax} EVERY ${durationSource(retry.everyMs)} BACKOFF ${retry.backoff}`,
  ],
  ['ELSE', ({ otherwise }) => shown(otherwise)],
];

const nameOf = ({ kind }: PlannedStep): string => kind.replace('_', ' ').toUpperCase();

/** A step without where it stood in the text, and without the steps in it. */
function withoutInside(step: PlannedStep): unknown {
  const { line: _line, source: _source, wave: _wave, ...own } = step;
  switch (own.kind) {
    case 'if':
      return { ...own, branches: own.branches.map(({ test }) => test) };
    case 'for':
    case 'repeat':
      return { ...own, body: own.body.yields };
    case 'race':
      return { ...own, steps: [] };
    default:
      return own;
  }
}

/** Whatever the order of their fields. */
const same = (one: unknown, other: unknown): boolean =>
  canonicalJson((one ?? null) as Json) === canonicalJson((other ?? null) as Json);
