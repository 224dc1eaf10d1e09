import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { Electorate, Question, Saying } from '../../domain/chat.ts';
import { LoomError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import type { Expression, PlannedStep } from '../../dsl/plan.ts';
import { type Frame, pathIn } from './frame.ts';
import { textOf, unfit, workOut } from './run.ts';

/** What the worker does in rooms. Both know run and step by themselves, and do nothing the second time. */
interface ChatActivities {
  'chat.say'(saying: Saying): Promise<null>;
  'chat.ask'(question: Question): Promise<Electorate>;
}

/** A room that is away for a while must not fail a run: about ten minutes of tries. */
const retryDefault = { triesMax: 10, everyMs: 1_000, backoff: 2 };

/** The rooms, for one step. */
export function chat(step: PlannedStep, path: string): ChatActivities {
  const { triesMax, everyMs, backoff } = step.retry ?? retryDefault;
  return proxyActivities<ChatActivities>({
    activityId: path,
    summary: step.source,
    startToCloseTimeout: '1 minute',
    // They beat every second, so a dead worker is noticed within this.
    heartbeatTimeout: '10 seconds',
    retry: { maximumAttempts: triesMax, initialInterval: everyMs, backoffCoefficient: backoff },
    // Nothing may still be posting when the run says it has ended.
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
}

/** Says something in a room. */
export async function say(frame: Frame, step: PlannedStep & { readonly kind: 'say' }): Promise<Json> {
  const saying = { room: roomOf(frame, step.room), text: textOf(workOut(frame, step.text)) };
  await chat(step, pathIn(frame, step))['chat.say'](saying);
  return null;
}

/** The room a line names, or the run's own. @throws LoomError `loop.no_room` */
export function roomOf(frame: Frame, named: Expression | null): string {
  const room = named === null ? frame.run.facts.room : workOut(frame, named);
  if (typeof room === 'string' && room !== '') return room;
  if (room !== null) return unfit(room, 'a room', 'Give a room such as #incidents.');
  throw new LoomError(
    'loop.no_room',
    'The line names no room, and the run was not started from one.',
    'Write IN #room, or start the run from a room.',
  );
}
