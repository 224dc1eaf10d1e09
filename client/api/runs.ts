import {
  WorkflowExecutionAlreadyStartedError,
  type WorkflowExecutionInfo,
  WorkflowFailedError,
  type WorkflowHandle,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { readMessages } from '../../db/read/messages.ts';
import { readRunSteps } from '../../db/read/runs.ts';
import { LoomError } from '../../domain/errors.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { limits } from '../../domain/limits.ts';
import { userName } from '../../domain/people.ts';
import type { RunFailure, RunStatus, RunSummary, RunView, StepStatus } from '../../domain/run.ts';
import { runIdFor } from '../../domain/run-ids.ts';
import { searchAttributes } from '../../domain/search-attributes.ts';
import { readInputs } from '../../dsl/inputs.ts';
import { everyStep, type Plan } from '../../dsl/plan.ts';
import { planReference } from '../../workflows/plan-reference.ts';
import type { prepareProgram } from '../../workflows/publish.ts';
import type { Caller, RunRequest } from '../loom.ts';
import { type Doors, writeTimeout } from './connection.ts';
import { type FoundPlan, planByHash } from './programs.ts';
import { findPublished } from './published.ts';
import { openQuestions, runMessage } from './questions.ts';
import { hasGaps, runStatuses, stepViews } from './run-view.ts';
import { searchKeys } from './search-keys.ts';

/** The plan a request means; that of a program that is not published is stored first. */
export async function planToRun(doors: Doors, { program }: RunRequest, caller: Caller): Promise<FoundPlan> {
  const { requestId, room, level = 0 } = caller;
  if (typeof program === 'string') {
    const found = await findPublished(doors, program, { room, level });
    return { ...found, plan: await planByHash(doors, found.hash) };
  }
  const { planHash } = await doors.temporal.workflow.execute<typeof prepareProgram>('loop.prepare', {
    taskQueue: doors.taskQueue,
    workflowId: `loop.prepare/${requestId}`,
    args: [program],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowExecutionTimeout: writeTimeout,
  });
  return { hash: planHash, plan: await planByHash(doors, planHash), package: null, version: null };
}

/** Starts a run, or finds the one this request started before. Returns its workflow id. */
export async function startRun(doors: Doors, request: RunRequest, caller: Caller): Promise<string> {
  const workflowId = runIdFor(caller.requestId);
  const found = await planToRun(doors, request, caller);
  const { requester, room } = caller;
  await startPlan(doors, workflowId, found, [inputsFor(found.plan, request)], { requester, room });
  return workflowId;
}

/** @throws LoomError `loop.inputs_wrong`, naming all that is wrong */
export function inputsFor({ loop, inputs: wanted }: Plan, { inputs: values, words }: RunRequest): JsonObject {
  const { inputs, wrong } = readInputs(wanted, { ...(values && { values }), ...(words && { words }) });
  if (wrong.length === 0) return sized(loop, inputs);
  throw new LoomError(
    'loop.inputs_wrong',
    `${loop} cannot start. ${wrong.join(' ')}`,
    `Give its inputs as name=value: ${wanted.map(({ name }) => `${name}=…`).join(' ')}`,
  );
}

/** @throws LoomError `loop.inputs_wrong` when they are larger than what travels as it is */
function sized(loop: string, inputs: JsonObject): JsonObject {
  const bytes = Buffer.byteLength(JSON.stringify(inputs));
  if (bytes <= limits.inputsBytesMax) return inputs;
  throw new LoomError(
    'loop.inputs_wrong',
    `The inputs of ${loop} have ${bytes} bytes, and at most ${limits.inputsBytesMax} fit.`,
    'Give what is large by where it is, and let a tool fetch it.',
  );
}

type Asker = Pick<Caller, 'room' | 'requester'>;

/** The packages a plan takes tools and loops from, but for its own. */
function usedBy({ plan, package: own }: FoundPlan): readonly string[] {
  const loops = everyStep([...plan.steps, ...(plan.onError ?? [])]).map((step) =>
    step.kind === 'loop' ? step.from : null,
  );
  const origins = [...Object.values(plan.tools).map(({ from }) => from), ...loops];
  const names = origins.flatMap((from) => from?.slice(0, from.lastIndexOf('@')) ?? []);
  return [...new Set(names)].filter((name) => name !== own).sort();
}

/** What every run of a loop carries so that it can be found and told about. */
export function traitsOf(found: FoundPlan, { room, requester }: Asker) {
  const { hash, plan, package: name, version } = found;
  const uses = usedBy(found);
  return {
    typedSearchAttributes: new TypedSearchAttributes([
      { key: searchKeys.loop, value: plan.loop },
      { key: searchKeys.version, value: version ?? 'unpublished' },
      { key: searchKeys.room, value: room },
      { key: searchKeys.requester, value: userName(requester) },
    ]),
    memo: { plan: hash, package: name, version, ...(uses.length > 0 && { uses: [...uses] }) },
    ...(plan.title === null ? {} : { staticSummary: plan.title }),
  };
}

/**
 * Starts a workflow on a plan, or finds the one with this id.
 * @param given what the interpreter gets after the plan: inputs, and perhaps a journal to begin with
 */
export async function startPlan(
  doors: Doors,
  workflowId: string,
  found: FoundPlan,
  given: readonly unknown[],
  asker: Asker,
  memo: Readonly<Record<string, string>> = {},
): Promise<void> {
  const traits = traitsOf(found, asker);
  try {
    await doors.temporal.workflow.start(found.plan.loop, {
      taskQueue: doors.taskQueue,
      workflowId,
      args: [planReference(found.hash), ...given],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      ...traits,
      memo: { ...traits.memo, ...memo },
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

/** Tells how a finished run ended. */
async function outcomeOf(
  handle: WorkflowHandle,
  status: RunStatus,
): Promise<{ readonly output: Json; readonly failure: RunFailure | null }> {
  if (status === 'running') return { output: null, failure: null };
  try {
    return { output: ((await handle.result()) ?? null) as Json, failure: null };
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    return { output: null, failure: failureOf(error, status) };
  }
}

function failureOf(error: WorkflowFailedError, status: RunStatus): RunFailure {
  if (status === 'cancelled') {
    const message = 'The run was cancelled before it was done.';
    return { code: 'loop.run_cancelled', message, hint: 'Start it again when it is wanted.', step: null };
  }
  const { code, message, hint } = LoomError.from(error.cause ?? error);
  const details: unknown = error.cause && 'details' in error.cause ? error.cause.details : null;
  const step: unknown = Array.isArray(details) ? details[1] : null;
  return { code, message, hint, step: typeof step === 'string' ? step : null };
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export function summaryOf(run: Omit<WorkflowExecutionInfo, 'raw'>): RunSummary {
  return {
    runId: run.runId,
    workflowId: run.workflowId,
    loop: run.typedSearchAttributes.get(searchKeys.loop) ?? run.type,
    version: textOf(run.memo?.version),
    status: runStatuses[run.status.name] ?? 'running',
    room: run.typedSearchAttributes.get(searchKeys.room) ?? '',
    requester: run.typedSearchAttributes.get(searchKeys.requester) ?? '',
    startedAt: run.startTime.toISOString(),
    endedAt: run.closeTime?.toISOString() ?? null,
  };
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** How many runs of a room go on, with the loops that run inside them. */
export async function countGoingOn({ temporal }: Doors, room: string): Promise<number> {
  const query = `${searchAttributes.room} = ${quoted(room)} AND ExecutionStatus = 'Running'`;
  return (await temporal.workflow.count(query)).count;
}

/** The newest runs, newest first. */
export async function listRuns({ temporal }: Doors, limit: number, room?: string): Promise<RunSummary[]> {
  const found: RunSummary[] = [];
  const there = room === undefined ? '' : ` AND ${searchAttributes.room} = ${quoted(room)}`;
  const query = `${searchAttributes.loop} IS NOT NULL${there}`;
  for await (const run of temporal.workflow.list({ query, pageSize: limit })) {
    // A loop that runs inside another is a step of it.
    if (run.parentExecution) continue;
    found.push(summaryOf(run));
    if (found.length === limit) break;
  }
  return found;
}

/**
 * Finds the workflow id a person means: a workflow id, the request id in it, a run id, or a unique beginning.
 * @throws LoomError `loop.run_not_found`, `loop.run_ambiguous`
 */
export async function findRun({ temporal }: Doors, id: string): Promise<string> {
  for (const exact of [id, runIdFor(id)]) {
    try {
      await temporal.workflow.getHandle(exact).describe();
      return exact;
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }
  if (!/^[\w./-]+$/.test(id)) throw notFound(id);
  const query = `WorkflowId STARTS_WITH ${quoted(id)} OR WorkflowId STARTS_WITH ${quoted(runIdFor(id))} OR RunId = ${quoted(id)}`;
  const found = new Set<string>();
  for await (const run of temporal.workflow.list({ query, pageSize: 10 })) {
    if (!run.parentExecution) found.add(run.workflowId);
    if (found.size > 1) break;
  }
  const [only, other] = found;
  if (only === undefined) {
    throw notFound(id);
  }
  if (other !== undefined) {
    throw new LoomError('loop.run_ambiguous', `${only} and ${other} both begin with "${id}".`, 'Give more of the id.');
  }
  return only;
}

function notFound(id: string): LoomError {
  return new LoomError('loop.run_not_found', `No run has an id that begins with "${id}".`, 'Type "runs" to see them.');
}

/** One run whole: Temporal says how it stands, the projection how its steps do. */
export async function viewRun(doors: Doors, workflowId: string): Promise<RunView> {
  const handle = doors.temporal.workflow.getHandle(workflowId);
  const run = await handle.describe();
  const summary = summaryOf(run);
  const planHash = textOf(run.memo?.plan);
  if (planHash === null) {
    throw new LoomError('loop.run_not_found', `${workflowId} is a workflow, and no run of a loop.`, 'Type "runs".');
  }
  const [plan, rows, outcome, messages, questions] = await Promise.all([
    planByHash(doors, planHash),
    readRunSteps(doors.db, workflowId),
    outcomeOf(handle, summary.status),
    readMessages(doors.db, workflowId, limits.messagesShownMax),
    summary.status === 'running' ? openQuestions(doors, { run: workflowId }) : [],
  ]);
  const projected = stepViews(plan, rows, null);
  const steps = hasGaps(summary.status, projected) ? stepViews(plan, rows, await askRun(handle)) : projected;
  const { temporalUiUrl, temporalNamespace } = doors.addresses;
  const page = `/namespaces/${temporalNamespace}/workflows/${encodeURIComponent(workflowId)}/${run.runId}/history`;
  return {
    ...summary,
    package: textOf(run.memo?.package),
    plan: planHash,
    steps,
    ...outcome,
    messages: messages.map(runMessage),
    questions,
    resumedFrom: textOf(run.memo?.resumedFrom),
    temporalUrl: temporalUiUrl === null ? null : `${temporalUiUrl}${page}`,
  };
}

/** Statuses as the run itself knows them; null when no worker is there to answer. */
async function askRun(handle: WorkflowHandle): Promise<Record<string, StepStatus> | null> {
  return handle.query<Record<string, StepStatus>>('progress').catch(() => null);
}
