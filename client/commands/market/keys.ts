import { z } from 'zod';
import { define } from '../command.ts';

const publisher = z.string().optional().meta({ label: 'PUBLISHER', description: 'Whose key; yours, when left out' });
const here = {
  aliases: [],
  positional: ['publisher'],
  places: ['command line', 'terminal room'],
  role: 'admin',
} as const;

export const keyNewCommand = define({
  ...here,
  name: 'key new',
  summary: 'Make a key to publish with; the first that signs for a name has it.',
  examples: ['key new', 'key new acme'],
  args: z.object({ publisher }),
  needs: 'nothing',
  async run({ loom }, { publisher: name }) {
    return { kind: 'key', key: await (await loom()).keys.create(name), done: 'made' };
  },
});

export const keyListCommand = define({
  ...here,
  name: 'key list',
  summary: 'List the keys that are kept here.',
  examples: ['key list'],
  args: z.object({}),
  positional: [],
  needs: 'nothing',
  async run({ loom }) {
    return { kind: 'keys', keys: await (await loom()).keys.list() };
  },
});

export const keyRotateCommand = define({
  ...here,
  name: 'key rotate',
  summary: 'Put a new key in the place of the present one, here and in the registry; the old one signs for it.',
  examples: ['key rotate acme'],
  args: z.object({ publisher }),
  needs: 'everything',
  async run({ loom }, { publisher: name }) {
    return { kind: 'key', key: await (await loom()).keys.rotate(name), done: 'rotated' };
  },
});
