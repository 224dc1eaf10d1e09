import { canonicalJson } from '../../../domain/canonical.ts';
import type { JsonObject } from '../../../domain/json.ts';
import { everyStep, type Plan } from '../../../dsl/plan.ts';
import { DrivenRun } from '../driven/run.ts';
import type { Sandbox } from '../driven/sandbox.ts';
import type { Next } from './choices.ts';
import { beginMs, type Happening, hash, type Pending, type Waiting } from './happenings.ts';
import { ModelRun } from './run.ts';

const happeningsMax = 400;

/** What happened, told for people. */
export interface Story {
  readonly happenings: readonly Happening[];
  /** How often the run continued as new. */
  readonly continuations: number;
  /** Activities and other runs that it started, in that order. */
  readonly began: readonly string[];
  /** In which the run and the model differ; null when they agree to the end. */
  readonly difference: { readonly where: string; readonly model: string; readonly run: string } | null;
}

interface Options {
  /** Continue as new whenever the history has so many events. */
  readonly eventsMax?: number | null;
  /** Run every history once more, which must lead to the same. */
  readonly replayed?: boolean;
  /** Told of a run that ended as the model did. @throws Error when something is wrong with it */
  readonly afterwards?: (run: DrivenRun, model: ModelRun) => Promise<void>;
}

/**
 * Runs a plan in the interpreter and in the model, with the same happenings in the same order, and compares after each
 * what they wait for, and at the end how they ended and where their steps stand.
 * @param next says what happens
 */
export async function runTogether(
  sandbox: Sandbox,
  plan: Plan,
  inputs: JsonObject,
  next: Next,
  { eventsMax = null, replayed = false, afterwards }: Options = {},
): Promise<Story> {
  const model = new ModelRun(plan, hash, inputs, beginMs);
  const run = await DrivenRun.start(
    sandbox,
    { workflowId: 'first', plan, hash, inputs, eventsMax, journal: null },
    beginMs,
  );
  const happenings: Happening[] = [];
  const differs = (where: string, ofModel: unknown, ofRun: unknown): Story | null => {
    const difference = { where, model: plain(ofModel, model.messages), run: plain(ofRun, run.messages) };
    return difference.model === difference.run ? null : { ...agreed(run, happenings), difference };
  };
  try {
    for (let count = 0; count < happeningsMax; count += 1) {
      if (model.undecided) return agreed(run, happenings);
      const ended = differs('ending', model.ending, run.ending);
      if (ended !== null) return ended;
      if (model.ending !== null) {
        if (replayed) await run.replay();
        await afterwards?.(run, model);
        const [ofModel, ofRun] = [Object.fromEntries(model.statuses), await run.statuses()];
        const told = run.continuations === 0 ? null : ofRun;
        return differs('statuses', known(model, ofModel, told), known(model, ofRun, told)) ?? agreed(run, happenings);
      }
      const expected = seen(model.waiting);
      const actual = seen(run.waiting);
      // What comes to rest may take its timers along a little later; while it does, they change nothing.
      if (model.stopping) actual.timers = expected.timers;
      const waiting = differs('waits for', expected, actual);
      if (waiting !== null) return waiting;
      const happening = next(model, expected, happenings);
      happenings.push(happening);
      model.due = run.due;
      const reply = differs('reply', model.happen(happening), await run.happen(happening));
      if (reply !== null) return reply;
      const continued = differs('continuations', model.continuations, run.continuations);
      if (continued !== null) return continued;
    }
    throw new Error('This goes on for ever.');
  } catch (error) {
    return { ...agreed(run, happenings), difference: { where: 'error', model: '', run: String(error) } };
  } finally {
    await run.end();
  }
}

/** A value as text; what failures say, which KEEP GOING makes part of results, is said in the words of either. */
function plain(value: unknown, messages: ReadonlySet<string>): string {
  let text = canonicalJson(value);
  for (const message of [...messages].sort((one, other) => other.length - one.length)) {
    // A text may be inside a text that is inside a text.
    for (let depth = 0, shown = message; depth < 3; depth += 1) {
      shown = JSON.stringify(shown).slice(1, -1);
      text = text.replaceAll(shown, 'what failed');
    }
  }
  return text;
}

const agreed = ({ continuations, began }: DrivenRun, happenings: readonly Happening[]): Story => ({
  happenings,
  continuations,
  began: began.map(({ id }) => id),
  difference: null,
});

function seen({ pending, timers }: Waiting): { pending: readonly Pending[]; timers: readonly number[] } {
  return { pending: pending.toSorted((one, other) => (one.id < other.id ? -1 : 1)), timers };
}

/** Of a step that may have begun in the moment in which it was told to stop, nobody knows what it says of itself. */
function known(
  model: ModelRun,
  statuses: Readonly<Record<string, string>>,
  told: Readonly<Record<string, string>> | null,
): Record<string, string> {
  const moot = new Set<string>();
  for (const { step, block } of model.moot) for (const { path } of everyStep([step])) moot.add(block.runtimePath(path));
  const isMoot = (path: string): boolean =>
    !model.log.includes(path) && [...moot].some((each) => path === each || path.startsWith(`${each}[`));
  // A continuation does not know any more what was done inside items and rounds whose results are there.
  const forgotten = (path: string): boolean => path.includes('[') && told !== null && !(path in told);
  // Nor whether what lost before it could begin was there at all.
  const neverBegan = (path: string, status: string): boolean =>
    told !== null && status === 'cancelled' && !model.statuses.has(path);
  return Object.fromEntries(
    Object.entries(statuses)
      .filter(([path, status]) => !isMoot(path) && !forgotten(path) && !neverBegan(path, status))
      // Nor whether what lost had begun.
      .map(([path, status]) => [path, told !== null && status === 'waiting' ? 'cancelled' : status] as const)
      .sort(),
  );
}
