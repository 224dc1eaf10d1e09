import { z } from 'zod';
import type { Doors } from './connection.ts';
import type { AskedQuestion } from './questions.ts';

/** What is read here of a run's journal: who answered an ASK that is open, and what was decided. */
const entrySchema = z.object({
  status: z.string(),
  value: z.unknown(),
  memory: z.record(z.string(), z.unknown()).optional(),
});
const journalSchema = z.object({ entries: z.record(z.string(), entrySchema) });
const pollSchema = z.object({ votes: z.array(z.object({ user: z.string(), choice: z.string() })) });

/** A question as the run that asked it has it. */
interface Poll {
  /** As in a journal. */
  readonly status: string;
  readonly value: unknown;
  /** Null once the run has forgotten them. */
  readonly votes: readonly { readonly user: string; readonly choice: string }[] | null;
}

/** How a question stands; null when nobody is there to tell. */
export async function pollOf({ temporal }: Doors, question: AskedQuestion): Promise<Poll | null> {
  const journal: unknown = await temporal.workflow
    .getHandle(question.askedBy)
    .query<unknown>('journal')
    .catch(() => null);
  const entry = journalSchema.safeParse(journal).data?.entries[question.stepPath];
  if (entry === undefined) return null;
  const polls = Object.values(entry.memory ?? {}).flatMap((part) => pollSchema.safeParse(part).data ?? []);
  return { status: entry.status, value: entry.value, votes: polls[0]?.votes ?? null };
}

/** How many people made the first choice so far; null when nobody is there to tell. */
export async function votesFor(doors: Doors, question: AskedQuestion): Promise<number | null> {
  // The first answer decides, so while it is open there is none.
  if (question.need === 1) return 0;
  const votes = (await pollOf(doors, question))?.votes ?? null;
  return votes === null ? null : votes.filter(({ choice }) => choice === question.choices[0]).length;
}
