import type { PlannedStep } from '../plan.ts';
import { type Effort, noEffort, perhaps, stoppable, together } from './effort.ts';

/** An effort, and how many wake-ups at least come one after another. */
export interface Course {
  readonly effort: Effort;
  readonly chain: number;
}

export const noCourse: Course = { effort: noEffort, chain: 0 };

/** The same, but it may as well not happen. */
export const maybeCourse = ({ effort }: Course): Course => ({ effort: perhaps(effort), chain: 0 });

/** Steps of a block, all of which come to their end. */
export function wholeBlock(steps: readonly PlannedStep[], courseOf: (step: PlannedStep) => Course): Course {
  const courses = steps.map(courseOf);
  const chains = new Map<string, number>();
  steps.forEach(({ path, after }, at) => {
    const before = after.map((each) => chains.get(each) ?? 0);
    // Branches of an IF may hold one path twice; the block of each is looked at alone.
    chains.set(path, Math.max(0, ...before) + (courses[at]?.chain ?? 0));
  });
  return { effort: together(courses.map(({ effort }) => effort)), chain: Math.max(0, ...chains.values()) };
}

/** Steps of a block that may be left in the middle: what surely begins at once is the least. */
export function partOfBlock(steps: readonly PlannedStep[], courseOf: (step: PlannedStep) => Course): Course {
  const whole = stoppable(wholeBlock(steps, courseOf).effort);
  const instant = steps.some((step) => courseOf(step).chain === 0);
  if (instant) return { effort: whole, chain: 0 };
  const first = together(steps.filter(({ after }) => after.length === 0).map((step) => courseOf(step).effort));
  const raised = (part: 'activities' | 'timers' | 'children' | 'events') => ({
    ...whole[part],
    least: first[part].least,
  });
  return {
    effort: {
      ...whole,
      activities: raised('activities'),
      timers: raised('timers'),
      children: raised('children'),
      events: raised('events'),
    },
    chain: 0,
  };
}
