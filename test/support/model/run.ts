import type { RoomEvent } from '../../../domain/chat.ts';
import type { Json, JsonObject } from '../../../domain/json.ts';
import type { StepStatus } from '../../../domain/run.ts';
import { everyStep, type Plan, type PlannedStep, stepsInside } from '../../../dsl/plan.ts';
import { Block, everyLine, type Stop } from './block.ts';
import type { Ending, Happening, Outcome, Pending, Reply, Waiting } from './happenings.ts';
import { type Failure, failureOf, type Line } from './line.ts';
import { hear, type OpenQuestion } from './talking.ts';
import { Undoing } from './undoing.ts';

interface Asked extends Omit<Pending, 'toldToStop'> {
  toldToStop: boolean;
  answer(outcome: Outcome): void;
}

interface Timer {
  at: number;
  fire(): void;
}

const lostMax = 10;

/**
 * What a run must do, said as plainly as possible: a machine that is told what happens, one thing at a time, and says
 * what the run then waits for and how it ends. It knows the language (docs/LANGUAGE.md) and nothing of the interpreter.
 */
export class ModelRun {
  readonly plan: Plan;
  readonly hash: string;
  now: number;
  ending: Ending | null = null;
  /** By runtime path. */
  readonly statuses = new Map<string, StepStatus>();
  /** Lines with an UNDO that did their work, in that order. */
  readonly finished: Line[] = [];
  /** What failures said, in the model's own words. */
  readonly messages = new Set<string>();
  /** Everything that was ever asked of the world, in order. */
  readonly log: string[] = [];
  /**
   * Lines that could begin in the very moment in which they were told to stop. Whether they did cannot be seen from
   * outside, as nothing of it left the run; the language does not say.
   */
  readonly moot = new Set<Line>();
  /** Lines that began with the last happening. */
  readonly begunNow = new Set<Line>();
  /** ASKs that can be answered. */
  readonly questions = new Set<OpenQuestion>();
  /** Lines that wait for an event, in the order in which they began to, and events nobody took. */
  readonly listeners = new Set<{ fits(event: RoomEvent): boolean; take(event: RoomEvent): void }>();
  readonly events: RoomEvent[] = [];
  readonly heard = new Set<string>();
  /** Whether its history is long enough to continue as new. */
  due = false;
  /** How often it continued as new. */
  continuations = 0;
  #draining = false;
  readonly #held = new Set<() => void>();
  readonly #main: Block;
  #at: Block;
  #why: Failure | 'cancelled' | null = null;
  #undoing: Undoing | null = null;
  readonly #asked = new Map<string, Asked>();
  readonly #timers = new Set<Timer>();
  #stopLimit = (): void => undefined;
  #photoFinish = false;

