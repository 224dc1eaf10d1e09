import { condition, defineUpdate, proxyActivities, setHandler } from '@temporalio/workflow';
import type { Settlement } from '../activities/asking/keep.ts';
import type { Activities } from '../activities/index.ts';
import type { Answer, AnswerReceipt, Electorate } from '../domain/chat.ts';
import { LoomError } from '../domain/errors.ts';
import { moments } from './patience.ts';

/** What agents could not agree on, put to people. */
export interface OpenDecision {
  /** The collaboration. */
  readonly taskId: string;
  readonly room: string;
  readonly text: string;
  /** What agents stand for, each once. */
  readonly choices: readonly string[];
  readonly withinMs: number;
}

const answerUpdate = defineUpdate<AnswerReceipt, [Answer]>('answer');
const path = 'decide';
const chat = proxyActivities<Pick<Activities, 'chat.ask'>>({ ...moments, activityId: path, summary: 'Ask the room' });
const steps = proxyActivities<Pick<Activities, 'collaboration.decided'>>(moments);

/** Asks the room which of the agents is right. The first answer decides; without one in time it stays open. */
export async function decide({ taskId, room, text, choices, withinMs }: OpenDecision): Promise<Settlement | null> {
  let electorate: Electorate | null = null;
  let made: Answer | null = null;
  setHandler(
    answerUpdate,
    (answer) => {
      made = answer;
      return { decided: answer.choice, votes: 1, need: 1 };
    },
    {
      validator: (answer) => {
        if (electorate === null || made !== null || answer.path !== path || answer.plan !== taskId) {
          throw new LoomError('ask.not_open', 'Nothing is asked here now.', 'Type "questions" to see what is open.');
        }
        if (!choices.includes(answer.choice)) {
          throw new LoomError(
            'ask.unknown_choice',
            'This is none of the choices.',
            `Give one of: ${choices.join(', ')}.`,
          );
        }
      },
    },
  );
  const deadline = Date.now() + withinMs;
  electorate = await chat['chat.ask']({ room, text, choices, from: null, need: 1, deadline, plan: taskId });
  await condition(() => made !== null, withinMs);
  const answer = made as Answer | null;
  return answer === null ? null : steps['collaboration.decided'](taskId, answer.choice, answer.user);
}
