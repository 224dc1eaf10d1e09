import { z } from 'zod';
import { define } from './command.ts';

export const questionsCommand = define({
  name: 'questions',
  aliases: ['asks'],
  summary: 'List the questions that wait for an answer in this room.',
  examples: ['questions', 'questions r-7f3k2m', 'questions --everywhere'],
  args: z.object({
    run: z.string().optional().meta({ label: 'RUN', description: 'Only those of this run', completes: 'run' }),
    everywhere: z.boolean().default(false).meta({ description: 'Those of all rooms' }),
  }),
  positional: ['run'],
  needs: 'everything',
  places: ['command line', 'terminal room', 'chat'],
  role: 'member',
  reads: true,
  async run({ loom, caller }, { run, everywhere }) {
    const where = run === undefined ? (everywhere ? {} : { room: caller.room }) : { run };
    return { kind: 'questions', questions: await (await loom()).runs.questions(where) };
  },
});