  constructor(plan: Plan, hash: string, inputs: JsonObject, now: number) {
    this.plan = plan;
    this.hash = hash;
    this.now = now;
    for (const { path } of stepsWithAddress(plan.steps)) this.statuses.set(path, 'waiting');
    const given = plan.inputs.map(({ name, default: value = null }) => [name, inputs[name] ?? value] as const);
    this.#main = new Block(this, null, plan.steps, new Map(given));
    this.#at = this.#main;
    if (plan.limitMs !== undefined) {
      const failure = { code: 'loop.limit_reached', message: '(limit)', step: null };
      this.#stopLimit = this.timer(plan.limitMs, () => this.#main.stop({ failure }));
    }
    if (plan.steps.length === 0) this.blockOver(this.#main);
    this.#goOn();
  }

  get waiting(): Waiting {
    return {
      pending: [...this.#asked.values()].map(({ answer: _answer, ...pending }) => pending),
      timers: [...this.#timers].map(({ at }) => at).sort((one, other) => one - other),
    };
  }

  /** Whether something was told to stop and has not come to rest. */
  get stopping(): boolean {
    return (
      [...this.#asked.values()].some(({ toldToStop }) => toldToStop) ||
      this.#at !== this.#main ||
      this.#undoing !== null
    );
  }

  happen(happening: Happening): Reply {
    this.now = happening.at;
    this.begunNow.clear();
    const reply = this.#take(happening);
    this.#goOn();
    return reply;
  }

  #take(happening: Happening): Reply {
    switch (happening.what) {
      case 'cancelled':
        this.#main.stop('told to stop');
        return null;
      case 'time':
        this.#fire(happening.at);
        return null;
      case 'settled':
        this.#settle(happening.id, happening.outcome);
        return null;
      case 'heard':
        hear(this, happening.event);
        return null;
      case 'answered': {
        const asked = [...this.questions].find(({ path }) => path === happening.answer.path);
        return asked?.answer(happening.answer) === true ? 'counted' : 'refused';
      }
    }
  }

  /**
   * Does something whose end a run must see. One that is to continue as new starts nothing any more; its continuation
   * does.
   * @returns takes it back, should it still be held
   */
  begin(work: () => void): () => void {
    this.look();
    if (this.#draining) this.#held.add(work);
    else work();
    return () => this.#held.delete(work);
  }

  /** Looks whether it is to continue as new. While other runs are at work for it, it stays, as they may take days. */
  look(): void {
    const waitsForRuns = [...this.#asked.values()].some(({ kind }) => kind === 'child');
    // Only a run that was cancelled itself can end as cancelled.
    if (this.due && !waitsForRuns && this.#why !== 'cancelled') this.#draining = true;
  }

  /** Timers are set again then, and none can ring in the past; what was held begins. */
  #continueAsNew(): void {
    this.continuations += 1;
    this.due = false;
    this.#draining = false;
    for (const timer of this.#timers) timer.at = Math.max(timer.at, this.now + 1);
    for (const work of this.#held) {
      this.#held.delete(work);
      work();
    }
  }

  timer(ms: number, fire: () => void): () => void {
    const timer = { at: this.now + ms, fire };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** @returns tells it to stop */
  ask(asked: Omit<Pending, 'toldToStop'>, answer: (outcome: Outcome) => void): () => void {
    let lost = 0;
    const again = (): void => {
      const earlierTries = lost * (asked.triesMax ?? 0);
      const given = lost === 0 ? asked.given : { ...asked.given, earlierTries };
      const entry: Asked = {
        ...asked,
        given,
        toldToStop: false,
        answer: (outcome) => {
          if (outcome.how !== 'lost') return answer(outcome);
          if (entry.toldToStop) return answer({ how: 'cancelled' });
          lost += 1;
          if (lost > lostMax) return answer({ how: 'failed', code: 'loop.timed_out', message: '(lost)' });
          again();
        },
      };
      this.#asked.set(asked.id, entry);
      this.#fresh.add(asked.id);
    };
    again();
    return () => {
      const entry = this.#asked.get(asked.id);
      if (entry !== undefined) entry.toldToStop = true;
    };
  }

  readonly #fresh = new Set<string>();

  /** The lines of the program that have begun or could have, at their places; not those of ON ERROR. */
  get lines(): readonly Line[] {
    return everyLine(this.#main);
  }

  /** What was done and then undone. */
  get undone(): ReadonlySet<Line> {
    return this.#undoing?.undone ?? new Set();
  }

  /** A block begins to stop. */
  stoppedNow(block: Block): void {
    for (const line of everyLine(block)) {
      const direct = (path: string): boolean => {
        const before = block.find(path);
        return before === null || before.succeeded || this.moot.has(before);
      };
      if (this.begunNow.has(line) || (line.state === 'waiting' && line.step.after.every(direct))) this.moot.add(line);
    }
  }

  /** The program, or ON ERROR, has come to rest. */
  blockOver(block: Block): void {
    if (block === this.#main) {
      this.#stopLimit();
      this.#mainOver(block.stopped);
    } else this.#end();
  }

  #mainOver(stopped: Stop | null): void {
    if (stopped === null) this.#complete();
    else if (stopped === 'told to stop') this.#cleanUp('cancelled');
    else if ('returned' in stopped) this.ending = { how: 'completed', output: stopped.returned };
    else this.#cleanUp(stopped.failure);
  }

  #complete(): void {
    const { output } = this.plan;
    try {
      this.ending = { how: 'completed', output: output === null ? this.#named() : this.#main.workOut(output) };
    } catch (error) {
      this.#cleanUp(failureOf(error));
    }
  }

  #named(): Json {
    const named = visibleSteps(this.plan.steps).filter(({ name }) => name !== null);
    return Object.fromEntries(named.map(({ name, path }) => [name, this.#main.names.get(path) ?? null]));
  }

  #cleanUp(why: Failure | 'cancelled'): void {
    this.#why = why;
    if (why === 'cancelled') this.#draining = false;
    else if (this.#draining) this.#continueAsNew();
    this.#undoing = new Undoing(this.finished, this);
  }

  #onError(): void {
    const steps = this.plan.onError ?? [];
    const names = new Map(this.#main.names);
    for (const { path } of stepsWithAddress(this.plan.steps)) if (!names.has(path)) names.set(path, null);
    const failure = this.#why === 'cancelled' ? null : this.#why;
    names.set('error', { step: failure?.step ?? null, message: failure?.message ?? '' });
    this.#at = new Block(this, null, steps, names);
    if (steps.length === 0) this.#end();
  }

  #end(): void {
    const stopped = this.#at.stopped;
    const notUndone = this.#undoing?.failures ?? 0;
    const failed = notUndone > 0 || (stopped !== null && stopped !== 'told to stop' && 'failure' in stopped);
    const why = this.#why;
    if (failed)
      this.ending = { how: 'failed', code: 'loop.undo_failed', step: why === 'cancelled' ? null : (why?.step ?? null) };
    else if (why === 'cancelled') this.ending = { how: 'cancelled' };
    else this.ending = { how: 'failed', code: why?.code ?? '', step: why?.step ?? null };
  }

  /** Who wins when several are done in the very same moment is not said either. */
  noteFinish(others: readonly Line[]): void {
    const instant: readonly PlannedStep['kind'][] = ['value', 'for', 'repeat', 'race', 'wait_for'];
    this.#photoFinish ||= others.some((line) => this.moot.has(line) && instant.includes(line.step.kind));
  }

  /** Whether the language does not say what happens next: it is in ON ERROR, say, and what ON ERROR can see is moot. */
  get undecided(): boolean {
    if (this.#photoFinish) return true;
    // Nor is it said in which order timers ring that are due at the same time and were set by a continuation.
    const [due, next] = this.waiting.timers;
    if (this.continuations > 0 && due !== undefined && due === next) return true;
    return this.#at !== this.#main && [...this.moot].some(({ step }) => step.kind !== 'fail' && step.kind !== 'return');
  }

  /** Starts all that can start, then what can start because of that, and so on. */
  #goOn(): void {
    while (this.ending === null) {
      for (let ready = this.#at.ready(); ready.length > 0; ready = this.#at.ready()) {
        for (const line of ready) if (line.ready && line.block.stopped === null) line.start();
      }
      this.#forgetWhatNeverLeft();
      if (this.#at.ready().length > 0) continue;
      if (this.#undoing === null || this.#at !== this.#main) break;
      this.#undoing.goOn();
      if (!this.#undoing.over) break;
      this.#onError();
    }
    if (this.ending === null && this.#draining && this.#asked.size === 0) {
      this.#continueAsNew();
      this.#goOn();
    }
    for (const id of this.#fresh) this.log.push(id);
    this.#fresh.clear();
  }

  /** What is asked and taken back in the same moment never leaves the run. */
  #forgetWhatNeverLeft(): void {
    const never = (): string | undefined => [...this.#fresh].find((id) => this.#asked.get(id)?.toldToStop === true);
    for (let id = never(); id !== undefined; id = never()) {
      this.#fresh.delete(id);
      this.#settle(id, { how: 'cancelled' });
    }
  }

  #settle(id: string, outcome: Outcome): void {
    const asked = this.#asked.get(id);
    if (asked === undefined) throw new Error(`Nothing waits for "${id}".`);
    this.#asked.delete(id);
    asked.answer(outcome);
  }

  #fire(at: number): void {
    const due = [...this.#timers].find((timer) => timer.at <= at);
    if (due === undefined) return;
    this.#timers.delete(due);
    due.fire();
  }
}

/** Steps that have their address from the beginning. */
function stepsWithAddress(steps: readonly PlannedStep[]): readonly PlannedStep[] {
  return everyStep(steps).filter(({ path }) => !path.includes('[]'));
}

/** Steps whose names the whole program knows: its own, and those in branches of an IF. */
function visibleSteps(steps: readonly PlannedStep[]): readonly PlannedStep[] {
  return steps.flatMap((step) => [step, ...(step.kind === 'if' ? visibleSteps(stepsInside(step)) : [])]);
}
