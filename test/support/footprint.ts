import { hostname } from 'node:os';
import { temporal } from '@temporalio/proto';
import { taskQueueDefault } from '../../domain/environment.ts';

const { History, HistoryEvent } = temporal.api.history.v1;

/** What a run left behind in Temporal. */
export interface Footprint {
  readonly events: number;
  /** Of the events as the server stores them. */
  readonly bytes: number;
  /** How often the workflow was asked what to do next: three events each. */
  readonly tasks: number;
}

/** @param taskQueue the one it ran on; it and the machine are counted as if they had everyday names */
export function footprintOf(history: temporal.api.history.v1.IHistory, taskQueue: string): Footprint {
  const plain = JSON.stringify(History.toObject(History.fromObject(history), { bytes: String, longs: String }));
  const everyday = plain.replaceAll(taskQueue, taskQueueDefault).replaceAll(`@${hostname()}`, '@worker');
  const { events } = History.fromObject(JSON.parse(everyday) as object);
  return {
    events: events.length,
    bytes: events.reduce((bytes, event) => bytes + HistoryEvent.encode(event).finish().length, 0),
    tasks: events.filter((event) => event.workflowTaskScheduledEventAttributes != null).length,
  };
}
