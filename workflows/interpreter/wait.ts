import { sleep } from '@temporalio/workflow';
import type { RoomEvent } from '../../domain/chat.ts';
import { LoomError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import type { PlannedStep } from '../../dsl/plan.ts';
import { unlessCancelled } from './block.ts';
import { before, deadlineOf, millisecondsTo } from './deadline.ts';
import { type Frame, frameWith, pathIn } from './frame.ts';
import { holds, millisecondsOf, unfit, workOut } from './run.ts';

/** Waits for a time. */
export async function wait(frame: Frame, step: PlannedStep & { readonly kind: 'wait' }): Promise<Json> {
  await sleepUntil(frame, step, () => Date.now() + millisecondsOf(frame, step.forMs));
  return null;
}

/** Waits for a moment; one that is over is there at once. */
export async function waitUntil(frame: Frame, step: PlannedStep & { readonly kind: 'wait_until' }): Promise<Json> {
  await sleepUntil(frame, step, () => momentOf(workOut(frame, step.until)));
  return null;
}

/** A continued run keeps to the moment that was worked out first. */
async function sleepUntil(frame: Frame, step: PlannedStep, workOutMoment: () => number): Promise<void> {
  const { notebook } = frame.run;
  const path = pathIn(frame, step);
  const known = notebook.memoryOf(path).until;
  const moment = typeof known === 'number' ? known : workOutMoment();
  notebook.remember(path, { until: moment });
  await sleep(millisecondsTo(moment), { summary: step.source });
}

/** Milliseconds since 1970 of a time, which is a number of them or an ISO 8601 text. */
function momentOf(value: Json): number {
  const moment = typeof value === 'string' ? Date.parse(value) : value;
  if (typeof moment === 'number' && Number.isFinite(moment)) return moment;
  return unfit(value, 'a time', 'Give a time such as now() + 2h, or a text such as "2026-01-31T09:00:00Z".');
}

/** Waits for an event, or takes one that came before. @returns its data */
export async function waitFor(frame: Frame, step: PlannedStep & { readonly kind: 'wait_for' }): Promise<Json> {
  const path = pathIn(frame, step);
  const deadline = deadlineOf(frame, path, 'until', step.withinMs);
  const { event, stop } = frame.run.mailbox.next(path, (each) => fits(frame, step, each));
  try {
    return await before(deadline, noEvent, () => unlessCancelled(event));
  } finally {
    stop();
  }

  function noEvent(): LoomError {
    return new LoomError(
      'loop.no_event',
      `No event "${step.event}" came in time.`,
      'Give it more time with WITHIN, or an ELSE that says what happens then.',
    );
  }
}

/** Anybody may tell a run of anything: an event for which WHERE cannot be worked out is not the one. */
function fits(frame: Frame, step: PlannedStep & { readonly kind: 'wait_for' }, { name, data }: RoomEvent): boolean {
  if (name !== step.event) return false;
  if (step.where === null) return true;
  try {
    return holds(frameWith(frame, 'it', data), step.where);
  } catch {
    return false;
  }
}
