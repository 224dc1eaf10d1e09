import { z } from 'zod';
import { define } from './command.ts';
import { count } from './words.ts';

export const runsCommand = define({
  name: 'runs',
  aliases: ['ps'],
  summary: 'List the latest runs, newest first.',
  examples: ['runs', 'runs --limit 100'],
  args: z.object({
    limit: count(500).default(20).meta({ label: 'NUMBER', description: 'How many to show, 20 unless told' }),
  }),
  positional: [],
  needs: 'everything',
  places: ['command line', 'terminal room', 'chat'],
  role: 'member',
  reads: true,
  async run({ loom }, { limit }) {
    return { kind: 'runs', runs: await (await loom()).runs.list({ limit }) };
  },
});
