import type { Expression } from '../../dsl/plan.ts';
import { within } from './block.ts';
import type { Frame } from './frame.ts';
import { millisecondsOf } from './run.ts';

/** When the time of a step is over, in milliseconds since 1970; a continued run keeps to it. Null for no such time. */
export function deadlineOf(
  frame: Frame,
  path: string,
  word: 'until' | 'timeoutAt',
  ms: Expression | null,
): number | null {
  const { notebook } = frame.run;
  const known = notebook.memoryOf(path)[word];
  if (typeof known === 'number' || known === null) return known;
  const deadline = ms === null ? null : Date.now() + millisecondsOf(frame, ms);
  notebook.remember(path, { [word]: deadline });
  return deadline;
}

/** How long it still is, at least a millisecond: a timer cannot ring in the past. */
export const millisecondsTo = (moment: number): number => Math.max(1, moment - Date.now());

/** Does something until a moment. @throws what `late` makes when it is not done by then */
export function before<T>(deadline: number | null, late: () => Error, work: () => Promise<T>): Promise<T> {
  return deadline === null ? work() : within(millisecondsTo(deadline), late, work);
}
