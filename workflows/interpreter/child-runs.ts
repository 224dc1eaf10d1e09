import { executeChild, ParentClosePolicy, workflowInfo } from '@temporalio/workflow';
import type { Json } from '../../domain/json.ts';
import type { PlannedStep } from '../../dsl/plan.ts';
import type { Brief } from '../collaboration.ts';
import { planReference } from '../plan-reference.ts';
import { keys } from './facts.ts';
import { type Frame, pathIn } from './frame.ts';
import { millisecondsOf, textOf, unfit, workOut } from './run.ts';
import { evaluateAll } from './tool-call.ts';

/** Runs another loop as a child workflow, on exactly the plan that was found when this one was published. */
export function runLoop(frame: Frame, step: PlannedStep & { readonly kind: 'loop' }): Promise<Json> {
  const { workflowId, typedSearchAttributes, memo } = workflowInfo();
  const published = step.from === null ? memo : originOf(step.from);
  return executeChild(step.loop, {
    args: [planReference(step.planHash), evaluateAll(frame, step.arguments)],
    workflowId: `${workflowId}/${pathIn(frame, step)}`,
    typedSearchAttributes: typedSearchAttributes.updateCopy([
      { key: keys.loop, value: step.loop },
      ...(typeof published?.version === 'string' ? [{ key: keys.version, value: published.version }] : []),
    ]),
    memo: { ...memo, ...published, plan: step.planHash },
    staticSummary: step.source,
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
  });
}

/** `package@version` as a run remembers it. */
function originOf(from: string): { readonly package: string; readonly version: string } {
  const at = from.lastIndexOf('@');
  return { package: from.slice(0, at), version: from.slice(at + 1) };
}

/** Lets several agents work on one question, and what they agree on is the result. */
export function collaborate(frame: Frame, step: PlannedStep & { readonly kind: 'collaborate' }): Promise<Json> {
  const { workflowId } = workflowInfo();
  const brief: Brief = {
    question: textOf(workOut(frame, step.question)),
    roles: rolesOf(frame, step),
    quorum: step.quorum,
    withinMs: step.withinMs === null ? null : millisecondsOf(frame, step.withinMs),
    room: frame.run.facts.room ?? '',
  };
  return executeChild('collaboration.run', {
    args: [brief],
    workflowId: `${workflowId}/${pathIn(frame, step)}`,
    staticSummary: step.source,
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
  });
}

/** One agent counts as a list of one. */
function rolesOf(frame: Frame, { roles }: PlannedStep & { readonly kind: 'collaborate' }): readonly string[] | null {
  const given = roles === null ? null : workOut(frame, roles);
  if (given === null) return null;
  if (typeof given === 'string') return [given];
  if (Array.isArray(given) && given.every((each) => typeof each === 'string')) return given as readonly string[];
  return unfit(given, 'the names of agents', 'Write WITH ["analyst", "scribe"].');
}
