import type { Json } from '../../domain/json.ts';
import { everyStep, type Plan, type PlannedStep } from '../plan.ts';
import { Costs } from './costs.ts';
import { type Course, maybeCourse, wholeBlock } from './course.ts';
import { deadline, type Effort, noEffort, perhaps, stoppable, together } from './effort.ts';
import { endBytes, startBytes, taskBytes, timerBytes } from './history.ts';
import { knownBefore } from './known.ts';
import { exactly, type Range, sum, times, upTo } from './range.ts';
import { valueBytesMost } from './sizes.ts';

/** What one run will start and write, in its own history: runs it starts have histories of their own. */
export interface Estimate {
  readonly activities: Range;
  readonly timers: Range;
  readonly children: Range;
  /** Answers to its questions, and events it is told. */
  readonly messages: Range;
  /** Workflow tasks: how many depends on what ends at the same time. */
  readonly tasks: Range;
  readonly events: Range;
  readonly bytes: Range;
}

export interface PlanEstimate {
  /** Of a run that ends well. */
  readonly well: Estimate;
  /** Of a run that fails or is cancelled, with what it undoes and its ON ERROR. */
  readonly failing: Estimate;
  /** FORs whose number of items is known only when they begin, and what each item costs. */
  readonly perItem: readonly (Pick<Estimate, 'activities' | 'timers' | 'children' | 'events'> & {
    readonly path: string;
  })[];
}

/**
 * What a run of a plan will cost, before it runs. Right for runs whose worker is there all the time: one that dies adds
 * the tasks and tries that were lost with it.
 * @param inputs those that are known: they decide how many items a FOR over them has
 */
export function estimatePlan(plan: Plan, inputs: Readonly<Record<string, Json>> = {}): PlanEstimate {
  const costs = new Costs(plan, knownBefore(plan, inputs));
  const course = limited(plan, returning(plan, costs));
  const given = costs.sizes.ofFields(plan.inputs.map(({ name }) => [name, { t: 'name', name }]));
  const output: Range = {
    least: plan.output === null ? 2 : Math.min(costs.sizes.of(plan.output).least, 1),
    most: valueBytesMost,
  };
  const well = estimateOf(plan, course, given, output);
  const failing = estimateOf(plan, { effort: failingEffort(plan, costs), chain: 0 }, given, upTo(valueBytesMost));
  const perItem = costs.open.map(({ path, each }) => ({
    path,
    activities: each.activities,
    timers: each.timers,
    children: each.children,
    events: sum([each.events, times(each.wakes, exactly(eventsOfTask))]),
  }));
  return { well, failing, perItem };
}

const eventsOfTask = 3;

function estimateOf({ loop }: Plan, { effort, chain }: Course, inputs: Range, output: Range): Estimate {
  const { activities, timers, children, messages } = effort;
  const tasks = { least: 1 + chain, most: effort.wakes.most === null ? null : 1 + effort.wakes.most };
  return {
    activities,
    timers,
    children,
    messages,
    tasks,
    // Its beginning, its end, and what is between.
    events: sum([exactly(2), times(exactly(eventsOfTask), tasks), effort.events]),
    bytes: sum([startBytes(loop, inputs), endBytes(output), times(taskBytes, tasks), effort.bytes]),
  };
}

/** The steps of a plan; where a RETURN may end it early, only what comes before that is sure to be done. */
function returning({ steps }: Plan, costs: Costs): Course {
  const ends = steps.filter((step) => everyStep([step]).some(({ kind }) => kind === 'return'));
  if (ends.length === 0) return costs.block(steps);
  const before = ends.map((step) => stepsBefore(step, steps));
  const surely = (step: PlannedStep): boolean => before.every((paths) => paths.has(step.path));
  return wholeBlock(steps, (step) => {
    const course = costs.step(step);
    return surely(step) ? course : { ...maybeCourse(course), effort: stoppable(course.effort) };
  });
}

function stepsBefore(step: PlannedStep, steps: readonly PlannedStep[]): ReadonlySet<string> {
  const byPath = new Map(steps.map((each) => [each.path, each]));
  const found = new Set<string>();
  const waiting = [...step.after];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    waiting.push(...(byPath.get(path)?.after ?? []));
  }
  return found;
}

/** LIMIT is a timer that is stopped at the end; of a run that is done in an instant it never begins. */
function limited({ limitMs }: Plan, { effort, chain }: Course): Course {
  if (limitMs === undefined) return { effort, chain };
  const limit = { ...deadline(timerBytes('')), wakes: upTo(0) };
  return { effort: together([effort, chain === 0 ? perhaps(limit) : limit]), chain };
}

/** Any part of it may have been begun and stopped, all may be undone, and then ON ERROR runs. */
function failingEffort(plan: Plan, costs: Costs): Effort {
  const cancelled = { ...noEffort, events: exactly(1), wakes: exactly(1), bytes: exactly(500) };
  const limit = plan.limitMs === undefined ? noEffort : deadline(timerBytes(''));
  return together([
    stoppable(costs.block(plan.steps).effort),
    costs.undo(plan.steps),
    stoppable(costs.block(plan.onError ?? []).effort),
    perhaps(limit),
    perhaps(cancelled),
  ]);
}
