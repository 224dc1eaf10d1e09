import { z } from 'zod';
import { limits } from '../../../domain/limits.ts';
import { readDuration } from '../../../dsl/duration.ts';
import { define } from '../command.ts';
import { count } from '../words.ts';

const traits = {
  aliases: [],
  positional: [],
  places: ['command line', 'terminal room', 'chat'],
} as const;

export const marketInstalledCommand = define({
  ...traits,
  name: 'market installed',
  summary: 'List what is installed in this room.',
  examples: ['market installed'],
  args: z.object({}),
  needs: 'database',
  role: 'member',
  reads: true,
  async run({ loom, caller }) {
    return { kind: 'installed', workspace: await (await loom()).market.installed(caller.room) };
  },
});

export const marketOutdatedCommand = define({
  ...traits,
  name: 'market outdated',
  aliases: ['market check-updates'],
  summary: 'Tell which packages of this room have newer versions, and which of those still wait.',
  examples: ['market outdated'],
  args: z.object({}),
  needs: 'database',
  role: 'member',
  reads: true,
  async run({ loom, caller }) {
    return { kind: 'outdated', updates: await (await loom()).market.outdated(caller.room) };
  },
});

export const marketGenerationsCommand = define({
  ...traits,
  name: 'market generations',
  summary: 'List what this room had installed, set by set, newest first.',
  examples: ['market generations'],
  args: z.object({}),
  needs: 'database',
  role: 'member',
  reads: true,
  async run({ loom, caller }) {
    return { kind: 'generations', generations: await (await loom()).market.generations(caller.room) };
  },
});

export const marketRollbackCommand = define({
  ...traits,
  name: 'market rollback',
  summary: 'Go back to an earlier generation, or to the one before; runs that go on are not touched.',
  examples: ['market rollback', 'market rollback 3'],
  args: z.object({
    generation: count(Number.MAX_SAFE_INTEGER)
      .optional()
      .meta({ label: 'NUMBER', description: 'As "market generations" lists it' }),
  }),
  positional: ['generation'],
  needs: 'everything',
  role: 'moderator',
  starts: true,
  async run({ loom, caller }, { generation }) {
    const { market } = await loom();
    const receipt = await market.rollback(generation ?? null, caller);
    return { kind: 'rolled_back', receipt, workspace: await market.installed(caller.room) };
  },
});

const span = z
  .string()
  .transform((text, context) => {
    const ms = text === '0' ? 0 : readDuration(text);
    if (ms !== null) return Math.round(ms);
    context.addIssue({ code: 'custom', message: 'takes a duration such as 24h, 30m or 0' });
    return z.NEVER;
  })
  .optional();

export const marketSettingsCommand = define({
  ...traits,
  name: 'market settings',
  summary: 'Show or change how this room takes updates by itself.',
  examples: [
    'market settings',
    'market settings --canary "#try-first" --canary-for 12h',
    'market settings --cooldown 3d',
  ],
  args: z.object({
    cooldown: span.meta({ label: 'TIME', description: 'How old a version must be before an update takes it' }),
    canary: z
      .string()
      .max(limits.nameCharactersMax)
      .optional()
      .meta({ label: 'ROOM', description: 'Which room tries updates first; "none" for no room' }),
    canaryFor: span.meta({ label: 'TIME', description: 'How long it tries them' }),
    watchFor: span.meta({ label: 'TIME', description: 'How long runs are compared after an update' }),
    every: span.meta({ label: 'TIME', description: 'How often it looks for updates' }),
  }),
  needs: 'everything',
  role: 'moderator',
  starts: true,
  async run({ loom, caller }, { cooldown, canary, canaryFor, watchFor, every }) {
    const change = {
      ...(cooldown === undefined ? {} : { cooldownMs: cooldown }),
      ...(canary === undefined ? {} : { canary: canary === 'none' ? null : canary }),
      ...(canaryFor === undefined ? {} : { canaryMs: canaryFor }),
      ...(watchFor === undefined ? {} : { watchMs: watchFor }),
      ...(every === undefined ? {} : { everyMs: every }),
    };
    return { kind: 'market_settings', settings: await (await loom()).market.settings(change, caller) };
  },
});
