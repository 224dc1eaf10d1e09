import { everyStep, type PlannedStep, stepsInside } from '../plan.ts';
import { runtimePath } from '../plan-path.ts';
import { act, failingMs } from './acts.ts';
import { runChild } from './child.ts';
import { runFor } from './for.ts';
import { runRace } from './race.ts';
import { endIn, type Frame, frameInside, Scene, type Setting } from './scene.ts';
import { type Stop, stoppedAt, type Trace } from './trace.ts';

/** What became of a block: a block that was stopped has the traces of what it came to. */
export interface BlockEnd {
  readonly traces: readonly Trace[];
  readonly end: number;
  readonly stop: Stop | null;
}
/** What a step did, before its clauses have their say. */
export interface Done extends Pick<Trace, 'given' | 'value' | 'inside'> {
  readonly end: number;
  readonly stop: Stop | null;
}

/**
 * Runs a plan in a time of its own: every step begins when those it comes after are done, and takes as long as things of
 * its kind do here. What is stopped is found out afterwards: it is what had begun and not ended by then.
 */
export class Simulation {
  readonly scene: Scene;

  constructor(setting: Setting) {
    this.scene = new Scene(setting);
  }

  block(steps: readonly PlannedStep[], frame: Frame, start: number): BlockEnd {
    const stops: Stop[] = [];
    const traces = steps.map((step) => {
      const { trace, stop } = this.begin(step, frame, start);
      if (stop !== null) stops.push(stop);
      return trace;
    });
    const stop = earliest(stops);
    if (stop !== null) return { traces: stoppedAt(traces, stop.at), end: stop.at, stop };
    return { traces, end: Math.max(start, ...traces.map(({ end }) => end)), stop: null };
  }

  /** A step, once all it comes after is done. */
  begin(step: PlannedStep, frame: Frame, start: number): { readonly trace: Trace; readonly stop: Stop | null } {
    const begin = Math.max(start, ...step.after.map((path) => endIn(frame, path) ?? start));
    const result = Number.isFinite(begin)
      ? this.#step(step, frame, begin)
      : { trace: { ...this.#blank(step, frame, begin), status: 'waiting' as const }, stop: null };
    const { status, end } = result.trace;
    const done = status === 'completed' || status === 'skipped' || status === 'replaced';
    frame.ends.set(step.path, done ? end : Number.POSITIVE_INFINITY);
    return result;
  }

  #blank(step: PlannedStep, frame: Frame, begin: number): Trace {
    const path = runtimePath(step.path, frame.positions);
    const nothing = { given: null, value: null, error: null, note: null, inside: [], undo: null };
    return { step, path, status: 'completed', start: begin, end: begin, positions: frame.positions, ...nothing };
  }

  #step(step: PlannedStep, frame: Frame, begin: number): { readonly trace: Trace; readonly stop: Stop | null } {
    const { scene } = this;
    const blank = this.#blank(step, frame, begin);
    if (step.when !== undefined && !this.#isWanted(step, frame, begin)) {
      setNull(step, frame);
      return { trace: { ...blank, status: 'skipped', note: scene.takeNote() }, stop: null };
    }
    const { given, value, inside, end, stop } = this.#inTime(step, frame, begin, blank.path);
    const trace = { ...blank, end, given, inside };
    if (stop?.kind === 'returned') return { trace, stop };
    if (stop === null) {
      frame.scope.set(step.path, value);
      const undo = step.undo === undefined ? null : scene.fields(step.undo.arguments, frame, end);
      return { trace: { ...trace, value, undo, note: scene.takeNote() }, stop: null };
    }
    const error = stop.failure.step === blank.path ? stop.failure.message : null;
    if (step.otherwise === undefined) {
      return { trace: { ...trace, status: 'failed', error, note: scene.takeNote() }, stop };
    }
    const instead = scene.workOut(step.otherwise, frame, end, null);
    for (const inner of stepsInside(step)) if (!frame.scope.has(inner.path)) setNull(inner, frame);
    frame.scope.set(step.path, instead);
    return { trace: { ...trace, status: 'replaced', value: instead, error, note: scene.takeNote() }, stop: null };
  }

