import type { Question } from '../../domain/chat.ts';
import { LoomError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import type { PlannedStep } from '../../dsl/plan.ts';
import type { Asked } from './asks.ts';
import { unlessCancelled } from './block.ts';
import { chat, roomOf } from './chat.ts';
import { before, deadlineOf } from './deadline.ts';
import { type Frame, pathIn } from './frame.ts';
import { textOf, unfit, workOut } from './run.ts';

export type AskStep = PlannedStep & { readonly kind: 'ask' };

const choicesDefault = ['yes', 'no'];

/** Asks a room and waits for the answer. @returns the choice that was made */
export async function ask(frame: Frame, step: AskStep): Promise<Json> {
  const { asks } = frame.run;
  const path = pathIn(frame, step);
  const deadline = deadlineOf(frame, path, 'until', step.withinMs);
  try {
    const asked = asks.at(path) ?? (await post(frame, step, deadline));
    const choice = await answerTo(asked, deadline);
    if (step.gate && choice !== asked.choices[0]) throw refused(choice, textOf(workOut(frame, step.question)));
    return choice;
  } finally {
    asks.close(path);
  }
}

/** Posts the question; only then can it be answered. */
function post(frame: Frame, step: AskStep, deadline: number | null): Promise<Asked> {
  const { asks, handover, hash } = frame.run;
  const path = pathIn(frame, step);
  return handover.during('activity', async () => {
    const question: Question = {
      room: roomOf(frame, step.room),
      text: textOf(workOut(frame, step.question)),
      choices: choicesOf(frame, step),
      from: electorsOf(frame, step),
      need: step.need,
      deadline,
      plan: hash,
    };
    const electorate = await chat(step, path)['chat.ask'](question);
    return asks.open(path, { choices: question.choices, need: step.need, electorate });
  });
}

async function answerTo(asked: Asked, deadline: number | null): Promise<string> {
  try {
    return await before(deadline, noAnswer, () => unlessCancelled(asked.decision));
  } catch (error) {
    // Whoever was told that it is decided was told the truth, even if the time ran out in the same moment.
    const decided = asked.decided();
    if (decided !== null && LoomError.from(error).code === 'loop.no_answer') return decided;
    throw error;
  }
}

function choicesOf(frame: Frame, { choices }: AskStep): readonly string[] {
  const given = choices === null ? choicesDefault : workOut(frame, choices);
  if (isTexts(given) && given.length > 0 && new Set(given).size === given.length) return given;
  return unfit(given, 'a list of choices', 'Write CHOICES ["promote", "abort"], each once.');
}

/** One user or group counts as a list of one. */
function electorsOf(frame: Frame, { from }: AskStep): Question['from'] {
  const given = from === null ? null : workOut(frame, from);
  if (given === null || typeof given === 'number') return given;
  if (typeof given === 'string') return [given];
  if (isTexts(given)) return given;
  return unfit(given, 'whom to ask', 'Write FROM @user, FROM @group, a list of them, or a power level.');
}

function isTexts(value: Json): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

const noAnswer = (): LoomError =>
  new LoomError(
    'loop.no_answer',
    'Nobody whose answer decides has answered in time.',
    'Give it more time with WITHIN, or an ELSE that says what happens then.',
  );

const refused = (choice: string, question: string): LoomError =>
  new LoomError(
    'loop.refused',
    `The answer to "${question}" was "${choice}".`,
    'Talk to whoever answered, then run the loop again.',
  );
