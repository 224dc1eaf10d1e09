import { LoomError } from '../../../domain/errors.ts';
import type { Json, JsonObject } from '../../../domain/json.ts';
import { type Expression, type PlannedStep, plannedTool } from '../../../dsl/plan.ts';
import { again, choose, each, first } from './controls.ts';
import type { Line } from './line.ts';
import { ask, collaborate, say, waitFor } from './talking.ts';

export type Doing<Kind extends PlannedStep['kind']> = (line: Line, step: Extract<PlannedStep, { kind: Kind }>) => void;

const call: Doing<'call'> = (line, step) => {
  const timeoutMs = step.timeoutMs === undefined ? null : line.milliseconds(step.timeoutMs);
  const { run } = line.block;
  const given = { plan: run.hash, tool: step.tool, arguments: allOf(line, step.arguments) };
  askWorld(line, {
    kind: 'activity',
    type: plannedTool(run.plan, step.tool)?.name ?? step.tool,
    given,
    timeoutMs,
    triesMax: step.retry?.triesMax ?? 3,
  });
};

const loop: Doing<'loop'> = (line, step) =>
  askWorld(line, {
    kind: 'child',
    type: step.loop,
    given: allOf(line, step.arguments),
    timeoutMs: null,
    triesMax: null,
  });

/** Waits for what happens outside, whatever happens meanwhile: what was told to stop may still be done. */
export function askWorld(
  line: Line,
  asked: Omit<Parameters<Line['block']['run']['ask']>[0], 'id'>,
  done: (value: Json) => void = (value) => line.succeed(value),
): void {
  let answered = false;
  const stop = line.block.run.ask({ ...asked, id: line.path }, (outcome) => {
    answered = true;
    if (outcome.how === 'completed') return done(outcome.value);
    if (outcome.how === 'failed') line.fail({ code: outcome.code, message: outcome.message, step: line.path });
    else line.tellToStop();
    line.conclude();
  });
  line.letGo = () => {
    if (!answered) stop();
    return answered;
  };
}

const value: Doing<'value'> = (line, step) => line.succeed(line.workOut(step.value));

const wait: Doing<'wait'> = (line, step) => sleep(line, Math.max(1, line.milliseconds(step.forMs)));

const waitUntil: Doing<'wait_until'> = (line, step) => {
  const until = line.workOut(step.until);
  const moment = typeof until === 'string' ? Date.parse(until) : until;
  if (typeof moment !== 'number' || !Number.isFinite(moment)) {
    throw new LoomError('loop.expression_failed', '(no time)', '');
  }
  sleep(line, Math.max(1, moment - line.block.run.now));
};

function sleep(line: Line, ms: number): void {
  const stop = line.block.run.timer(ms, () => line.succeed(null));
  line.letGo = () => {
    stop();
    return true;
  };
}

const fail: Doing<'fail'> = (line, step) => {
  const message = line.workOut(step.message);
  throw new LoomError('loop.failed', typeof message === 'string' ? message : JSON.stringify(message), '');
};

const leave: Doing<'return'> = (line, step) => line.leave(line.workOut(step.value));

export const doings: { readonly [Kind in PlannedStep['kind']]: Doing<Kind> } = {
  call,
  loop,
  value,
  if: choose,
  wait,
  wait_until: waitUntil,
  fail,
  return: leave,
  for: each,
  repeat: again,
  race: first,
  ask,
  say,
  wait_for: waitFor,
  collaborate,
};

export function allOf(line: Pick<Line, 'workOut'>, fields: readonly (readonly [string, Expression])[]): JsonObject {
  return Object.fromEntries(fields.map(([name, expression]) => [name, line.workOut(expression)]));
}
