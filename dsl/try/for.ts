import type { Json } from '../../domain/json.ts';
import type { PlannedStep } from '../plan.ts';
import { type Frame, frameInside } from './scene.ts';
import { type BlockEnd, type Done, earliest, failed, type Simulation } from './simulation.ts';
import { type Stop, stoppedAt, type Trace } from './trace.ts';

type ForStep = Extract<PlannedStep, { kind: 'for' }>;

/** How one item ended, and when. */
interface Item {
  readonly at: number;
  readonly traces: readonly Trace[];
  readonly value: Json;
  readonly stop: Stop | null;
}

/** Runs the body for each item, a bounded number at once, each item in the lane that is free first. */
export function runFor(simulation: Simulation, step: ForStep, frame: Frame, begin: number, path: string): Done {
  const { scene } = simulation;
  const list = scene.workOut(step.of, frame, begin, ['item 1', 'item 2']);
  const items = Array.isArray(list) ? list : [];
  const lanes = Array.from({ length: Math.min(step.atOnce, items.length) }, () => begin);
  const done = items.map((item, position): Item => {
    const lane = lanes.indexOf(Math.min(...lanes));
    const inner = frameInside(frame, position, [[step.variable, item]]);
    const { traces, end, stop }: BlockEnd = simulation.block(step.body.steps, inner, lanes[lane] ?? begin);
    // A lane whose item fails goes on where failures are passed over.
    lanes[lane] = end;
    const value = stop === null ? scene.workOut(step.body.yields, inner, end, null) : null;
    return { at: end, traces, value, stop };
  });
  return ended(step, done, begin, path);
}

function ended(step: ForStep, items: readonly Item[], begin: number, path: string): Done {
  const all = { given: null, value: null, inside: items.flatMap(({ traces }) => traces), stop: null };
  const cut = (at: number) => ({ ...all, end: at, inside: stoppedAt(all.inside, at) });
  const broken = step.keepGoing ? null : earliest(items.flatMap(({ stop }) => (stop === null ? [] : [stop])));
  if (step.first === null) {
    if (broken !== null) return { ...cut(broken.at), stop: broken };
    return {
      ...all,
      end: Math.max(begin, ...items.map(({ at }) => at)),
      value: items.map((item) => outcome(step, item)),
    };
  }
  const byTime = items.toSorted((one, other) => one.at - other.at);
  const enough = byTime.filter(({ stop }) => stop === null)[step.first - 1];
  const tooMany = byTime.filter(({ stop }) => stop !== null)[items.length - step.first];
  if (broken !== null && (enough === undefined || broken.at < enough.at)) return { ...cut(broken.at), stop: broken };
  if (enough === undefined || items.length < step.first) {
    const at = tooMany?.at ?? begin;
    const possible = items.filter(({ stop }) => stop === null).length;
    const message = `${step.first} of the items were to succeed, and only ${possible} could.`;
    return { ...cut(at), stop: failed(path, at, message) };
  }
  const successes = items.filter(({ stop, at }) => stop === null && at <= enough.at).slice(0, step.first);
  return { ...cut(enough.at), value: successes.map(({ value }) => value) };
}

function outcome({ keepGoing }: ForStep, { value, stop }: Item): Json {
  if (!keepGoing) return value;
  return stop?.kind === 'failed' ? { value: null, error: stop.failure.message } : { value, error: null };
}
