import { messageBytes } from './history.ts';
import { exactly, maybe, none, oneOf, type Range, sum, times, upTo } from './range.ts';

/** What something costs a run that does it. */
export interface Effort {
  /** Steps of work on a worker: tools, what is asked and said. */
  readonly activities: Range;
  readonly timers: Range;
  /** Runs of other loops, of collaborations, of parts of a long FOR. */
  readonly children: Range;
  /** Answers and events that reach the run. */
  readonly messages: Range;
  /** Events of its history, without those of workflow tasks. */
  readonly events: Range;
  /** How often something that ends wakes the run: each time is a workflow task, unless several come together. */
  readonly wakes: Range;
  /** Bytes of its history, without those of workflow tasks. */
  readonly bytes: Range;
}

export const noEffort: Effort = {
  activities: none,
  timers: none,
  children: none,
  messages: none,
  events: none,
  wakes: none,
  bytes: none,
};

type Parts = (keyof Effort)[];
const parts = Object.keys(noEffort) as Parts;

function each(combine: (part: keyof Effort) => Range): Effort {
  return Object.fromEntries(parts.map((part) => [part, combine(part)])) as unknown as Effort;
}

export const together = (efforts: readonly Effort[]): Effort => each((part) => sum(efforts.map((one) => one[part])));
export const oneOfEfforts = (efforts: readonly Effort[]): Effort =>
  each((part) => oneOf(efforts.map((one) => one[part])));
export const repeated = (effort: Effort, count: Range): Effort => each((part) => times(effort[part], count));
export const perhaps = (effort: Effort): Effort => each((part) => maybe(effort[part]));

/** The same where it may be told to stop: that is an event for each activity and two for each child more. */
export function stoppable(effort: Effort): Effort {
  const more = sum([maybe(effort.activities), times(maybe(effort.children), exactly(2))]);
  return {
    ...perhaps(effort),
    events: maybe(sum([effort.events, more])),
    bytes: maybe(sum([effort.bytes, times(more, exactly(stopBytesMost))])),
  };
}
/** Of the event that tells an activity or a child to stop. */
const stopBytesMost = 400;

/** @param bytes of its three events */
export const activity = (bytes: Range): Effort => ({
  ...noEffort,
  activities: exactly(1),
  events: exactly(3),
  wakes: exactly(1),
  bytes,
});

/** A timer that runs out, or is stopped before. */
export const timer = (bytes: Range): Effort => ({
  ...noEffort,
  timers: exactly(1),
  events: exactly(2),
  wakes: exactly(1),
  bytes,
});

/** A timer that only runs out when something takes too long: in a run that ends well it mostly does not. */
export const deadline = (bytes: Range): Effort => ({ ...timer(bytes), wakes: upTo(1) });

/** @param bytes of its three events */
export const child = (bytes: Range): Effort => ({
  ...noEffort,
  children: exactly(1),
  events: exactly(3),
  // That it has begun wakes the run as well, unless it has ended by then.
  wakes: { least: 1, most: 2 },
  bytes,
});

/** Answers or events, each of so many events of history. */
export function messages(count: Range, eventsOfEach: number): Effort {
  return {
    ...noEffort,
    messages: count,
    events: times(exactly(eventsOfEach), count),
    wakes: count,
    bytes: times(messageBytes, count),
  };
}
