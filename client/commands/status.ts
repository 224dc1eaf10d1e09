import { define } from './command.ts';
import { runArgument } from './run-argument.ts';

export const statusCommand = define({
  name: 'status',
  aliases: ['show'],
  summary: 'Show how one run stands, with its steps and its result.',
  examples: ['status r-7f3k2m', 'status r-7f'],
  args: runArgument,
  positional: ['run'],
  needs: 'everything',
  places: ['command line', 'terminal room', 'chat'],
  role: 'member',
  reads: true,
  async run({ loom }, { run }) {
    return { kind: 'run', run: await (await loom()).runs.get(run), awaited: false };
  },
});
