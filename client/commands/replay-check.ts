import { define } from './command.ts';
import { programArguments, readProgramWord } from './program.ts';

export const replayCheckCommand = define({
  name: 'replay-check',
  aliases: [],
  summary: 'Tell which running runs of a loop could go on with the plan it has now; changes nothing.',
  examples: ['replay-check security-incident-pro', 'replay-check ./nightly.loop'],
  args: programArguments.pick({ program: true }),
  positional: ['program'],
  needs: 'everything',
  places: ['command line', 'terminal room', 'chat'],
  role: 'member',
  reads: true,
  async run(context, { program }) {
    const what = await readProgramWord(context, program);
    return { kind: 'moves', report: await (await context.loom()).loops.moves(what, context.caller.room) };
  },
});
