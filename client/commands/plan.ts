import { z } from 'zod';
import { define } from './command.ts';
import { marketFor, readProgramWord } from './program.ts';

export const planCommand = define({
  name: 'plan',
  aliases: [],
  summary: 'Show what a loop will do: inputs, waves of steps, tools, outputs.',
  examples: ['plan security-incident-pro', 'plan ./nightly.loop'],
  args: z.object({
    program: z.string().meta({
      label: 'PROGRAM',
      description: 'A package, with a version range if it matters, or the path of a .loop file',
      completes: 'program',
    }),
  }),
  positional: ['program'],
  needs: 'database',
  places: ['command line', 'terminal room', 'chat'],
  role: 'member',
  async run(context, { program }) {
    const what = await readProgramWord(context, program);
    const loom = await (typeof what === 'string' ? context.loom('database') : marketFor(context, what));
    return { kind: 'planned', plan: await loom.loops.plan(what) };
  },
});
