import { z } from 'zod';
import { define } from './command.ts';

/** Commands that change what the terminal itself is; their results say what to become, the terminal does it. */
const nothing = {
  args: z.object({}),
  positional: [],
  aliases: [],
  role: 'admin',
  needs: 'nothing',
  actsOnTerminal: true,
} as const;

export const upCommand = define({
  ...nothing,
  name: 'up',
  summary: 'Start everything and open the room in this terminal, and with --matrix one in Matrix as well.',
  examples: ['up', 'up --matrix'],
  args: z.object({
    matrix: z.boolean().default(false).meta({
      description: 'Also run a homeserver with a room and the bot, or the bot on that of HOLOLOOM_MATRIX_URL',
    }),
  }),
  needs: 'everything',
  places: ['command line'],
  run: async (_context, { matrix }) => ({ kind: 'room', matrix }),
});

export const workerCommand = define({
  ...nothing,
  name: 'worker',
  summary: 'Run one worker here, against the services the environment names.',
  examples: ['worker'],
  places: ['command line'],
  run: async () => ({ kind: 'process', process: 'worker' }),
});

export const botCommand = define({
  ...nothing,
  name: 'bot',
  summary: 'Run the bot of a Matrix account here, against the services the environment names.',
  examples: ['bot'],
  places: ['command line'],
  run: async () => ({ kind: 'process', process: 'bot' }),
});

export const migrateCommand = define({
  ...nothing,
  name: 'migrate',
  summary: 'Bring the tables of the database in DATABASE_URL up to date.',
  examples: ['migrate'],
  places: ['command line'],
  run: async () => ({ kind: 'process', process: 'migrate' }),
});

export const practiceCommand = define({
  ...nothing,
  name: 'practice',
  summary: 'Open the practice services that the example loops talk to, on this machine alone.',
  examples: ['practice'],
  places: ['command line'],
  run: async () => ({ kind: 'process', process: 'practice' }),
});

export const lspCommand = define({
  ...nothing,
  name: 'lsp',
  summary: 'Serve an editor: problems, hovers and completion for .loop files, over the standard input and output.',
  examples: ['lsp', 'lsp --stdio'],
  args: z.object({
    stdio: z
      .boolean()
      .default(false)
      .meta({ description: 'What editors say to ask for this way of speaking, the only one' }),
  }),
  places: ['command line'],
  run: async () => ({ kind: 'language_server' }),
});

export const quitCommand = define({
  ...nothing,
  name: 'quit',
  aliases: ['exit', 'bye'],
  summary: 'Leave the room; what was started with it stops, and runs go on at the next start.',
  examples: ['quit'],
  places: ['terminal room'],
  run: async () => ({ kind: 'leave' }),
});
