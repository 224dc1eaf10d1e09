import { z } from 'zod';
import { define } from './command.ts';
import { programArguments, readProgramWord } from './program.ts';

const traits = {
  aliases: [],
  needs: 'everything',
  places: ['command line', 'terminal room', 'chat'],
} as const;

export const scheduleAddCommand = define({
  ...traits,
  name: 'schedule add',
  summary: 'Show when a loop would run by itself in this room; with --yes, let it.',
  examples: ['schedule add monday-digest', 'schedule add monday-digest max_age=7d --yes'],
  args: programArguments.extend({
    yes: z.boolean().default(false).meta({ description: 'Do it; without, nothing is changed' }),
  }),
  positional: ['program', 'inputs'],
  role: 'moderator',
  starts: true,
  async run(context, { program, inputs, yes }) {
    const request = { program: await readProgramWord(context, program), words: inputs };
    const { schedules } = await context.loom();
    if (!yes)
      return { kind: 'schedule', schedule: await schedules.preview(request, context.caller), done: 'previewed' };
    const { created, ...schedule } = await schedules.create(request, context.caller);
    return { kind: 'schedule', schedule, done: created ? 'added' : 'found' };
  },
});

export const scheduleListCommand = define({
  ...traits,
  name: 'schedule list',
  aliases: ['schedule', 'schedules'],
  summary: 'List the loops that run by themselves, with their next times and last runs.',
  examples: ['schedule list', 'schedules'],
  args: z.object({}),
  positional: [],
  role: 'member',
  reads: true,
  async run({ loom }) {
    return { kind: 'schedules', schedules: await (await loom()).schedules.list() };
  },
});

const named = z.object({
  schedule: z.string().meta({
    label: 'SCHEDULE',
    description: 'The name of a loop that is scheduled in this room, or what "schedule list" calls it',
  }),
});

/** A loop's name means its schedule in this room. */
function idOf(word: string, room: string): string {
  return word.startsWith('schedule/') ? word : `schedule/${room}/${word}`;
}

const changing = (change: 'pause' | 'resume' | 'remove', done: 'paused' | 'resumed' | 'removed', summary: string) =>
  define({
    ...traits,
    name: `schedule ${change}`,
    summary,
    examples: [`schedule ${change} monday_digest`],
    args: named,
    positional: ['schedule'],
    role: 'moderator',
    async run({ loom, caller }, { schedule: word }) {
      const { schedules } = await loom();
      return { kind: 'schedule', schedule: await schedules[change](idOf(word, caller.room)), done };
    },
  });

export const scheduleRemoveCommand = changing('remove', 'removed', 'Let a loop no longer run by itself.');
export const schedulePauseCommand = changing('pause', 'paused', 'Start no runs by a schedule until it is resumed.');
export const scheduleResumeCommand = changing('resume', 'resumed', 'Start runs by a schedule again.');
