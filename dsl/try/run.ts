import type { Json } from '../../domain/json.ts';
import { everyStep, type PlannedStep } from '../plan.ts';
import { Scope } from '../scope.ts';
import type { Frame, Setting } from './scene.ts';
import { Simulation } from './simulation.ts';
import { everyTrace, type Failure, stoppedAt, type Trace } from './trace.ts';

/** What a dry run came to. */
export interface Tried {
  readonly traces: readonly Trace[];
  /** What ON ERROR did. */
  readonly onError: readonly Trace[];
  /** When it was over, without what was undone and ON ERROR; milliseconds since it began. */
  readonly end: number;
  /** Null when it failed. */
  readonly output: Json;
  readonly failure: Failure | null;
}

/** Runs a plan once, with nothing called. @throws LoomError `ask.unknown_choice` */
export function runTry(setting: Setting): Tried {
  const { plan, inputs } = setting;
  const simulation = new Simulation(setting);
  const facts = { id: 'loop/try', loop: plan.loop, version: null, room: '#room', requester: '@somebody' };
  const given = plan.inputs.map(({ name, type, default: value }): [string, Json] => [
    name,
    inputs[name] ?? value ?? simulation.scene.sample(type, name, 0),
  ]);
  const own: readonly (readonly [string, Json])[] = [['run', facts], ...given];
  const frame: Frame = { scope: new Scope(null, own), ends: new Map(), positions: [], outer: null };
  const whole = simulation.block(plan.steps, frame, 0);
  const limit = plan.limitMs ?? Number.POSITIVE_INFINITY;
  const late: Failure = { step: null, message: `${plan.loop} was not done within its LIMIT of ${limit / 1000} s.` };
  const { traces, end, stop } =
    whole.end > limit
      ? { traces: stoppedAt(whole.traces, limit), end: limit, stop: { kind: 'failed', failure: late } as const }
      : whole;
  if (stop?.kind === 'failed') {
    const scope = new Scope(null, [...own, ...valuesFor(plan.steps, traces), ['error', { ...stop.failure }]]);
    const onError = simulation.block(plan.onError ?? [], { scope, ends: new Map(), positions: [], outer: null }, end);
    return { traces, onError: onError.traces, end, output: null, failure: stop.failure };
  }
  const output =
    stop !== null
      ? stop.value
      : plan.output === null
        ? namedResults(plan.steps, frame)
        : simulation.scene.workOut(plan.output, frame, end, null);
  return { traces, onError: [], end, output, failure: null };
}

/** What ON ERROR sees: all results, null where nothing came to its end. */
function valuesFor(steps: readonly PlannedStep[], traces: readonly Trace[]): [string, Json][] {
  const values = new Map(everyTrace(traces).map(({ path, value }) => [path, value]));
  return everyStep(steps).flatMap(({ path }) => (path.includes('[]') ? [] : [[path, values.get(path) ?? null]]));
}

function namedResults(steps: readonly PlannedStep[], { scope }: Frame): Json {
  const visible = (block: readonly PlannedStep[]): readonly PlannedStep[] =>
    block.flatMap((step) => [
      step,
      ...(step.kind === 'if' ? visible(step.branches.flatMap((each) => each.steps)) : []),
    ]);
  return Object.fromEntries(
    visible(steps).flatMap(({ name, path }) => (name === null ? [] : [[name, scope.get(path) ?? null]])),
  );
}
