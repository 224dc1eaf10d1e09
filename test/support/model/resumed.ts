import type { JsonObject } from '../../../domain/json.ts';
import { everyStep, type Plan } from '../../../dsl/plan.ts';
import { DrivenRun } from '../driven/run.ts';
import type { Sandbox } from '../driven/sandbox.ts';
import { beginMs, type Happening, hash, type Outcome, type Pending } from './happenings.ts';
import type { Line } from './line.ts';
import type { ModelRun } from './run.ts';
import { comesAfter } from './undoing.ts';

const happeningsMax = 400;

/**
 * Resumes a run that failed, with its journal, and lets everything end well now.
 * @param model of the run that failed: it knows what was done, and what was undone
 * @returns how many activities the resumed run began
 * @throws Error when it does a finished step again, leaves an undone one undone, or calls a step under another key than
 * the services know
 */
export async function resumeAfter(
  sandbox: Sandbox,
  { plan, inputs }: { readonly plan: Plan; readonly inputs: JsonObject },
  first: DrivenRun,
  model: ModelRun,
): Promise<number> {
  const started = { workflowId: 'again', plan, hash, inputs, eventsMax: null, journal: await first.journal() };
  const again = await DrivenRun.start(sandbox, started, beginMs + 1_000_000);
  try {
    await goOn(again, beginMs + 1_000_000);
    for (const { kind, id, given } of again.began) {
      if (kind === 'activity') check(model, id, given);
    }
    checkUndone(plan, again, model);
    return again.began.length;
  } finally {
    await again.end();
  }
}

/** Whatever it waits for comes, and ends well. */
async function goOn(run: DrivenRun, beganAt: number): Promise<void> {
  let now = beganAt;
  for (let count = 0; count < happeningsMax && run.ending === null; count += 1) {
    const { pending, timers } = run.waiting;
    const [next] = pending;
    now = Math.max(now + 1, next === undefined ? (timers[0] ?? 0) : 0);
    if (next !== undefined) await run.happen({ what: 'settled', id: next.id, outcome: well(next), at: now });
    else if (timers.length > 0) await run.happen({ what: 'time', at: now });
    else await tellAll(run, now);
  }
  if (run.ending === null) throw new Error('The resumed run does not come to an end.');
}

const well = ({ type, toldToStop }: Pending): Outcome =>
  toldToStop
    ? { how: 'cancelled' }
    : { how: 'completed', value: type === 'chat.ask' ? { users: null, level: 0 } : type === 'chat.say' ? null : 0 };

/** Everybody answers everything, and everything that can be waited for happens. */
async function tellAll(run: DrivenRun, at: number): Promise<void> {
  const begun = Object.entries((await run.journal()).entries).filter(([, { status }]) => status === 'begun');
  const answers = begun.flatMap(([path]) =>
    ['@ada:test', '@bob:test', '@dan:test'].flatMap((user) =>
      ['yes', 'go'].map((choice) => ({ path, choice, user, level: 100, plan: hash })),
    ),
  );
  const events = [0, 1].flatMap((name) =>
    [0, 1, 2].map((data) => ({ id: `${at} ${name} ${data}`, name: `e${name}`, data })),
  );
  const all: Happening[] = [
    ...answers.map((answer) => ({ what: 'answered', answer, at }) as const),
    ...events.map((event) => ({ what: 'heard', event, at }) as const),
  ];
  for (const happening of all) if (run.ending === null) await run.happen(happening);
}

function check(model: ModelRun, id: string, given: JsonObject): void {
  const undoes = model.lines.every(({ path }) => path !== id) && id.endsWith('.undo');
  const path = undoes ? id.slice(0, -'.undo'.length) : id;
  const line = model.lines.find((each) => each.path === path);
  const origin = given.origin ?? 'again';
  // Where a body had not begun, or in ON ERROR, nothing was done that could be done again.
  if (line === undefined) return;
  const anew = isAnew(model, line);
  if (!undoes && !anew && line.state === 'over' && model.statuses.get(path) === 'completed') {
    throw new Error(`The resumed run does "${path}" again, which is finished.`);
  }
  const expected = anew ? 'again' : 'first';
  if (typeof given.tool === 'string' && origin !== expected) {
    throw new Error(`The resumed run calls "${id}" as ${origin}, and not as ${expected}.`);
  }
}

/** A run that comes to the end of its lines has done again what was undone. */
function checkUndone(plan: Plan, { began, ending }: DrivenRun, model: ModelRun): void {
  if (ending?.how !== 'completed' || everyStep(plan.steps).some(({ kind }) => kind === 'return')) return;
  const begun = new Set(began.map(({ id }) => id));
  for (const { path, step, block } of model.undone) {
    const always = block.owner === null && step.kind === 'call' && step.when === undefined;
    if (always && !begun.has(path)) throw new Error(`The resumed run leaves "${path}" undone.`);
  }
}

/** Whether something has to be done once more: it was undone, or rests on what was, or its rounds were used up. */
function isAnew(model: ModelRun, line: Line): boolean {
  const undone = [...model.undone].some((each) => each === line || comesAfter(line, each));
  return undone || around(line).some(({ verdict }) => verdict !== null && isUsedUp(verdict));
}

const isUsedUp = (verdict: NonNullable<Line['verdict']>): boolean =>
  typeof verdict === 'object' && 'failure' in verdict && verdict.failure.code === 'loop.not_reached';

function around({ block }: Line): readonly Line[] {
  return block.owner === null ? [] : [block.owner, ...around(block.owner)];
}
