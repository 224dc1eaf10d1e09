import { z } from 'zod';
import type { AnswerRequest } from '../loom.ts';
import { type Context, define } from './command.ts';
import type { Result } from './result.ts';

const run = z.string().meta({
  label: 'RUN',
  description: 'The number of a question, or a run ("questions" lists them)',
  completes: 'question',
});
const path = z.string().optional().meta({
  label: 'PATH',
  description: 'Which question of the run, where several are open',
});
const plan = z
  .string()
  .regex(/^[0-9a-f]{4,64}$/, 'must be the beginning of the hash of a plan')
  .optional()
  .meta({ label: 'HASH', description: 'The plan you were shown: the answer counts for no other' });
/** Whoever may not answer, the run itself refuses. */
const traits = {
  aliases: [],
  needs: 'everything',
  places: ['command line', 'terminal room', 'chat'],
  role: 'member',
  starts: true,
} as const;

export const answerCommand = define({
  ...traits,
  name: 'answer',
  summary: 'Answer a question of a run.',
  examples: ['answer 3 yes', 'answer r-7f3k2m promote', 'answer r-7f3k2m go.pressed "roll back"'],
  args: z.object({
    run,
    words: z
      .array(z.string())
      .min(1)
      .max(2, 'are at most two: PATH and CHOICE; put quotes around a choice of several words')
      .meta({
        label: '[PATH] CHOICE',
        description: 'Which question of the run, where several are open, and one of its choices or the position of one',
        usage: '[PATH] CHOICE',
      }),
    plan,
  }),
  positional: ['run', 'words'],
  async run(context, { run: id, words, plan: shown }) {
    const [first = '', second] = words;
    const answer = second === undefined ? { choice: first } : { path: first, choice: second };
    return give(context, id, { ...answer, ...(shown && { plan: shown }) });
  },
});

export const approveCommand = define({
  ...traits,
  name: 'approve',
  summary: 'Answer a question of a run with its first choice, which lets it go on.',
  examples: ['approve 3', 'approve r-7f3k2m --plan 4c1e9a', 'approve r-7f3k2m go.pressed'],
  args: z.object({ run, path, plan }),
  positional: ['run', 'path'],
  run: (context, { run: id, path: at, plan: shown }) =>
    give(context, id, { ...(at && { path: at }), choice: 1, ...(shown && { plan: shown }) }),
});

export const rejectCommand = define({
  ...traits,
  name: 'reject',
  summary: 'Answer a question of a run with its second choice.',
  examples: ['reject 3', 'reject r-7f3k2m go.pressed'],
  args: z.object({ run, path, plan }),
  positional: ['run', 'path'],
  run: (context, { run: id, path: at, plan: shown }) =>
    give(context, id, { ...(at && { path: at }), choice: 2, ...(shown && { plan: shown }) }),
});

export const withdrawCommand = define({
  ...traits,
  name: 'withdraw',
  summary: 'Take back your answer to a question, as long as it is not decided.',
  examples: ['withdraw 3', 'withdraw r-7f3k2m go.pressed'],
  args: z.object({ run, path }),
  positional: ['run', 'path'],
  async run({ loom, caller }, { run: id, path: at }) {
    const withdrawn = await (await loom()).runs.withdraw(id, at === undefined ? {} : { path: at }, caller);
    return { kind: 'withdrawn', withdrawn, by: caller.requester };
  },
});

async function give({ loom, caller }: Context, run: string, answer: AnswerRequest): Promise<Result> {
  return { kind: 'answered', answer: await (await loom()).runs.answer(run, answer, caller), by: caller.requester };
}
