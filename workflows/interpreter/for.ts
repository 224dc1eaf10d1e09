import { LoomError } from '../../domain/errors.ts';
import type { ItemOutcome } from '../../domain/journal.ts';
import type { Json } from '../../domain/json.ts';
import { limits } from '../../domain/limits.ts';
import type { RunFailure } from '../../domain/run.ts';
import type { PlannedStep } from '../../dsl/plan.ts';
import { mayUndo } from '../../dsl/plan-order.ts';
import { failureIn, failureOf, stopped } from '../failures.ts';
import { inChunks } from './chunks.ts';
import { type Frame, frameInside, pathIn } from './frame.ts';
import { Region } from './region.ts';
import { projection, type RunSteps, unfit, workOut } from './run.ts';

export type ForStep = PlannedStep & { readonly kind: 'for' };

/** Items of a FOR that are run together, and when to stop before all of them are done. */
export interface Batch {
  readonly items: readonly Json[];
  /** Position of the first. */
  readonly from: number;
  /** Done after so many successes; null for all. */
  readonly first: number | null;
  /** Failures that may be passed over; null for any number. */
  readonly failuresMax: number | null;
}

/** Runs the body for each item, a bounded number at once. @returns what FOR gives, in the order of the items */
export async function runFor(frame: Frame, step: ForStep, runSteps: RunSteps): Promise<Json> {
  const items = itemsOf(frame, step);
  const { first } = step;
  const failuresMax = first === null ? null : items.length - first;
  if (failuresMax !== null && failuresMax < 0) throw tooFew(first, items.length);
  const batch = { items, from: 0, first, failuresMax };
  const outcomes =
    items.length > limits.itemsPerRunMax
      ? await inChunks(frame, step, batch)
      : await eachItem(frame, step, batch, runSteps);
  return resultOf(step, outcomes);
}

function itemsOf(frame: Frame, step: ForStep): readonly Json[] {
  const { notebook } = frame.run;
  const path = pathIn(frame, step);
  const known = notebook.memoryOf(path).items;
  const items = known ?? workOut(frame, step.of);
  if (!Array.isArray(items)) return unfit(items, 'a list', 'Give FOR a list of the items to go through.');
  if (known === undefined) notebook.remember(path, { items });
  projection.step(path, 'running', null, items.length);
  return items as readonly Json[];
}

function resultOf({ first, keepGoing }: ForStep, outcomes: readonly (ItemOutcome | null)[]): Json {
  const ended = outcomes.filter((each) => each !== null);
  if (first === null && keepGoing) return ended.map((each) => ({ value: null, error: null, ...each }));
  return ended.flatMap((each) => ('value' in each ? [each.value] : []));
}

/** Items are begun in their order; the first failure stops all, unless it may be passed over. */
export async function eachItem(
  frame: Frame,
  step: ForStep,
  { items, from, first, failuresMax }: Batch,
  runSteps: RunSteps,
): Promise<readonly (ItemOutcome | null)[]> {
  const outcomes: (ItemOutcome | null)[] = items.map(() => null);
  let next = 0;
  let successes = 0;
  let failures = 0;
  const { region } = frame;
  if (first === 0) return outcomes;
  const lane = async (): Promise<void> => {
    while (!region.stopped && next < items.length) {
      const at = next;
      next += 1;
      try {
        const value = await runItem(frame, step, from + at, items[at] ?? null, runSteps);
        if (region.stopped) return;
        outcomes[at] = { value };
        successes += 1;
        if (successes === first) region.end();
      } catch (error) {
        if (region.stopped) return;
        if (!step.keepGoing) return region.stop(error);
        outcomes[at] = { error: failureOf(error).message };
        failures += 1;
        if (failuresMax !== null && failures > failuresMax) region.stop(tooFew(first, items.length - failures, error));
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(step.atOnce, items.length) }, lane));
  return outcomes;
}

function tooFew(wanted: number | null, possible: number, cause?: unknown): LoomError {
  const because = cause === undefined ? '.' : `: ${failureOf(cause).message}`;
  return new LoomError(
    'loop.too_few',
    `${wanted ?? 0} of the items were to succeed, and only ${possible} could${because}`,
    'Ask for fewer, or look at why the others failed.',
    { cause },
  );
}

async function runItem(frame: Frame, step: ForStep, position: number, item: Json, runSteps: RunSteps): Promise<Json> {
  const { notebook } = frame.run;
  const path = `${pathIn(frame, step)}[${position}]`;
  const known = notebook.get(path);
  if (known?.status === 'completed') return known.value;
  if (known?.status === 'failed') throw failureIn(known.value as unknown as RunFailure);
  const inside = frameInside(frame, position, [[step.variable, item]]);
  // With KEEP GOING what fails in an item stops nothing but the item.
  const inner = step.keepGoing ? { ...inside, region: new Region() } : inside;
  const body = (): Promise<void> => runSteps(inner, step.body.steps);
  try {
    await (step.keepGoing ? inner.region.run(body) : body());
    const value = workOut(inner, step.body.yields);
    notebook.settle(path, 'completed', value);
    if (!mayUndo(step)) notebook.forgetInside(path);
    return value;
  } catch (error) {
    if (step.keepGoing && !stopped(error)) notebook.settle(path, 'failed', { ...failureOf(error) });
    throw error;
  }
}