  /** WHEN; toward a step all is wanted but what would end the run. */
  #isWanted(step: PlannedStep, frame: Frame, begin: number): boolean {
    const { toward } = this.scene.setting;
    if (step.when === undefined) return true;
    if (toward === null) return this.scene.holds(step.when, frame, begin);
    return step.path === toward || !endsRun(step);
  }

  #branchOf({ branches }: Extract<PlannedStep, { kind: 'if' }>, frame: Frame, begin: number): readonly PlannedStep[] {
    const { toward } = this.scene.setting;
    if (toward === null) {
      return branches.find(({ test }) => test === null || this.scene.holds(test, frame, begin))?.steps ?? [];
    }
    const leadsThere = branches.find(({ steps }) => everyStep(steps).some(({ path }) => path === toward));
    return (leadsThere ?? branches.find(({ steps }) => !steps.some(endsRun)))?.steps ?? [];
  }

  /** Of everything but a call, TIMEOUT is a limit to the whole. */
  #inTime(step: PlannedStep, frame: Frame, begin: number, path: string): Done {
    const done = this.#own(step, frame, begin, path);
    if (step.timeoutMs === undefined || step.kind === 'call') return done;
    const ms = this.scene.milliseconds(step.timeoutMs, frame, begin);
    if (done.end <= begin + ms) return done;
    const message = `This was not done within ${ms / 1000} s.`;
    const at = begin + ms;
    const stop: Stop = { kind: 'failed', at, failure: { step: path, message } };
    return { ...done, end: at, value: null, inside: stoppedAt(done.inside, at), stop };
  }

  #own(step: PlannedStep, frame: Frame, begin: number, path: string): Done {
    const { scene } = this;
    const nothing = { given: null, value: null, inside: [], stop: null };
    if (scene.setting.fails(path)) {
      const at = begin + failingMs(step);
      const given = step.kind === 'call' || step.kind === 'loop' ? scene.fields(step.arguments, frame, begin) : null;
      return { ...nothing, given, end: at, stop: failed(path, at, 'It was made to fail.') };
    }
    switch (step.kind) {
      case 'return': {
        const value = scene.workOut(step.value, frame, begin, null);
        return { ...nothing, end: begin, stop: { kind: 'returned', at: begin, value } };
      }
      case 'if': {
        const { traces, end, stop } = this.block(this.#branchOf(step, frame, begin), frame, begin);
        for (const inner of stepsInside(step)) if (!frame.scope.has(inner.path)) setNull(inner, frame);
        return { ...nothing, end, inside: traces, stop };
      }
      case 'for':
        return runFor(this, step, frame, begin, path);
      case 'race':
        return runRace(this, step, frame, begin, path);
      case 'repeat':
        return this.#repeat(step, frame, begin, path);
      case 'loop':
        return runChild(scene, step, frame, begin, path);
      default: {
        const { end, given, value, error } = act(scene, step, frame, begin, path);
        return { ...nothing, end, given, value, stop: error === null ? null : failed(path, end, error) };
      }
    }
  }

  #repeat(step: Extract<PlannedStep, { kind: 'repeat' }>, frame: Frame, begin: number, path: string): Done {
    const inside: Trace[] = [];
    let at = begin;
    for (let round = 0; round < step.roundsMax; round += 1) {
      const inner = frameInside(frame, round);
      const { traces, end, stop } = this.block(step.body.steps, inner, at);
      inside.push(...traces);
      if (stop !== null) return { given: null, value: null, inside, end, stop };
      const it = this.scene.workOut(step.body.yields, inner, end, null);
      const seen = { scope: frameInside(inner, round, [['it', it]]).scope };
      if (this.scene.holds(step.until, seen, end)) return { given: null, value: it, inside, end, stop: null };
      const pause = step.everyMs === null || round + 1 === step.roundsMax ? null : step.everyMs;
      at = end + (pause === null ? 0 : this.scene.milliseconds(pause, frame, end));
    }
    const message = `What REPEAT waits for did not come about in ${step.roundsMax} rounds.`;
    return { given: null, value: null, inside, end: at, stop: failed(path, at, message) };
  }
}

export const failed = (step: string, at: number, message: string): Stop => ({
  kind: 'failed',
  at,
  failure: { step, message },
});

const endsRun = ({ kind }: PlannedStep): boolean => kind === 'fail' || kind === 'return';

/** Of stops in the same moment the first line decides. */
export function earliest<Each extends { readonly at: number }>(stops: readonly Each[]): Each | null {
  return stops.reduce<Each | null>((first, stop) => (first === null || stop.at < first.at ? stop : first), null);
}

/** What does not run gives null, and what is inside it. */
function setNull(step: PlannedStep, { scope }: Frame): void {
  scope.set(step.path, null);
  if (step.kind !== 'if' && step.kind !== 'race') return;
  for (const inner of stepsInside(step)) if (!scope.has(inner.path)) setNull(inner, { scope } as Frame);
}
