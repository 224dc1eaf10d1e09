import { LoomError } from '../../domain/errors.ts';
import { define } from './command.ts';
import { permitForRun, runArgument } from './run-argument.ts';

export const cancelCommand = define({
  name: 'cancel',
  aliases: ['stop'],
  summary: 'Ask a run to stop; what it undoes, it undoes first.',
  examples: ['cancel r-7f3k2m'],
  args: runArgument,
  positional: ['run'],
  needs: 'everything',
  places: ['command line', 'terminal room', 'chat'],
  role: 'member',
  others: 'moderator',
  async run(context, { run: id }) {
    const loom = await context.loom();
    const before = await loom.runs.get(id);
    permitForRun(context, 'cancel', before);
    if (before.status !== 'running') {
      throw new LoomError(
        'command.nothing_to_do',
        `This run is over already: ${before.status}.`,
        'Type "status" and its id to see how it ended.',
      );
    }
    await loom.runs.cancel(before.workflowId);
    return { kind: 'cancelling', run: before };
  },
});
