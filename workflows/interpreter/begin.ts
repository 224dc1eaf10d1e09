import type { Beginning } from '../../domain/journal.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { StepStatus } from '../../domain/run.ts';
import { everyStep, type Plan, type PlannedStep } from '../../dsl/plan.ts';
import { Asks } from './asks.ts';
import { runFacts } from './facts.ts';
import { type Frame, Names } from './frame.ts';
import { Handover } from './handover.ts';
import { Mailbox } from './mailbox.ts';
import { Notebook } from './notebook.ts';
import { recall } from './recall.ts';
import type { Run } from './run.ts';
import { UndoLedger } from './undo.ts';

/** Makes what a run works with. @returns the frame in which the loop's own steps run */
export function beginRun(hash: string, plan: Plan, inputs: JsonObject, begin: Beginning | undefined): Frame {
  const notebook = new Notebook(begin?.journal ?? { entries: {} });
  const facts = runFacts(plan.loop);
  const run: Run = {
    plan,
    hash,
    facts,
    statuses: new Map<string, StepStatus>(stepsWithAddress(plan.steps).map(({ path }) => [path, 'waiting'])),
    notebook,
    undo: new UndoLedger(begin?.failure?.notUndone),
    asks: new Asks(notebook, hash, facts.requester),
    mailbox: new Mailbox(begin?.mail?.events, begin?.mail?.ids),
    handover: new Handover(begin?.eventsMax ?? null),
  };
  const given = plan.inputs.map(
    ({ name, default: fallback = null }) =>
      [name, Object.hasOwn(inputs, name) ? (inputs[name] ?? fallback) : fallback] as const,
  );
  const { chunk } = begin ?? {};
  const own: (readonly [string, Json])[] = [['run', { ...facts }], ...given, ...Object.entries(chunk?.scope ?? {})];
  const frame = { run, scope: new Names(null, own), positions: chunk?.positions ?? [], done: new Map(), outer: null };
  if (begin !== undefined) recallAll(frame, begin.failure !== undefined);
  return frame;
}

/** Steps whose planned path is their address already; those inside FOR and REPEAT get theirs when an item or round begins. */
export function stepsWithAddress(steps: readonly PlannedStep[]): readonly PlannedStep[] {
  return everyStep(steps).filter(({ path }) => !path.includes('[]'));
}

/**
 * What is to be undone is known before anything can fail again. A run that goes on comes to its steps one by one, so this
 * must not give their names values yet.
 */
function recallAll(frame: Frame, ended: boolean): void {
  const aside: Frame = ended ? frame : { ...frame, scope: new Names(frame.scope) };
  for (const step of frame.run.plan.steps) recall(aside, step);
}
