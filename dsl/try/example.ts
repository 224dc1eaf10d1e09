import { isErrorCode, LoomError } from '../../domain/errors.ts';
import { isJsonObject, type Json } from '../../domain/json.ts';
import type { Example } from '../../domain/market/bundle.ts';
import { readInputs } from '../inputs.ts';
import { nearest } from '../nearest.ts';
import { everyStep, type LoopType, type Plan, type PlannedStep } from '../plan.ts';
import { plannedPath } from '../plan-path.ts';
import { partMisfit } from './part-misfit.ts';
import { runTry, type Tried } from './run.ts';
import { everyTrace } from './trace.ts';

export interface ExampleSetting {
  readonly plan: Plan;
  /** Plans of the loops it runs, by hash. */
  readonly plans: ReadonlyMap<string, Plan>;
  /** What the loop gives back, as far as that is known; null for nothing known. */
  readonly returns: LoopType | null;
}

/**
 * What in an example cannot be so, as far as a dry run can tell: inputs that do not fit, answers and events nobody waits
 * for, a choice that is none, an output of another shape, an end that cannot come. What tools would really give it does not
 * know; a loop that calls none is worked out to its end.
 * @returns one sentence for each
 */
export function exampleFaults(example: Example, setting: ExampleSetting): readonly string[] {
  const { plan, plans, returns } = setting;
  const steps = stepsByAddress(plan, plans);
  const { inputs, wrong } = readInputs(plan.inputs, { values: example.inputs });
  const misplaced = [
    ...(example.answers ?? []).flatMap(({ path, choice }) => answerFault(path, choice, steps)),
    ...(example.events ?? []).flatMap(({ path, name }) => eventFault(path, name, steps)),
  ];
  const faults = [...wrong, ...misplaced, ...endFaults(example, steps, setting)];
  if (example.output !== undefined && returns !== null) {
    const misfit = partMisfit(example.output, returns);
    if (misfit !== null) faults.push(`Its output cannot be: ${misfit}.`);
  }
  if (faults.length > 0) return faults;
  try {
    const startedAt = Date.UTC(2026, 0, 1);
    const answer = (path: string): string | undefined => answerTo(path, example, steps);
    const never = { fails: () => false, result: () => undefined, toward: null };
    return triedFaults(example, runTry({ plan, plans, inputs, answer, startedAt, ...never }), steps);
  } catch (error) {
    const { message, hint } = LoomError.from(error);
    return [`${message} ${hint}`];
  }
}

type Steps = ReadonlyMap<string, PlannedStep>;

/** All steps by their planned path, behind those of the steps that run the loops they are in. */
function stepsByAddress(plan: Plan, plans: ReadonlyMap<string, Plan>, prefix = '', depth = 0): Steps {
  const found = new Map<string, PlannedStep>();
  for (const step of everyStep([...plan.steps, ...(plan.onError ?? [])])) {
    found.set(prefix + step.path, step);
    const inner = step.kind === 'loop' && depth < 16 ? plans.get(step.planHash) : undefined;
    if (inner === undefined) continue;
    for (const [path, each] of stepsByAddress(inner, plans, `${prefix}${step.path}/`, depth + 1)) found.set(path, each);
  }
  return found;
}

function answerFault(path: string, choice: string, steps: Steps): readonly string[] {
  const step = steps.get(plannedPath(path));
  if (step === undefined) return [unknownPath(path, steps, 'ask')];
  if (step.kind !== 'ask') return [`It answers ${path}, which asks nothing.`];
  const choices = choicesOf(step);
  if (choices === null || choices.includes(choice)) return [];
  return [`It answers "${choice}" to ${path}, whose choices are ${choices.join(', ')}.`];
}

function eventFault(path: string, name: string, steps: Steps): readonly string[] {
  const step = steps.get(plannedPath(path));
  if (step === undefined) return [unknownPath(path, steps, 'wait_for')];
  if (step.kind !== 'wait_for') return [`It tells ${path} of an event, which waits for none.`];
  return step.event === name ? [] : [`It tells ${path} of "${name}", which waits for "${step.event}".`];
}

function unknownPath(path: string, steps: Steps, kind: PlannedStep['kind']): string {
  const fitting = [...steps].filter(([, step]) => step.kind === kind).map(([each]) => each);
  const guess = nearest(path, fitting) ?? fitting[0];
  return `There is no step ${path}${guess === undefined ? '' : `; did it mean ${guess}`}.`;
}

