import { z } from 'zod';

/** The run a command is about. */
export const runArgument = z.object({
  run: z.string().meta({
    label: 'RUN',
    description: 'The id of a run, or the beginning of one ("runs" lists them)',
    completes: 'run',
  }),
});
