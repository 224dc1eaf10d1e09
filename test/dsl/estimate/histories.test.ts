import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporal } from '@temporalio/proto';
import type { Json, JsonObject } from '../../../domain/json.ts';
import { type Estimate, estimatePlan } from '../../../dsl/estimate/index.ts';
import type { Range } from '../../../dsl/estimate/range.ts';
import type { Plan } from '../../../dsl/plan.ts';

/**
 * Every recorded run, also those that are added later, against what was said of its plan before it ran. A run that does
 * some items of another run's FOR is no run of the plan.
 */
const folder = join(__dirname, '..', '..', 'histories');
const { History, HistoryEvent } = temporal.api.history.v1;

interface Recording {
  readonly plans: Readonly<Record<string, Plan>>;
  readonly history: object;
}

/** What a run started and wrote, counted in its history. */
function counted({ plans, history }: Recording) {
  const { events } = History.fromObject(history);
  const count = (attribute: keyof temporal.api.history.v1.IHistoryEvent): number =>
    events.filter((event) => event[attribute] != null).length;
  const [first] = events;
  const payloads = first?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
  const read = (at: number): Json => JSON.parse(Buffer.from(payloads[at]?.data ?? 'null').toString('utf8')) as Json;
  const hash = Object.keys(plans).find((each) => JSON.stringify(read(0)).includes(each)) ?? '';
  const lastTask = events.findLastIndex((event) => event.workflowTaskStartedEventAttributes != null);
  // The server said how large the history was then; what follows is measured.
  const said = Number(events[lastTask]?.workflowTaskStartedEventAttributes?.historySizeBytes ?? 0);
  const after = events.slice(lastTask).reduce((bytes, event) => bytes + HistoryEvent.encode(event).finish().length, 0);
  return {
    plan: plans[hash] as Plan,
    inputs: read(1) as JsonObject,
    isChunk: Object.hasOwn((read(2) as JsonObject | null) ?? {}, 'chunk'),
    endedWell: count('workflowExecutionCompletedEventAttributes') === 1,
    activities: count('activityTaskScheduledEventAttributes'),
    timers: count('timerStartedEventAttributes'),
    children: count('startChildWorkflowExecutionInitiatedEventAttributes'),
    tasks: count('workflowTaskScheduledEventAttributes'),
    events: events.length,
    bytes: said + after,
  };
}

const read = (name: string): Recording => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Recording;
const names = readdirSync(folder).filter((file) => file.endsWith('.json') && !counted(read(file)).isChunk);
const holds = ({ least, most }: Range, count: number): boolean => least <= count && (most === null || count <= most);
/** Whether a run that ended well could not have gone otherwise. */
const isStatic = ({ plan, endedWell }: ReturnType<typeof counted>): boolean =>
  endedWell && !/"kind":"(?:if|for|repeat|race)"|"when":|"otherwise":/.test(JSON.stringify(plan.steps));

describe('the estimate of a plan', () => {
  it.each(names)('holds for the recorded run of %s', (name) => {
    const { plan, inputs, isChunk: _isChunk, endedWell, ...run } = counted(read(name));
    const { well, failing } = estimatePlan(plan, inputs);
    const estimate: Estimate = endedWell ? well : failing;
    const outside = Object.entries(run).filter(([part, count]) => !holds(estimate[part as keyof Estimate], count));
    expect(outside.map(([part, count]) => ({ part, count, estimate: estimate[part as keyof Estimate] }))).toEqual([]);
  });

  it.each(names.filter((name) => isStatic(counted(read(name)))))(
    'is exact for %s, where nothing depends on values',
    (name) => {
      const { plan, inputs, activities, timers, children } = counted(read(name));
      const { well } = estimatePlan(plan, inputs);
      const exactly = (count: number): Range => ({ least: count, most: count });
      expect([well.activities, well.timers, well.children]).toEqual([activities, timers, children].map(exactly));
    },
  );
});
