import { readInputs } from '../inputs.ts';
import type { PlannedStep } from '../plan.ts';
import { runTry } from './run.ts';
import type { Frame, Scene } from './scene.ts';
import { type Done, failed } from './simulation.ts';
import type { Trace } from './trace.ts';

const secondMs = 1_000;

/** Runs another loop on its own plan; one whose plan is not there gives a sample after a second. */
export function runChild(
  scene: Scene,
  step: Extract<PlannedStep, { kind: 'loop' }>,
  frame: Frame,
  begin: number,
  path: string,
): Done {
  const { setting } = scene;
  const given = scene.fields(step.arguments, frame, begin);
  const known = setting.result(path);
  if (known !== undefined) return { given, value: known, inside: [], end: begin + secondMs, stop: null };
  const plan = setting.plans.get(step.planHash);
  if (plan === undefined) {
    const value = scene.sample({ t: 'any' }, step.path, begin);
    return { given, value, inside: [], end: begin + secondMs, stop: null };
  }
  const inner = runTry({
    ...setting,
    plan,
    inputs: readInputs(plan.inputs, { values: given }).inputs,
    fails: (address) => setting.fails(`${path}/${address}`),
    result: (address) => setting.result(`${path}/${address}`),
    toward: null,
    answer: (address) => setting.answer(`${path}/${address}`),
    startedAt: setting.startedAt + begin,
  });
  const inside = inner.traces.map((trace) => moved(trace, `${path}/`, begin));
  const end = begin + inner.end;
  const stop = inner.failure === null ? null : failed(path, end, inner.failure.message);
  return { given, value: inner.output, inside, end, stop };
}

/** A trace of another run as part of this one. */
function moved(trace: Trace, prefix: string, by: number): Trace {
  return {
    ...trace,
    path: prefix + trace.path,
    start: trace.start + by,
    end: trace.end + by,
    inside: trace.inside.map((inner) => moved(inner, prefix, by)),
  };
}
