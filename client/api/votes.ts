import { z } from 'zod';
import type { Doors } from './connection.ts';
import type { AskedQuestion } from './questions.ts';

/** What is read here of a run's journal: who answered an ASK that is open, and with what. */
const journalSchema = z.object({
  entries: z.record(z.string(), z.object({ memory: z.record(z.string(), z.unknown()).optional() })),
});
const pollSchema = z.object({ votes: z.array(z.object({ choice: z.string() })) });

/** How many people made the first choice so far; null when nobody is there to tell. */
export async function votesFor({ temporal }: Doors, question: AskedQuestion): Promise<number | null> {
  // The first answer decides, so while it is open there is none.
  if (question.need === 1) return 0;
  const journal: unknown = await temporal.workflow
    .getHandle(question.askedBy)
    .query<unknown>('journal')
    .catch(() => null);
  const entries = journalSchema.safeParse(journal).data?.entries;
  if (entries === undefined) return null;
  const memory = Object.values(entries[question.stepPath]?.memory ?? {});
  const votes = memory.flatMap((part) => pollSchema.safeParse(part).data?.votes ?? []);
  return votes.filter(({ choice }) => choice === question.choices[0]).length;
}
