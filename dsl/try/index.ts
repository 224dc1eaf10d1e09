import type { Json, JsonObject } from '../../domain/json.ts';
import { wordsOf } from '../graph/words.ts';
import { everyStep, type Plan, type PlannedStep } from '../plan.ts';
import { plannedPath } from '../plan-path.ts';
import { stepsMeant } from './addresses.ts';
import { runTry, type Tried } from './run.ts';
import { everyTrace, type Failure, type Trace } from './trace.ts';
import { staysDone, type Undone, undoneOf } from './undo.ts';

/** A step of a dry run. */
export interface TriedStep {
  readonly path: string;
  readonly kind: PlannedStep['kind'];
  /** What it does, as it is written. */
  readonly does: string;
  readonly status: Trace['status'];
  /** What it would be called with, for those that call something. */
  readonly given: JsonObject | null;
  readonly value: Json;
  readonly error: string | null;
  /** What had to be made up, as sample values did not do. */
  readonly note: string | null;
  /** How deep it stands in other steps. */
  readonly depth: number;
}

/** What a run would do, had all its tools given samples. */
export interface TryReport {
  readonly loop: string;
  readonly steps: readonly TriedStep[];
  readonly failure: Failure | null;
  readonly output: Json;
  /** UNDOs in their order; those of one stage together. */
  readonly undone: readonly Undone[];
  /** Steps that changed something and would not be undone. */
  readonly staysDone: readonly string[];
  readonly onError: readonly TriedStep[];
  /** What would come of each step's failing; only where no step was made to fail. */
  readonly failures: readonly TriedFailure[];
  /** Steps that could not be reached at all, so that nobody knows what would come of their failing. */
  readonly unreached: readonly string[];
}

/** What comes of one step's failing, in a run that has done before it all that may be done. */
export interface TriedFailure {
  readonly path: string;
  /** It goes on where an ELSE, KEEP GOING or FIRST lets it. */
  readonly run: 'fails' | 'goes on';
  readonly undone: readonly string[];
  readonly staysDone: readonly string[];
  /** Steps that would not run, or be stopped. */
  readonly notDone: readonly string[];
}

export interface TryRequest {
  readonly plan: Plan;
  /** Plans of the loops it runs, by hash. */
  readonly plans: Readonly<Record<string, Plan>>;
  /** Those that are known; samples stand for the others. */
  readonly inputs: JsonObject;
  /** Steps to fail, as people name them. */
  readonly failing: readonly string[];
  /** Choices by the path of their ASK; the first choice is made elsewhere. */
  readonly answers: Readonly<Record<string, string>>;
  /** What steps give, by path, in place of samples. */
  readonly results: Readonly<Record<string, Json>>;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

/**
 * Runs a plan with tools that give samples of the types they promise: nothing is called.
 * @throws LoomError `command.bad_arguments`, `ask.unknown_choice`
 */
export function tryPlan(request: TryRequest): TryReport {
  const { plan, failing, inputs, startedAt } = request;
  const plans = new Map(Object.entries(request.plans));
  const answer = byAddress(request.answers, plan, plans);
  const result = byAddress(request.results, plan, plans);
  const run: Run = (fails, toward = null) => runTry({ plan, plans, inputs, startedAt, answer, result, fails, toward });
  const tried = run(stepsMeant(failing, plan, plans));
  const { traces, failure, output, onError } = tried;
  const failed = failure !== null;
  return {
    loop: plan.loop,
    steps: stepsOf(traces, plan),
    failure,
    output,
    undone: failed ? undoneOf(plan, plans, traces) : [],
    staysDone: failed ? staysDone(plan, plans, traces) : [],
    onError: stepsOf(onError, plan),
    ...(failing.length > 0 ? { failures: [], unreached: [] } : failuresOf(plan, plans, run)),
  };
}

type Run = (fails: (path: string) => boolean, toward?: string | null) => Tried;

/** Values for the steps that the words people gave mean. */
function byAddress<Value>(
  given: Readonly<Record<string, Value>>,
  plan: Plan,
  plans: ReadonlyMap<string, Plan>,
): (path: string) => Value | undefined {
  const all = Object.entries(given).map(([word, value]) => ({ means: stepsMeant([word], plan, plans), value }));
  return (path) => all.find(({ means }) => means(path))?.value;
}

function stepsOf(traces: readonly Trace[], plan: Plan, depth = 0): readonly TriedStep[] {
  return traces.flatMap(({ step, path, status, given, value, error, note, inside }) => [
    { path, kind: step.kind, does: wordsOf(step, plan), status, given, value, error, note, depth },
    ...stepsOf(inside, plan, depth + 1),
  ]);
}

const canFail: ReadonlySet<PlannedStep['kind']> = new Set(['call', 'loop', 'ask', 'say', 'wait_for', 'collaborate']);

/** Makes every step fail that can, one at a time; of items and rounds the last, so that others are done before it. */
function failuresOf(plan: Plan, plans: ReadonlyMap<string, Plan>, run: Run): Pick<TryReport, 'failures' | 'unreached'> {
  const able = everyStep(plan.steps).filter(({ kind }) => canFail.has(kind));
  const found = [...new Set(able.map(({ path }) => path))].map((path) => {
    const { traces } = run(() => false, path);
    // What a race stops is stopped without any failure.
    return { path, address: lastDone(traces, path), stopped: new Set(unfinished(traces)) };
  });
  const failures = found.flatMap(({ path, address, stopped }): TriedFailure[] => {
    if (address === undefined) return [];
    const { traces, failure } = run((each) => each === address, path);
    return [
      {
        path: address,
        run: failure === null ? 'goes on' : 'fails',
        undone: failure === null ? [] : undoneOf(plan, plans, traces).map((undone) => undone.path),
        staysDone: failure === null ? [] : staysDone(plan, plans, traces),
        notDone: unfinished(traces).filter((each) => !stopped.has(each)),
      },
    ];
  });
  return { failures, unreached: found.flatMap(({ path, address }) => (address === undefined ? [path] : [])) };
}

/** The last address at which a step was done. */
function lastDone(traces: readonly Trace[], planned: string): string | undefined {
  return everyTrace(traces).findLast(({ path, status }) => status === 'completed' && plannedPath(path) === planned)
    ?.path;
}

const unfinished = (traces: readonly Trace[]): readonly string[] =>
  everyTrace(traces).flatMap(({ path, status }) => (status === 'waiting' || status === 'cancelled' ? [path] : []));
