import { z } from 'zod';
import { LoomError } from '../../domain/errors.ts';
import { rolesOf } from '../permissions.ts';
import { type Context, define, type RoomDesk } from './command.ts';

const traits = { aliases: [], needs: 'nothing', places: ['chat'], examples: [] } as const;
const setting = z.string().meta({ label: 'SETTING', description: 'Its name, as "config" lists it' });

export const configCommand = define({
  ...traits,
  name: 'config',
  aliases: ['settings'],
  summary: 'Show the settings of this room; "config set "role run" operator" says who may do what.',
  examples: ['config'],
  args: z.object({}),
  positional: [],
  role: 'member',
  reads: true,
  async run(context) {
    // Who may say what is long, and "whoami" tells what matters of it: here stands what the room has changed.
    const settings = deskOf(context).settings.filter(({ name, set }) => set || !name.startsWith('role '));
    return { kind: 'settings', settings, changed: null };
  },
});

export const configSetCommand = define({
  ...traits,
  name: 'config set',
  summary: 'Set something for this room.',
  examples: ['config set prefix !ops', 'config set "role run" operator', 'config set "role run" 10'],
  args: z.object({
    setting,
    value: z.string().meta({ label: 'VALUE', description: 'What it is to be' }),
  }),
  positional: ['setting', 'value'],
  role: 'admin',
  async run(context, { setting: name, value }) {
    const changed = await deskOf(context).change(name, value);
    return { kind: 'settings', settings: [changed], changed: name };
  },
});

export const configResetCommand = define({
  ...traits,
  name: 'config reset',
  summary: 'Let something be in this room as it is unless somebody sets it.',
  examples: ['config reset prefix', 'config reset "role run"'],
  args: z.object({ setting }),
  positional: ['setting'],
  role: 'admin',
  async run(context, { setting: name }) {
    const changed = await deskOf(context).change(name, null);
    return { kind: 'settings', settings: [changed], changed: name };
  },
});

export const whoamiCommand = define({
  ...traits,
  name: 'whoami',
  summary: 'Tell who you are here, and what you may do.',
  examples: ['whoami'],
  args: z.object({}),
  positional: [],
  role: 'member',
  reads: true,
  async run(context) {
    const { standing, may } = deskOf(context);
    const here = context.commands.filter(({ places }) => places.includes(context.place));
    const verbs = [...rolesOf(here).keys()];
    return { kind: 'person', standing, may: verbs.filter(may), mayNot: verbs.filter((verb) => !may(verb)) };
  },
});

function deskOf({ desk }: Context): RoomDesk {
  if (desk !== null) return desk;
  throw new LoomError('command.unknown', 'This works in a room of a homeserver.', 'Say it there.');
}
