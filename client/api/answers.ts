import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowNotFoundError, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import { findMessage, findQuestion, type RoomMessageRow } from '../../db/read/messages.ts';
import type { Answer, AnswerReceipt, Withdrawal } from '../../domain/chat.ts';
import { chooseFrom } from '../../domain/choice.ts';
import { LoomError } from '../../domain/errors.ts';
import { userName } from '../../domain/people.ts';
import type { AnswerRequest, Caller, GivenAnswer, WithdrawnAnswer } from '../loom.ts';
import { type Doors, isUnreachable } from './connection.ts';
import { type AskedQuestion, askedQuestion, askedQuestions, openQuestion } from './questions.ts';
import { isRunning } from './running.ts';
import { findRun } from './runs.ts';

/** Long enough for a worker that has to replay a run first. */
const answerMs = 30_000;
const openingMs = 5_000;
const againMs = 200;

/**
 * Answers a question of a run, as an Update whose id comes from the request: told twice, it counts once.
 * @throws LoomError `ask.none_open`, `ask.ambiguous`, `ask.unclear_choice`, and whatever the run refuses with
 */
export async function answerQuestion(
  doors: Doors,
  run: string,
  { path, choice: said, plan }: AnswerRequest,
  caller: Caller,
): Promise<GivenAnswer> {
  const question = await questionMeant(doors, run, path);
  assertAskedHere(question, caller);
  if (plan !== undefined && !question.plan.startsWith(plan)) throw otherPlan(question);
  const choice = choiceMeant(question, said);
  const answer: Answer = {
    path: question.stepPath,
    choice,
    user: userName(caller.requester),
    // Creators of a room stand above every number, and JSON has none for that.
    level: Math.min(caller.level ?? 0, Number.MAX_SAFE_INTEGER),
    plan: question.plan,
    ...homeOf(caller),
  };
  const receipt = await onceOpen(question, () => send(doors, question, 'answer', answer, caller));
  return { ...receipt, question: openQuestion({ ...question, votes: receipt.votes }), choice };
}

/**
 * Takes back the caller's answer to a question that is not decided.
 * @throws LoomError `ask.none_open`, `ask.ambiguous`, and whatever the run refuses with
 */
export async function withdrawAnswer(
  doors: Doors,
  run: string,
  path: string | undefined,
  caller: Caller,
): Promise<WithdrawnAnswer> {
  const question = await questionMeant(doors, run, path);
  assertAskedHere(question, caller);
  const user = userName(caller.requester);
  const withdrawal: Withdrawal = { path: question.stepPath, user, plan: question.plan, ...homeOf(caller) };
  const { votes, need } = await send(doors, question, 'withdraw', withdrawal, caller);
  return { votes, need, question: openQuestion({ ...question, votes }) };
}

function otherPlan({ plan }: AskedQuestion): LoomError {
  const message = `The question belongs to plan ${plan.slice(0, 12)}, and that is another one.`;
  return new LoomError('ask.other_plan', message, 'Look at the question again, then answer what it asks now.');
}

const homeOf = ({ home }: Caller) => (home === undefined ? {} : { home });

/** Questions are answered where they were asked. @throws LoomError `ask.none_open` */
function assertAskedHere({ room }: AskedQuestion, caller: Caller): void {
  const here = caller.everywhere === true || room === caller.room || caller.roomNames?.includes(room);
  if (here) return;
  throw new LoomError('ask.none_open', `This was asked in ${room}, and is answered there.`, `Answer it in ${room}.`);
}

