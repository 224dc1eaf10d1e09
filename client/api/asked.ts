import { findQuestion } from '../../db/read/messages.ts';
import { LoomError } from '../../domain/errors.ts';
import type { AskedView } from '../loom.ts';
import type { Doors } from './connection.ts';
import { askedQuestion, openQuestion } from './questions.ts';
import { isRunning } from './running.ts';
import { pollOf } from './votes.ts';

/**
 * A question and what became of it: the run that asked tells, as long as a worker is there.
 * @throws LoomError `ask.none_open` when no question has this number
 */
export async function viewQuestion(doors: Doors, number: number): Promise<AskedView> {
  const row = await findQuestion(doors.db, number);
  if (row === undefined) {
    throw new LoomError('ask.none_open', `There is no question ${number}.`, 'Type "questions" to see what is open.');
  }
  const question = askedQuestion(row);
  const [poll, goesOn] = await Promise.all([pollOf(doors, question), isRunning(doors, question.askedBy)]);
  const votes = poll?.votes ?? [];
  const first = votes.filter(({ choice }) => choice === question.choices[0]).length;
  const chosen = poll?.status === 'completed' && typeof poll.value === 'string' ? poll.value : null;
  const choice = chosen !== null && question.choices.includes(chosen) ? chosen : null;
  const open = goesOn && (poll === null || poll.status === 'begun');
  return {
    question: openQuestion({ ...question, votes: first }),
    plan: question.plan,
    votes,
    state: choice !== null ? 'decided' : open ? 'open' : 'over',
    choice,
  };
}
