import { define } from './command.ts';
import { programArguments, readProgramWord } from './program.ts';

export const runCommand = define({
  name: 'run',
  aliases: [],
  summary: 'Run a loop and watch it to its end.',
  examples: [
    'run security-incident-pro incident_id=INC-42',
    'run security-incident-pro@^2.1 incident_id=INC-42',
    'run ./nightly.loop room="#ops" limit=20',
  ],
  args: programArguments,
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
