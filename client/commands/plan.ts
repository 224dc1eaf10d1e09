import { z } from 'zod';
import { define } from './command.ts';
import { marketFor, readProgramWord } from './program.ts';
import { readInputWords } from './words.ts';

export const planCommand = define({
  name: 'plan',
  aliases: [],
  summary: 'Show what a loop will do: its steps, what it may touch, what a run will start and write.',
  examples: ['plan security-incident-pro', 'plan ./nightly.loop', 'plan security-incident-pro incident_id=INC-42'],
  args: z.object({
    program: z.string().meta({
      label: 'PROGRAM',
      description: 'A package, with a version range if it matters, or the path of a .loop file',
      completes: 'program',
    }),
    inputs: z.array(z.string()).default([]).transform(readInputWords).meta({
      label: 'name=value',
      description: 'Inputs that are known already: they may decide rooms, waits, and how many items there are',
      completes: 'input',
    }),
  }),
  positional: ['program', 'inputs'],
  needs: 'database',
  places: ['command line', 'terminal room', 'chat'],
  role: 'member',
  async run(context, { program, inputs }) {
    const what = await readProgramWord(context, program);
    const loom = await (typeof what === 'string' ? context.loom('database') : marketFor(context, what));
    return { kind: 'planned', plan: await loom.loops.plan(what, inputs) };
  },
});
