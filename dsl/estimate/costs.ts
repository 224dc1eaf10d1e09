import { type Plan, type PlannedStep, plannedTool, stepsInside } from '../plan.ts';
import { mayUndo } from '../plan-order.ts';
import { type Course, maybeCourse, noCourse, partOfBlock, wholeBlock } from './course.ts';
import {
  activity,
  child,
  deadline,
  type Effort,
  messages,
  noEffort,
  oneOfEfforts,
  perhaps,
  repeated,
  stoppable,
  timer,
  together,
} from './effort.ts';
import { activityBytes, childBytes, timerBytes } from './history.ts';
import { itemsKnown, type Known } from './known.ts';
import { exactly, type Range, upTo } from './range.ts';
import { mayFailAtOnce } from './safe.ts';
import { Sizes, valueBytesMost } from './sizes.ts';

/** A FOR whose number of items nobody knows before the run. */
export interface OpenFor {
  readonly path: string;
  /** What each item costs. */
  readonly each: Effort;
}

/** A FOR over more items gives hundreds of them to runs of their own. */
const itemsOfOneRun = 100;
const triesDefault = 3;
const triesOfUndo = 10;
const triesOfRooms = 10;

/** What the steps of a plan cost a run. */
export class Costs {
  readonly sizes: Sizes;
  readonly #plan: Plan;
  readonly #known: Known;
  readonly #open = new Map<string, OpenFor>();

  constructor(plan: Plan, known: Known) {
    this.#plan = plan;
    this.#known = known;
    this.sizes = new Sizes(plan, known);
  }

