import { define } from './command.ts';
import { permitForRun, runArgument } from './run-argument.ts';

export const resumeCommand = define({
  name: 'resume',
  aliases: [],
  summary: 'Go on where a run failed: what it had done is kept, the rest runs anew, in a run of its own.',
  examples: ['resume r-7f3k2m9q4a'],
  args: runArgument,
  positional: ['run'],
  needs: 'everything',
  places: ['command line', 'terminal room', 'chat'],
  role: 'member',
  others: 'moderator',
  starts: true,
  async run(context, { run: id }) {
    const loom = await context.loom();
    permitForRun(context, 'resume', await loom.runs.get(id));
    const started = await loom.runs.resume(id, context.caller);
    context.show(started);
    const run = await loom.runs.watch(started.workflowId, context.show, context.signal);
    return { kind: 'run', run, awaited: true };
  },
});
