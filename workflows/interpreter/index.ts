import { continueAsNew, defineQuery, defineSignal, defineUpdate, setHandler, workflowInfo } from '@temporalio/workflow';
import type { AnswerReceipt } from '../../domain/chat.ts';
import { LoomError } from '../../domain/errors.ts';
import type { Beginning, Journal } from '../../domain/journal.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { StepStatus } from '../../domain/run.ts';
import { type Plan, planFormat, planFormatsRead } from '../../dsl/plan.ts';
import { anewIn, resumable } from '../../dsl/resume.ts';
import { planReference } from '../plan-reference.ts';
import { beginRun } from './begin.ts';
import { runAsChunk } from './chunk.ts';
import { HandOver } from './handover.ts';
import { projection, type Run } from './run.ts';
import { runToEnd } from './to-end.ts';

/** What the payload codec makes of a plan reference before the workflow sees it. */
export interface ResolvedPlan {
  readonly hash: string;
  readonly plan: Plan;
}

/** Status of every step by runtime path, straight from the run. */
const progress = defineQuery<Readonly<Record<string, StepStatus>>>('progress');
/** What is done so far; with it another run can begin where this one failed. */
const journal = defineQuery<Journal>('journal');
/** An answer to an ASK. Refused without a trace when it does not count. */
const answer = defineUpdate<AnswerReceipt, [unknown]>('answer');
/** Takes back an answer that has decided nothing yet. */
const withdraw = defineUpdate<AnswerReceipt, [unknown]>('withdraw');
/** Something that happened, for a WAIT FOR. */
const event = defineSignal<[unknown]>('event');

/**
 * Runs any plan: each step starts as soon as everything it mentions is done. A run that fails or is cancelled undoes
 * what it did, in an order that respects what depends on what, and then runs its ON ERROR. One whose history has grown
 * long continues as new, with what is done.
 * @param resolved the plan with its hash; travels as a reference and is swapped in by the payload codec
 * @param inputs by name, already checked against the plan's inputs by whoever starts the run
 * @param given what is done already, or the journal of a failed run that this one resumes; absent for a fresh run
 * @returns the plan's output, or what RETURN gave
 * @throws ApplicationFailure whose type is the LoomError code and whose details are the hint and the step's path
 */
export async function interpret(
  { hash, plan }: ResolvedPlan,
  inputs: JsonObject,
  given?: Beginning | Journal,
): Promise<Json> {
  // A person who resumes a run hands over its journal as it is.
  const begin = given !== undefined && 'entries' in given ? { journal: resumed(plan, given) } : given;
  const frame = beginRun(hash, plan, inputs, begin);
  const { run } = frame;
  setHandler(progress, () => Object.fromEntries(run.statuses));
  setHandler(journal, () => run.notebook.journal());
  setHandler(event, (given) => run.mailbox.hear(given));
  setHandler(answer, (given) => run.asks.take(given), { validator: (given) => void run.asks.check(given) });
  setHandler(withdraw, (given) => run.asks.withdraw(given), {
    validator: (given) => void run.asks.checkWithdrawal(given),
  });
  if (!planFormatsRead.includes(plan.format)) {
    throw new LoomError(
      'loop.unknown_format',
      `This worker reads plans of formats up to ${planFormat}, and this one has format ${plan.format}.`,
      'Upgrade the workers, or run a version published for this one.',
    );
  }
  projection.started();
  const limitAt = begin?.limitAt ?? (plan.limitMs === undefined ? undefined : Date.now() + plan.limitMs);
  try {
    if (begin?.chunk !== undefined) return await runAsChunk(frame, begin.chunk);
    return await runToEnd(frame, limitAt, begin?.failure);
  } catch (error) {
    if (!(error instanceof HandOver)) throw error;
    return continueAsNew(planReference(hash), inputs, {
      ...begin,
      journal: run.notebook.journal(),
      mail: run.mailbox.mail,
      notUndone: run.undo.notUndone,
      ...(limitAt === undefined ? {} : { limitAt }),
      ...(error.failure === undefined ? {} : { failure: error.failure, stopped: stoppedIn(run) }),
    });
  }
}

/** What a run that resumes another begins with. */
function resumed(plan: Plan, journal: Journal): Journal {
  const { lineage } = journal;
  if (lineage === undefined) return resumable(plan, journal);
  const run = { run: workflowInfo().workflowId, anew: anewIn(plan, journal) };
  return { ...resumable(plan, journal), lineage: { ...lineage, resumed: [...lineage.resumed, run] } };
}

function stoppedIn({ statuses }: Run): Beginning['stopped'] {
  return Object.fromEntries([...statuses].filter(([, status]) => status === 'failed' || status === 'cancelled'));
}