  /** In the order in which they were met. */
  get open(): readonly OpenFor[] {
    return [...this.#open.values()];
  }

  block(steps: readonly PlannedStep[]): Course {
    return wholeBlock(steps, (step) => this.step(step));
  }

  /** What a step costs that is reached, and done as far as its own clauses let it. */
  step(step: PlannedStep): Course {
    const { when, otherwise, timeoutMs } = step;
    const own = this.#own(step);
    const replaceable = otherwise === undefined ? own : this.#replaceable(step, own);
    const timed = timeoutMs === undefined || step.kind === 'call' ? replaceable : timedOut(step, replaceable);
    return when === undefined ? timed : maybeCourse(timed);
  }

  /** All that UNDO may call, should everything be done and the run fail then. */
  undo(steps: readonly PlannedStep[]): Effort {
    return together(
      steps.map((step) => {
        const all = this.#undoInside(step);
        if (step.undo === undefined) return perhaps(all);
        const { tool, arguments: given } = step.undo;
        const words = { path: `${step.path}.undo`, tool: this.#nameOf(tool), summary: `UNDO ${step.source}` };
        const bytes = activityBytes({ ...words, tries: triesOfUndo }, this.sizes.ofFields(given), upTo(valueBytesMost));
        return perhaps(together([all, activity(bytes)]));
      }),
    );
  }

  /** What runs of their own did is undone by runs of their own. */
  #undoInside(step: PlannedStep): Effort {
    const inside = this.undo(stepsInside(step));
    if (step.kind !== 'for' && step.kind !== 'repeat') return inside;
    const count = this.#roundsOf(step);
    if (step.kind === 'repeat' || !mayUndo(step)) return repeated(inside, count);
    if (count.most === null) return together([repeated(inside, count), this.#chunks(step, itemsOfOneRun + 1).effort]);
    return count.most > itemsOfOneRun ? this.#chunks(step, count.most).effort : repeated(inside, count);
  }

  #own(step: PlannedStep): Course {
    const { path, source } = step;
    switch (step.kind) {
      case 'value':
      case 'fail':
      case 'return':
        return noCourse;
      case 'call': {
        const tries = step.retry?.triesMax ?? triesDefault;
        const words = { path, tool: this.#nameOf(step.tool), summary: source, tries };
        const bytes = activityBytes(words, this.sizes.ofFields(step.arguments), this.sizes.ofResult(step));
        return { effort: activity(bytes), chain: 1 };
      }
      case 'loop': {
        const given = this.sizes.ofFields(step.arguments);
        const bytes = childBytes(path, step.loop, source, given, this.sizes.ofResult(step));
        return { effort: child(bytes), chain: 1 };
      }
      case 'collaborate': {
        const bytes = childBytes(path, '', source, this.sizes.of(step.question), upTo(valueBytesMost));
        return { effort: child(bytes), chain: 1 };
      }
      case 'wait':
      case 'wait_until':
        return { effort: timer(timerBytes(source)), chain: 1 };
      case 'say':
        return { effort: this.#ownActivity(step, this.sizes.of(step.text)), chain: 1 };
      case 'ask':
        return this.#ask(step);
      case 'wait_for':
        return this.#waitFor(step);
      case 'if': {
        const branches = step.branches.map((branch) => this.block(branch.steps));
        const complete = step.branches.some(({ test }) => test === null);
        return oneOfCourses(complete ? branches : [...branches, noCourse]);
      }
      case 'race': {
        const { effort } = partOfBlock(step.steps, (each) => this.step(each));
        const chains = step.steps.map((each) => this.step(each).chain).sort((one, other) => one - other);
        // It is done when the last of those is that it needs.
        return { effort, chain: chains[step.need - 1] ?? 0 };
      }
      case 'for':
        return this.#for(step);
      case 'repeat':
        return this.#repeat(step);
    }
  }

  /** What we do as activities of our own: asking and saying. */
  #ownActivity({ path, source, kind }: PlannedStep, given: Range): Effort {
    const words = { path, tool: `chat.${kind}`, summary: source, tries: triesOfRooms };
    return activity(activityBytes(words, given, upTo(valueBytesMost)));
  }

  #ask(step: Extract<PlannedStep, { kind: 'ask' }>): Course {
    const { question, need, withinMs, source } = step;
    const effort = together([
      this.#ownActivity(step, this.sizes.of(question)),
      // Whoever makes another choice than the first decides at once; with nobody's answer the time is over.
      messages({ least: withinMs === null ? 1 : 0, most: need }, 2),
      ...(withinMs === null ? [] : [deadline(timerBytes(source))]),
    ]);
    // The answer may come before the asking is reported to be done.
    return { effort, chain: 1 };
  }

  #waitFor({ withinMs, source }: Extract<PlannedStep, { kind: 'wait_for' }>): Course {
    const effort = together([
      // Events that came before may fit, and any number may come that do not.
      messages({ least: withinMs === null ? 1 : 0, most: null }, 1),
      ...(withinMs === null ? [] : [perhaps(deadline(timerBytes(source)))]),
    ]);
    return { effort, chain: 0 };
  }

  #for(step: Extract<PlannedStep, { kind: 'for' }>): Course {
    const count = this.#roundsOf(step);
    const inner = (each: PlannedStep): Course => this.step(each);
    const leavable = step.keepGoing || step.first !== null;
    const item = leavable ? partOfBlock(step.body.steps, inner) : wholeBlock(step.body.steps, inner);
    const known = count.most !== null;
    if (!known) this.#open.set(step.path, { path: step.path, each: item.effort });
    const begun = step.first === null ? count : { ...count, least: Math.min(step.first, count.least) };
    if (known && count.least > itemsOfOneRun) return this.#chunks(step, count.least);
    const all = repeated(item.effort, begun);
    const rounds = step.first === null ? Math.ceil(count.least / step.atOnce) : 0;
    // Of an unknown number of items all may as well be in runs of their own.
    const effort = known ? all : together([perhaps(all), perhaps(this.#chunks(step, itemsOfOneRun + 1).effort)]);
    return { effort, chain: known && !leavable ? rounds * item.chain : 0 };
  }

  #chunks({ path, source }: PlannedStep, items: number): Course {
    const bytes = childBytes(path, this.#plan.loop, source, upTo(valueBytesMost), upTo(valueBytesMost));
    return { effort: repeated(child(bytes), exactly(Math.ceil(items / itemsOfOneRun))), chain: 1 };
  }

  #repeat(step: Extract<PlannedStep, { kind: 'repeat' }>): Course {
    const round = this.block(step.body.steps);
    const pauses = step.everyMs === null ? noEffort : timer(timerBytes(step.source));
    const effort = together([repeated(round.effort, this.#roundsOf(step)), repeated(pauses, upTo(step.roundsMax - 1))]);
    return { effort, chain: round.chain };
  }

  #roundsOf(step: Extract<PlannedStep, { kind: 'for' | 'repeat' }>): Range {
    if (step.kind === 'repeat') return { least: 1, most: step.roundsMax };
    const items = itemsKnown(step.of, this.#known);
    return items === null ? upTo(null) : exactly(items.length);
  }

  /** A line that failed is done as well, when it has an ELSE. */
  #replaceable(step: PlannedStep, own: Course): Course {
    const inside = stepsInside(step);
    if (inside.length > 0) return { effort: stoppable(own.effort), chain: 0 };
    return mayFailAtOnce(step) ? maybeCourse(own) : own;
  }

  #nameOf(tool: string): string {
    return plannedTool(this.#plan, tool)?.name ?? tool;
  }
}

function timedOut(step: PlannedStep, { effort, chain }: Course): Course {
  const limit = deadline(timerBytes(''));
  const left = stepsInside(step).length > 0 ? stoppable(effort) : effort;
  // Where all is done in an instant the timer never begins.
  return { effort: together([left, chain === 0 ? perhaps(limit) : limit]), chain: Math.min(1, chain) };
}

function oneOfCourses(courses: readonly Course[]): Course {
  return {
    effort: oneOfEfforts(courses.map(({ effort }) => effort)),
    chain: Math.min(...courses.map(({ chain }) => chain)),
  };
}
