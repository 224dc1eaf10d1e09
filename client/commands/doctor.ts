import { z } from 'zod';
import { define } from './command.ts';

export const doctorCommand = define({
  name: 'doctor',
  aliases: [],
  summary: 'Tell what is found, its version, whether it answers, and what to do.',
  examples: ['doctor'],
  args: z.object({}),
  positional: [],
  needs: 'nothing',
  places: ['command line', 'terminal room', 'chat'],
  role: 'member',
  reads: true,
  async run({ surroundings, found }) {
    const around = await surroundings();
    const loom = await found();
    return { kind: 'findings', findings: [...around, ...(loom === null ? [] : await loom.doctor())] };
  },
});