async function questionMeant(doors: Doors, run: string, path: string | undefined): Promise<AskedQuestion> {
  const row = isNumber(run) ? await findQuestion(doors.db, Number(run)) : undefined;
  if (row !== undefined) {
    // The number says it all; the run itself refuses an answer that comes too late.
    if (path === undefined || path === row.path) return askedQuestion(row);
    throw otherStep(row, path);
  }
  const workflowId = await findRun(doors, run).catch((error: unknown) => {
    if (!isNumber(run) || LoomError.from(error).code !== 'loop.run_not_found') throw error;
    throw new LoomError('ask.none_open', `There is no question ${run}.`, 'Type "questions" to see what is open.');
  });
  const open = await askedQuestions(doors, { run: workflowId });
  const fitting = path === undefined ? open : open.filter((question) => question.path === path);
  const [only, other] = fitting;
  if (only === undefined) {
    // A worker that was killed may have told the projection of a decision that was lost with it: the run itself knows.
    const row = path === undefined ? undefined : await findMessage(doors.db, { workflowId, path });
    if (row?.kind === 'ask' && (await stillRuns(doors, row.saidBy))) return askedQuestion(row);
    throw noQuestion(path, open);
  }
  if (other !== undefined) {
    throw new LoomError('ask.ambiguous', `The run waits for several answers: ${listed(fitting)}.`, 'Name one.');
  }
  return only;
}

const isNumber = (word: string): boolean => /^[1-9]\d{0,8}$/.test(word);

function otherStep({ number, path: step, choices }: RoomMessageRow, path: string): LoomError {
  const isChoice = choices?.includes(path) ?? false;
  const message = `Question ${number} was asked at ${step}, and not at ${path}.`;
  return new LoomError('ask.none_open', message, `Write answer ${number} ${isChoice ? path : 'CHOICE'}.`);
}

function noQuestion(path: string | undefined, open: readonly AskedQuestion[]): LoomError {
  if (open.length === 0) {
    return new LoomError('ask.none_open', 'This run waits for no answer.', 'Type "questions" to see what does.');
  }
  const message = `This run has no open question at "${path}".`;
  return new LoomError('ask.none_open', message, `Open are ${listed(open)}.`);
}

const listed = (questions: readonly AskedQuestion[]): string =>
  questions
    .slice(0, 5)
    .map(({ path, number, text }) => `${path} (${number}: ${text.slice(0, 60)})`)
    .join(', ');

function choiceMeant({ choices }: AskedQuestion, said: string | number): string {
  const chosen = chooseFrom(choices, said);
  const hint = `Give one of: ${choices.join(', ')}.`;
  switch (chosen.kind) {
    case 'one':
      return chosen.choice;
    case 'several':
      throw new LoomError('ask.unclear_choice', `"${said}" could mean ${chosen.choices.join(' or ')}.`, hint);
    case 'none':
      throw new LoomError('ask.unknown_choice', `"${said}" is none of the choices.`, hint);
  }
}

/** A question stands in its room a moment before its run takes answers: who is that quick is not refused for it. */
async function onceOpen<T>({ askedAt }: AskedQuestion, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const early = Date.now() - Date.parse(askedAt) < openingMs;
      if (!early || LoomError.from(error).code !== 'ask.not_open') throw error;
      await sleep(againMs);
    }
  }
}

async function send(
  doors: Doors,
  question: AskedQuestion,
  update: 'answer' | 'withdraw',
  given: Withdrawal,
  { requestId }: Caller,
): Promise<AnswerReceipt> {
  const handle = doors.temporal.workflow.getHandle(question.askedBy);
  const updateId = `${update}/${requestId}`;
  try {
    return await doors.connection.withDeadline(Date.now() + answerMs, () =>
      handle.executeUpdate<AnswerReceipt, [Withdrawal]>(update, { args: [given], updateId }),
    );
  } catch (error) {
    if (error instanceof WorkflowNotFoundError || !(await stillRuns(doors, question.askedBy))) {
      const message = `Nobody waits for this answer any more: the run that asked "${question.text}" is over.`;
      throw new LoomError('ask.none_open', message, 'Type "questions" to see what is open.', { cause: error });
    }
    if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) {
      throw new LoomError(
        'service.unreachable',
        `The run did not take the answer within ${answerMs / 1000} s.`,
        'Type "doctor" to see whether a worker runs, then answer again: it counts once.',
        { cause: error },
      );
    }
    throw error;
  }
}

async function stillRuns(doors: Doors, workflowId: string): Promise<boolean> {
  try {
    return await isRunning(doors, workflowId);
  } catch (error) {
    // A service that is away says nothing about the run: what went wrong first is told.
    if (isUnreachable(error)) return true;
    throw error;
  }
}
