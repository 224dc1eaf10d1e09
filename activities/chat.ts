import { Context } from '@temporalio/activity';
import { z } from 'zod';
import type { Database } from '../db/connection.ts';
import { saveQuestion, saveSaying } from '../db/messages.ts';
import type { Electorate, Question, Saying } from '../domain/chat.ts';
import { LoomError } from '../domain/errors.ts';
import { limits } from '../domain/limits.ts';
import { electorateOf, type Groups } from '../domain/people.ts';
import { runOf, stepsOwner } from '../domain/run-ids.ts';
import { withHeartbeats } from './heartbeat.ts';

export interface ChatDeps {
  readonly db: Database;
  /** The operator's groups as they are now. @throws LoomError `chat.groups_broken` */
  readonly readGroups: () => Promise<Groups>;
}

/** Which step of which run speaks, as Temporal tells it. */
function speaker() {
  const { workflowExecution, activityId } = Context.current().info;
  const saidBy = workflowExecution?.workflowId ?? '';
  return { workflowId: stepsOwner(saidBy), path: activityId, run: runOf(saidBy), saidBy };
}

/** SAY: keeps the message for its room, once for each step. Text that is too long is cut, and says so. */
export const say =
  ({ db }: Pick<ChatDeps, 'db'>) =>
  async ({ room, text }: Saying): Promise<null> => {
    const row = { ...speaker(), room: roomName(room), text: shownText(text) };
    await withHeartbeats(() => saveSaying(db, row));
    return null;
  };

/** Keeps what an agent answered for the room of its run, once for each step. */
export async function keepOpinion(db: Database, agent: string, { room, text }: Saying): Promise<void> {
  const said = { kind: 'opinion', speaker: storable(agent), room: roomName(room), text: shownText(text) } as const;
  await saveSaying(db, { ...speaker(), ...said });
}

function shownText(text: string): string {
  const whole = storable(text);
  const rest = whole.length - limits.sayingCharactersMax;
  return rest > 0 ? `${storable(whole.slice(0, limits.sayingCharactersMax))}… (${rest} more characters)` : whole;
}

/**
 * ASK: keeps the question for its room, once for each step.
 * @returns who may answer, found now; a step that asks again finds the same people
 * @throws LoomError `chat.bad_question`, `chat.groups_broken`
 */
export const ask =
  ({ db, readGroups }: ChatDeps) =>
  async (given: Question): Promise<Electorate> => {
    const { room, text, choices, from, need, deadline, plan } = readQuestion(given);
    const electorate = electorateOf(from, Array.isArray(from) ? await readGroups() : {});
    if (electorate.users !== null && electorate.users.length < need) {
      throw badQuestion(`It needs ${need} people, and only ${electorate.users.length} may answer it`);
    }
    const row = { ...speaker(), room, text, choices, from, need, plan };
    const until = deadline === null ? null : new Date(deadline);
    return withHeartbeats(() => saveQuestion(db, { ...row, deadline: until }, electorate));
  };

const short = z.string().trim().min(1).max(limits.nameCharactersMax);
const questionSchema = z.object({
  room: short,
  text: z.string().trim().min(1).max(limits.textCharactersMax).transform(storable),
  // Kept letter by letter: the run compares answers with what it asked.
  choices: z
    .array(
      z
        .string()
        .min(1)
        .max(limits.nameCharactersMax)
        .refine((text) => text.trim() !== '' && text === storable(text), 'is no text people can choose'),
    )
    .min(1)
    .max(limits.choicesMax)
    .refine((all) => new Set(all).size === all.length, 'hold the same text twice'),
  from: z.union([z.array(short).min(1).max(limits.electorateMax), z.number().int(), z.null()]),
  need: z.number().int().min(1).max(limits.electorateMax),
  deadline: z.number().nullable(),
  plan: z.string(),
});

function readQuestion(given: Question): Question {
  const parsed = questionSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);
  throw badQuestion(wrong.join('; '));
}

function badQuestion(why: string): LoomError {
  return new LoomError(
    'chat.bad_question',
    `The question cannot be asked. ${why}.`,
    'Change the ASK line, or what it is given.',
  );
}

function roomName(room: string): string {
  const parsed = short.safeParse(room);
  if (parsed.success) return parsed.data;
  throw new LoomError('chat.bad_question', `"${room.slice(0, 40)}" is not the name of a room.`, 'Name one: IN #ops.');
}

/** PostgreSQL keeps every character but NUL and halves of one. */
export function storable(text: string): string {
  return text.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '\ufffd');
}
