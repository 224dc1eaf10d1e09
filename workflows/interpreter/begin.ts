import { workflowInfo } from '@temporalio/workflow';
import type { Beginning } from '../../domain/journal.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { StepStatus } from '../../domain/run.ts';
import { everyStep, type Plan, type PlannedStep } from '../../dsl/plan.ts';
import { Scope } from '../../dsl/scope.ts';
import { Asks } from './asks.ts';
import { forStepOf } from './chunk.ts';
import { runFacts } from './facts.ts';
import type { Frame } from './frame.ts';
import { Handover } from './handover.ts';
import { Origins } from './lineage.ts';
import { Mailbox } from './mailbox.ts';
import { Notebook } from './notebook.ts';
import { recall, recallBody } from './recall.ts';
import { Region } from './region.ts';
import type { Run } from './run.ts';
import { UndoLedger } from './undo.ts';

/** Makes what a run works with. @returns the frame in which the loop's own steps run */
export function beginRun(hash: string, plan: Plan, inputs: JsonObject, begin: Beginning | undefined): Frame {
  const { chunk } = begin ?? {};
  const notebook = new Notebook(begin?.journal ?? { entries: {} }, workflowInfo().workflowId);
  const facts = runFacts(plan.loop);
  const run: Run = {
    plan,
    hash,
    facts,
    statuses: new Map<string, StepStatus>(chunk === undefined ? waiting(plan.steps) : []),
    notebook,
    origins: new Origins(plan, notebook.lineage),
    undo: new UndoLedger(begin?.notUndone),
    asks: new Asks(notebook, hash, facts.requester),
    mailbox: new Mailbox(begin?.mail?.events, begin?.mail?.ids, notebook.begun),
    handover: new Handover(begin?.eventsMax ?? null),
  };
  const given = plan.inputs.map(
    ({ name, default: fallback = null }) =>
      [name, Object.hasOwn(inputs, name) ? (inputs[name] ?? fallback) : fallback] as const,
  );
  const own: (readonly [string, Json])[] = [['run', { ...facts }], ...given, ...Object.entries(chunk?.scope ?? {})];
  const frame: Frame = {
    run,
    scope: new Scope(null, own),
    positions: chunk?.positions ?? [],
    done: new Map(),
    outer: null,
    region: new Region(),
  };
  if (begin !== undefined) recallAll(frame, begin);
  for (const [path, status] of Object.entries(begin?.stopped ?? {})) run.statuses.set(path, status);
  return frame;
}

const waiting = (steps: readonly PlannedStep[]): [string, StepStatus][] =>
  stepsWithAddress(steps).map(({ path }) => [path, 'waiting']);

/** Steps whose planned path is their address already; those inside FOR and REPEAT get theirs when an item or round begins. */
export function stepsWithAddress(steps: readonly PlannedStep[]): readonly PlannedStep[] {
  return everyStep(steps).filter(({ path }) => !path.includes('[]'));
}

/**
 * What is to be undone is known before anything can fail again. A run that goes on comes to its steps one by one, so this
 * must not give their names values yet.
 */
function recallAll(frame: Frame, { chunk, failure }: Beginning): void {
  const { plan } = frame.run;
  if (chunk !== undefined) {
    recallBody(frame, forStepOf(plan, chunk), chunk.items, chunk.from);
    return;
  }
  const aside: Frame = failure !== undefined ? frame : { ...frame, scope: new Scope(frame.scope) };
  for (const step of plan.steps) recall(aside, step);
}