/** The choices of a question, where they are the same in every run. */
function choicesOf({ choices }: Extract<PlannedStep, { kind: 'ask' }>): readonly string[] | null {
  if (choices === null) return ['yes', 'no'];
  if (choices.t !== 'list') return null;
  const texts = choices.items.flatMap((item) => (item.t === 'literal' ? [String(item.value)] : []));
  return texts.length === choices.items.length ? texts : null;
}

/** Which of the answers to a question decides: any but the first choice does at once. */
function answerTo(address: string, { answers = [] }: Example, steps: Steps): string | undefined {
  const given = answers.filter(({ path }) => path === address || plannedPath(path) === address);
  const step = steps.get(plannedPath(address));
  const [first] = step?.kind === 'ask' ? (choicesOf(step) ?? []) : [];
  return (given.find(({ choice }) => choice !== first) ?? given[0])?.choice;
}

/** What has to stand in a loop so that it can fail with a code of the language. */
const sources: Readonly<Record<string, (step: PlannedStep) => boolean>> = {
  'loop.failed': ({ kind }) => kind === 'fail',
  'loop.refused': (step) => step.kind === 'ask' && step.gate,
  'loop.no_answer': (step) => step.kind === 'ask' && step.withinMs !== null,
  'loop.no_event': (step) => step.kind === 'wait_for' && step.withinMs !== null,
  'loop.not_reached': ({ kind }) => kind === 'repeat',
  'loop.too_few': (step) => step.kind === 'race' || (step.kind === 'for' && step.first !== null),
};

function endFaults(example: Example, steps: Steps, { plan, plans }: ExampleSetting): readonly string[] {
  const { failure, output } = example;
  if (failure === undefined) return [];
  if (output !== undefined) return ['It says both an output and a failure.'];
  if (!isErrorCode(failure)) return [`There is no error "${failure}".`];
  const canCome = sources[failure];
  if (canCome !== undefined && ![...steps.values()].some(canCome))
    return [`Nothing in the loop fails with ${failure}.`];
  const limited = [plan, ...plans.values()].some(({ limitMs }) => limitMs !== undefined);
  if (failure === 'loop.limit_reached' && !limited) return ['The loop has no LIMIT to reach.'];
  const refuses = (example.answers ?? []).some(({ path, choice }) => {
    const step = steps.get(plannedPath(path));
    return step?.kind === 'ask' && step.gate && choicesOf(step)?.[0] !== choice;
  });
  return failure === 'loop.refused' && !refuses ? ['It says loop.refused, and nobody refuses.'] : [];
}

function triedFaults(example: Example, tried: Tried, steps: Steps): readonly string[] {
  const { failure, output } = tried;
  const said = example.failure !== undefined;
  const stopped = failure?.step == null ? undefined : steps.get(plannedPath(failure.step));
  const refused = stopped?.kind === 'ask' && (example.answers ?? []).some(({ path }) => path === failure?.step);
  if (failure !== null && !said && (refused || isExact(tried, steps))) return [`It ends with: ${failure.message}`];
  if (!isExact(tried, steps)) return [];
  if (failure === null && said) return [`It does not fail: it gives ${shortened(output)}.`];
  if (failure !== null || example.output === undefined || holds(output, example.output)) return [];
  return [`Its output is ${shortened(output)}, not ${shortened(example.output)}.`];
}

const knownBefore: ReadonlySet<PlannedStep['kind']> = new Set([
  'value',
  'say',
  'if',
  'for',
  'repeat',
  'wait',
  'fail',
  'return',
  'loop',
]);

/** Whether a dry run is as the real one: nothing comes from outside, and nothing had to be made up. */
function isExact(tried: Tried, steps: Steps): boolean {
  const timeless = !/"name":"(?:now|uuid|run)"/.test(JSON.stringify([...steps.values()]));
  return (
    timeless &&
    [...steps.values()].every(({ kind }) => knownBefore.has(kind)) &&
    everyTrace(tried.traces).every(({ note }) => note === null)
  );
}

/** Whether a value has all that another one has: objects may have more fields. */
function holds(value: Json | undefined, part: Json): boolean {
  if (Array.isArray(part))
    return Array.isArray(value) && value.length === part.length && part.every((each, at) => holds(value[at], each));
  if (!isJsonObject(part)) return value === part;
  return isJsonObject(value) && Object.entries(part).every(([name, each]) => holds(value[name], each));
}

function shortened(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
