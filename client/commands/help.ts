import { z } from 'zod';
import { define } from './command.ts';
import { findCommand } from './parse.ts';

export const helpCommand = define({
  name: 'help',
  aliases: ['--help', '-h', '?'],
  summary: 'List the commands, or explain one.',
  examples: ['help', 'help run', 'help market show'],
  args: z.object({
    command: z.array(z.string()).default([]).meta({
      label: 'COMMAND',
      description: 'The command to explain',
      completes: 'command',
    }),
  }),
  positional: ['command'],
  needs: 'nothing',
  places: ['command line', 'terminal room', 'chat'],
  role: 'member',
  reads: true,
  async run({ commands, place, desk }, { command: words }) {
    const here = commands.filter(({ places }) => places.includes(place));
    const allowed = desk === null ? here : here.filter(({ name }) => desk.may(name));
    if (words.length === 0) return { kind: 'commands', commands: allowed, withheld: here.length - allowed.length };
    return { kind: 'command', command: findCommand(words, { commands, place }).command };
  },
});

export const versionCommand = define({
  name: 'version',
  aliases: ['--version', '-v'],
  summary: 'Tell the version of HoloLoom.',
  examples: ['version'],
  args: z.object({}),
  positional: [],
  needs: 'nothing',
  places: ['command line', 'terminal room', 'chat'],
  role: 'member',
  reads: true,
  async run({ version }) {
    return { kind: 'version', version };
  },
});
