import { z } from 'zod';
import { userName } from '../../domain/people.ts';
import type { RunView } from '../../domain/run.ts';
import type { Context } from './command.ts';

/** The run a command is about. */
export const runArgument = z.object({
  run: z.string().meta({
    label: 'RUN',
    description: 'The id of a run, or the beginning of one ("runs" lists them)',
    completes: 'run',
  }),
});

/** What somebody else started needs more than what one started oneself. @throws LoomError `permission.denied` */
export function permitForRun(
  { caller, permit }: Context,
  verb: string,
  { requester }: Pick<RunView, 'requester'>,
): void {
  if (userName(requester) !== userName(caller.requester)) permit(`${verb} others`);
}
