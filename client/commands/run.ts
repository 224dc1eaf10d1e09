import { z } from 'zod';
import { define } from './command.ts';
import { readProgramWord } from './program.ts';
import { readInputWords } from './words.ts';

export const runCommand = define({
  name: 'run',
  aliases: [],
  summary: 'Run a loop and watch it to its end.',
  examples: [
    'run security-incident-pro incident_id=INC-42',
    'run security-incident-pro@^2.1 incident_id=INC-42',
    'run ./nightly.loop room="#ops" limit=20',
  ],
  args: z.object({
    program: z.string().meta({
      label: 'PROGRAM',
      description: 'A package, with a version range if it matters, or the path of a .loop file',
      completes: 'program',
    }),
    inputs: z.array(z.string()).default([]).transform(readInputWords).meta({
      label: 'name=value',
      description: 'Its inputs, read by the types the loop declares',
      completes: 'input',
    }),
  }),
  positional: ['program', 'inputs'],
  needs: 'everything',
  places: ['command line', 'terminal room', 'chat'],
  role: 'member',
  starts: true,
  async run(context, { program, inputs }) {
    const what = await readProgramWord(context, program);
    const loom = await context.loom();
    const started = await loom.loops.run({ program: what, words: inputs }, context.caller);
    context.show(started);
    const run = await loom.runs.watch(started.workflowId, context.show, context.signal);
    return { kind: 'run', run, awaited: true };
  },
});
