import { define } from './command.ts';
import { runArgument } from './run-argument.ts';

export const watchCommand = define({
  name: 'watch',
  aliases: ['follow'],
  summary: 'Follow a run to its end.',
  examples: ['watch r-7f3k2m'],
  args: runArgument,
  positional: ['run'],
  needs: 'everything',
  places: ['command line', 'terminal room', 'chat'],
  role: 'member',
  reads: true,
  async run(context, { run }) {
    const loom = await context.loom();
    return { kind: 'run', run: await loom.runs.watch(run, context.show, context.signal), awaited: true };
  },
});
