import { z } from 'zod';
import { define } from './command.ts';

export const auditVerifyCommand = define({
  name: 'audit verify',
  aliases: ['audit'],
  summary: 'Check that nothing was changed in what was allowed and refused in rooms.',
  examples: ['audit verify'],
  args: z.object({}),
  positional: [],
  needs: 'database',
  places: ['command line', 'terminal room', 'chat'],
  role: 'moderator',
  reads: true,
  async run({ loom }) {
    return { kind: 'audit_verified', verdict: await (await loom()).audit.verify() };
  },
});
