import { defineSearchAttributeKey } from '@temporalio/common';
import { executeChild, isCancellation, ParentClosePolicy, sleep, workflowInfo } from '@temporalio/workflow';
import { LoomError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import { searchAttributes } from '../../domain/search-attributes.ts';
import { everyStep, type PlannedStep } from '../../dsl/plan.ts';
import { stepError, stepFailure, stepOf } from '../failures.ts';
import { planReference } from '../plan-reference.ts';
import { holds, mark, millisecondsOf, Returned, type Run, runBlock, within, workOut } from './run.ts';
import { callTool, evaluateAll, triesDefault } from './tool-call.ts';

const loopKey = defineSearchAttributeKey(searchAttributes.loop, 'KEYWORD');
const versionKey = defineSearchAttributeKey(searchAttributes.version, 'KEYWORD');

/**
 * Runs steps of one block and what is inside them.
 * @param inside the step whose block it is, null for the program's own
 */
export function runSteps(run: Run, steps: readonly PlannedStep[], inside: PlannedStep | null = null): Promise<void> {
  return runBlock(run, steps, (step) => {
    run.undo.begins(step, inside);
    return perform(run, step);
  });
}

async function perform(run: Run, step: PlannedStep): Promise<void> {
  try {
    if (step.when !== undefined && !holds(run, step.when)) return skip(run, step);
    mark(run, step, 'running');
    const result = await timed(run, step);
    if (result !== undefined) run.scope.set(step.path, result);
    mark(run, step, 'completed');
    run.undo.ends(step, blockOf(step));
  } catch (error) {
    if (error instanceof Returned) {
      mark(run, step, 'completed');
      throw error;
    }
    if (isCancellation(error)) {
      mark(run, step, 'cancelled');
      throw error;
    }
    const culprit = step.kind === 'if' ? stepOf(error) : null;
    if (culprit !== null) {
      // What failed has told so itself; an IF fails with the lines in it, and is stopped by those it waited for.
      const inside = everyStep(blockOf(step)).some(({ path }) => path === culprit);
      mark(run, step, inside ? 'failed' : 'cancelled');
      throw error;
    }
    const { message } = stepError(error);
    if (step.otherwise === undefined) {
      mark(run, step, 'failed', message);
      throw stepFailure(step, error);
    }
    mark(run, step, 'replaced', message);
    run.scope.set(step.path, workOut(run, step.otherwise));
  }
}

/** Steps that do not run give null, those inside them as well. */
function skip(run: Run, step: PlannedStep): void {
  mark(run, step, 'skipped');
  run.scope.set(step.path, null);
  skipAll(run, blockOf(step));
}

function skipAll(run: Run, steps: readonly PlannedStep[]): void {
  // Branches may give the same name: the one that ran has set it.
  for (const step of steps) if (!run.scope.has(step.path)) skip(run, step);
}

function blockOf(step: PlannedStep): readonly PlannedStep[] {
  return step.kind === 'if' ? step.branches.flatMap(({ steps }) => steps) : [];
}

function timed(run: Run, step: PlannedStep): Promise<Json | undefined> {
  if (step.timeoutMs === undefined || step.kind === 'call') return performKind(run, step);
  const ms = millisecondsOf(run, step.timeoutMs);
  const late = (): Error =>
    new LoomError(
      'loop.timed_out',
      `This was not done within ${ms / 1000} s.`,
      'Raise its TIMEOUT, or give it an ELSE.',
    );
  return within(ms, late, () => performKind(run, step));
}

/** Does what the step is for. @returns its result; undefined when it has set what there is to set */
async function performKind(run: Run, step: PlannedStep): Promise<Json | undefined> {
  switch (step.kind) {
    case 'value':
      return workOut(run, step.value);
    case 'call':
      return callTool(run, {
        path: step.path,
        summary: step.source,
        tool: step.tool,
        arguments: step.arguments,
        tries: step.retry ?? triesDefault,
        ...(step.timeoutMs === undefined ? {} : { timeoutMs: millisecondsOf(run, step.timeoutMs) }),
      });
    case 'loop':
      return runLoop(run, step);
    case 'if': {
      const taken = step.branches.find(({ test }) => test === null || holds(run, test));
      if (taken !== undefined) await runSteps(run, taken.steps, step);
      skipAll(run, blockOf(step));
      return null;
    }
    case 'wait':
      await sleep(millisecondsOf(run, step.forMs), { summary: step.source });
      return null;
    case 'wait_until': {
      await sleep(Math.max(1, momentOf(workOut(run, step.until)) - Date.now()), { summary: step.source });
      return null;
    }
    case 'fail':
      throw new LoomError(
        'loop.failed',
        textOf(workOut(run, step.message)),
        'Look at what led to this line of the loop.',
      );
    case 'return':
      throw new Returned(workOut(run, step.value));
    default:
      throw new LoomError(
        'loop.unknown_format',
        `This worker cannot run a step of kind "${step.kind}".`,
        'Upgrade it.',
      );
  }
}

function runLoop(run: Run, step: PlannedStep & { readonly kind: 'loop' }): Promise<Json> {
  const { workflowId, typedSearchAttributes, memo } = workflowInfo();
  const from = step.from ?? '';
  const at = from.lastIndexOf('@');
  const version = from.slice(at + 1);
  return executeChild(step.loop, {
    args: [planReference(step.planHash), evaluateAll(run, step.arguments)],
    workflowId: `${workflowId}/${step.path}`,
    typedSearchAttributes: typedSearchAttributes.updateCopy([
      { key: loopKey, value: step.loop },
      { key: versionKey, value: version },
    ]),
    memo: { ...memo, plan: step.planHash, package: from.slice(0, at), version },
    staticSummary: step.source,
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
  });
}

/** Milliseconds since 1970 of a time, which is a number of them or an ISO 8601 text. */
function momentOf(value: Json): number {
  const moment = typeof value === 'string' ? Date.parse(value) : value;
  if (typeof moment === 'number' && Number.isFinite(moment)) return moment;
  throw new LoomError(
    'loop.expression_failed',
    `${JSON.stringify(value)} stands where a time is needed.`,
    'Give a time such as now() + 2h, or a text such as "2026-01-31T09:00:00Z".',
  );
}

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));
