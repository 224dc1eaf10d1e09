import type { Json, JsonObject } from '../../domain/json.ts';
import type { PlannedStep } from '../plan.ts';

/** Why something came to no end. */
export interface Failure {
  /** Address of the step; null for the run as a whole. */
  readonly step: string | null;
  readonly message: string;
}

/** What became of a step, and of what is inside it. Times are milliseconds since the run began. */
export interface Trace {
  readonly step: PlannedStep;
  /** Its address in the run: `contain[3].cut`. */
  readonly path: string;
  readonly status: 'completed' | 'skipped' | 'replaced' | 'failed' | 'cancelled' | 'waiting';
  readonly start: number;
  readonly end: number;
  /** What it was called with, for those that call something. */
  readonly given: JsonObject | null;
  readonly value: Json;
  readonly error: string | null;
  /** What had to be made up beyond samples, as an expression could not be worked out with them. */
  readonly note: string | null;
  readonly inside: readonly Trace[];
  /** The item or round of each FOR and REPEAT around it. */
  readonly positions: readonly number[];
  /** What its UNDO would be called with; null without one. */
  readonly undo: JsonObject | null;
}

/** What ended a block before all of it was done: a failure, or a RETURN. */
export type Stop =
  | { readonly kind: 'failed'; readonly at: number; readonly failure: Failure }
  | { readonly kind: 'returned'; readonly at: number; readonly value: Json };

/** The same, had everything been told to stop at a moment: what had ended stays, what had not begun never does. */
export function stoppedAt(traces: readonly Trace[], at: number): readonly Trace[] {
  return traces.map((trace) => {
    if (trace.end <= at) return trace;
    const never = trace.start >= at;
    const status = never ? 'waiting' : 'cancelled';
    const inside = never ? [] : stoppedAt(trace.inside, at).filter((inner) => inner.status !== 'waiting');
    return { ...trace, status, end: Math.max(trace.start, at), value: null, error: null, undo: null, inside };
  });
}

/** All traces, outer ones first. */
export const everyTrace = (traces: readonly Trace[]): readonly Trace[] =>
  traces.flatMap((trace) => [trace, ...everyTrace(trace.inside)]);
