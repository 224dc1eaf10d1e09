import { z } from 'zod';
import { limits } from './limits.ts';

/** What a run says in a room: SAY. Which run and step it is, the activity knows by itself. */
export interface Saying {
  readonly room: string;
  readonly text: string;
}

/** What a run asks a room: ASK. */
export interface Question {
  readonly room: string;
  readonly text: string;
  readonly choices: readonly string[];
  /** As written: users, groups, or one power level; null for everybody. */
  readonly from: readonly string[] | number | null;
  /** How many people must make the first choice. */
  readonly need: number;
  /** Milliseconds since 1970, or null. */
  readonly deadline: number | null;
  /** Hash of the plan that asks. */
  readonly plan: string;
}

/** Who may answer, found when the question was asked and kept by the run. */
export interface Electorate {
  /** Members of groups are listed one by one; null for everybody. */
  readonly users: readonly string[] | null;
  /** The least power level in the room. */
  readonly level: number;
}

/** An answer as it reaches a run, by an Update named `answer`; the validator refuses those that do not count. */
export const answerSchema = z.strictObject({
  /** Path of the ASK in the run: `ok`, `approve[3].ok`. */
  path: z
    .string()
    .min(1)
    .max(limits.nameCharactersMax * 4),
  choice: z.string().max(limits.textCharactersMax),
  user: z.string().min(1).max(limits.nameCharactersMax),
  level: z.number(),
  /** Hash of the plan the person was shown. */
  plan: z.string(),
  /** The server that names without one belong to; absent where there is none, as in a terminal. */
  home: z.string().max(limits.nameCharactersMax).optional(),
});
export type Answer = z.infer<typeof answerSchema>;

/** Somebody takes back an answer, by an Update named `withdraw`; only what has decided nothing can be taken back. */
export type Withdrawal = Pick<Answer, 'path' | 'user' | 'plan' | 'home'>;

/** What the run says to an answer that counted, or was taken back. */
export interface AnswerReceipt {
  /** Null while more people are needed. */
  readonly decided: string | null;
  readonly votes: number;
  readonly need: number;
}

/** Something that happened, as it reaches a run by a Signal named `event`; WAIT FOR takes it. */
export const eventSchema = z.strictObject({
  /** The same event told twice counts once. */
  id: z.string().min(1).max(limits.nameCharactersMax),
  name: z.string().min(1).max(limits.nameCharactersMax),
  data: z.json(),
});
export type RoomEvent = z.infer<typeof eventSchema>;
