import { LoomError } from '../../../domain/errors.ts';
import type { Json } from '../../../domain/json.ts';
import { Block, skipInside } from './block.ts';
import type { Doing } from './doing.ts';
import { type Failure, failureOf, type Line } from './line.ts';

const tooFew: Failure = { code: 'loop.too_few', message: '(too few)', step: null };

/** Lets a block inside a line begin. */
function begin(line: Line, block: Block): void {
  line.inside.push(block);
  if (block.lines.length === 0) line.onDone(block);
}

export const choose: Doing<'if'> = (line, step) => {
  const taken = step.branches.find(({ test }) => test === null || line.holds(test));
  const done = (): void => {
    skipInside(line.block, step);
    line.succeed(null);
  };
  line.onDone = done;
  if (taken === undefined) done();
  else begin(line, new Block(line.block.run, line, taken.steps, null));
};

export const each: Doing<'for'> = (line, step) => {
  const items = line.workOut(step.of);
  if (!Array.isArray(items)) throw new LoomError('loop.expression_failed', '(no list)', '');
  const { first, keepGoing } = step;
  const outcomes = new Map<number, Json>();
  let next = 0;
  let failures = 0;

  const goOn = (): void => {
    if (failures > items.length - (first ?? 0)) line.giveUp(tooFew);
    else if (outcomes.size === (first ?? items.length)) line.haveEnough(inOrder(outcomes));
    while (line.verdict === null && next < items.length && atWork(line) < step.atOnce) {
      const names = new Map<string, Json>([[step.variable, items[next] ?? null]]);
      next += 1;
      begin(line, new Block(line.block.run, line, step.body.steps, names, next - 1));
    }
  };
  const failed = ({ position }: Block, failure: Failure): void => {
    if (!keepGoing) line.giveUp(failure);
    else if (first !== null) failures += 1;
    else outcomes.set(position ?? 0, { value: null, error: failure.message });
    goOn();
  };
  line.onDone = (block) => {
    if (line.verdict !== null) return;
    try {
      const value = block.workOut(step.body.yields);
      outcomes.set(block.position ?? 0, keepGoing && first === null ? { value, error: null } : value);
    } catch (error) {
      failed(block, failureOf(error));
    }
    goOn();
  };
  // With KEEP GOING an item has failed when nothing of it runs any more; else its failure is that of the FOR, at once.
  line.onFailure = (_block, failure) => {
    if (!keepGoing) line.giveUp(failure);
  };
  line.onRest = (block) => {
    const why = block.stopped;
    if (line.verdict === null && why !== null && why !== 'told to stop' && 'failure' in why) failed(block, why.failure);
  };
  if (items.length < (first ?? 0)) line.giveUp(tooFew);
  else goOn();
};

const atWork = (line: Line): number => line.inside.filter((block) => !block.atRest).length;
const inOrder = (outcomes: ReadonlyMap<number, Json>): Json =>
  [...outcomes].sort(([one], [other]) => one - other).map(([, value]) => value);

export const again: Doing<'repeat'> = (line, step) => {
  const round = (): void => {
    begin(line, new Block(line.block.run, line, step.body.steps, new Map(), line.inside.length));
  };
  const next = (everyMs: number | null): void => {
    if (line.inside.length === step.roundsMax) throw new LoomError('loop.not_reached', '(not reached)', '');
    if (everyMs === null) round();
    else {
      const stop = line.block.run.timer(Math.max(1, everyMs), round);
      line.letGo = () => {
        stop();
        return true;
      };
    }
  };
  line.onDone = (block) => {
    if (line.verdict !== null) return;
    try {
      const it = block.workOut(step.body.yields);
      if (holds(block.workOut(step.until, [['it', it]]))) line.succeed(it);
      else next(step.everyMs === null ? null : line.milliseconds(step.everyMs));
    } catch (error) {
      line.giveUp(failureOf(error));
    }
  };
  round();
};

function holds(value: Json): boolean {
  if (value === null || typeof value === 'boolean') return value === true;
  throw new LoomError('loop.expression_failed', '(neither)', '');
}

export const first: Doing<'race'> = (line, step) => {
  const race = new Block(line.block.run, line, step.steps, new Map());
  const results = new Map<string, Json>();
  const out = new Set<Line>();
  let last = tooFew;

  const lose = (loser: Line): void => {
    if (out.has(loser)) return;
    out.add(loser);
    // What waits for a branch that failed can never be done.
    const failed = loser.state === 'over' && !loser.succeeded;
    if (failed || loser.state === 'waiting') {
      for (const other of race.lines) if (other.step.after.includes(loser.step.path)) lose(other);
    }
  };
  line.onLine = (branch) => {
    if (line.verdict !== null) return;
    const { path } = branch.step;
    if (branch.succeeded && line.block.run.statuses.get(branch.path) !== 'skipped') {
      results.set(path, race.names.get(path) ?? null);
    } else lose(branch);
    const { verdict } = branch;
    if (!branch.succeeded && verdict !== null && typeof verdict === 'object' && 'failure' in verdict)
      last = verdict.failure;
    if (results.size === step.need) {
      const all = step.steps.map((each) => [each.name ?? each.path, results.get(each.path) ?? null] as const);
      line.haveEnough(Object.fromEntries(all));
      line.block.run.noteFinish(race.lines.filter((other) => !other.succeeded));
    } else if (step.steps.length - out.size < step.need) line.giveUp(last);
  };
  line.inside.push(race);
  if (step.steps.length < step.need) line.giveUp(last);
};
