import { z } from 'zod';
import { limits } from '../../../domain/limits.ts';
import type { MarkKind } from '../../../domain/market/log.ts';
import { type Context, define } from '../command.ts';

const release = z.string().meta({ label: 'PACKAGE@VERSION', description: 'Which version', completes: 'package' });
const reason = z
  .array(z.string())
  .min(1, 'say why, for those who use it')
  .transform((words) => words.join(' '))
  .refine((text) => text.length <= limits.textCharactersMax, 'is too long')
  .meta({ label: 'REASON', description: 'Why, for those who use it' });
const everywhere = {
  aliases: [],
  positional: ['release', 'reason'],
  needs: 'everything',
  places: ['command line', 'terminal room', 'chat'],
  role: 'admin',
} as const;

export const marketYankCommand = define({
  ...everywhere,
  name: 'market yank',
  summary: 'Withdraw a version: what is locked to it keeps it, and nothing new chooses it.',
  examples: ['market yank forensic-tools@1.0.0 loses the last line of every log'],
  args: z.object({ release, reason }),
  run: (context, { release: name, reason: why }) => mark(context, name, 'yanked', why),
});

export const marketDeprecateCommand = define({
  ...everywhere,
  name: 'market deprecate',
  summary: 'Warn those who use a version, or are about to.',
  examples: ['market deprecate forensic-tools@1.0.0 use evidence-tools'],
  args: z.object({ release, reason }),
  run: (context, { release: name, reason: why }) => mark(context, name, 'deprecated', why),
});

export const marketRestoreCommand = define({
  ...everywhere,
  name: 'market restore',
  summary: 'Take back that a version was withdrawn, or warned of.',
  examples: ['market restore forensic-tools@1.0.0 it was the disk'],
  args: z.object({ release, reason }),
  run: (context, { release: name, reason: why }) => mark(context, name, 'restored', why),
});

async function mark({ loom, caller }: Context, name: string, kind: MarkKind, why: string) {
  return { kind: 'marked', version: await (await loom()).market.mark(name, kind, why, caller), mark: kind } as const;
}
