import { z } from 'zod';
import { LoomError } from '../../../domain/errors.ts';
import { packageNameSchema, rangeSchema, versionSchema } from '../../../domain/market/bundle.ts';
import { type ChangeRequest, shortHash } from '../../../domain/market/proposal.ts';
import { type Context, define } from '../command.ts';
import type { Result } from '../result.ts';

const traits = {
  aliases: [],
  positional: ['package'],
  needs: 'everything',
  places: ['command line', 'terminal room', 'chat'],
  role: 'moderator',
  starts: true,
} as const;

const hash = /^[0-9a-f]{6,64}$/;
const yes = z
  .union([z.boolean(), z.string().regex(hash, 'takes the first six digits or more of what was shown, or nothing')])
  .default(false)
  .meta({
    label: 'HASH',
    description: 'Agree: to the change that was shown with this hash, or to whatever it is now',
    mayStandAlone: true,
  });

const installedMeta = { label: 'PACKAGE', description: 'A package that is installed here', completes: 'installed' };
const installedArgument = z.string().meta(installedMeta);

export const marketInstallCommand = define({
  ...traits,
  name: 'market install',
  summary: 'Show what a package brings into this room and may touch; with --yes, install it.',
  examples: [
    'market install security-incident-pro',
    'market install acme/forensics@^1.2 --yes 4c1e9a',
    'market install compliance-logger --auto-update --yes',
  ],
  args: z.object({
    package: z
      .string()
      .transform(readReference)
      .meta({ label: 'PACKAGE', description: 'Its name, with a version range if it matters', completes: 'package' }),
    autoUpdate: z
      .boolean()
      .default(false)
      .meta({ description: 'Let it update by itself, as long as it may touch no more than now' }),
    byHand: z.boolean().default(false).meta({ description: 'Let it no longer update by itself' }),
    yes,
  }),
  run: (context, { package: { name, range }, autoUpdate, byHand, yes: agreed }) =>
    change(
      context,
      { kind: 'install', package: name, range, autoUpdate: autoUpdate ? true : byHand ? false : null },
      agreed,
    ),
});

export const marketUpdateCommand = define({
  ...traits,
  name: 'market update',
  summary: 'Update what is installed here; what may touch more than before is shown first and needs --yes.',
  examples: ['market update', 'market update acme/forensics', 'market update acme/forensics --to 2.0.0 --yes'],
  args: z.object({
    package: installedArgument.optional().meta(installedMeta),
    to: versionSchema.optional().meta({ label: 'VERSION', description: 'Exactly this version, however young it is' }),
    yes,
  }),
  run(context, { package: name, to, yes: agreed }) {
    if (name === undefined && to !== undefined) {
      throw new LoomError(
        'command.bad_arguments',
        '--to is for one package.',
        'Name it: market update PACKAGE --to 2.0.0',
      );
    }
    const request: ChangeRequest = {
      kind: 'update',
      packages: name === undefined ? null : [name],
      to: name === undefined || to === undefined ? {} : { [name]: to },
    };
    return change(context, request, agreed);
  },
});

export const marketUninstallCommand = define({
  ...traits,
  name: 'market uninstall',
  summary: 'Take a package out of this room, with what only it needed.',
  examples: ['market uninstall acme/forensics'],
  args: z.object({ package: installedArgument }),
  run: (context, { package: name }) => change(context, { kind: 'uninstall', package: name }, false),
});

/** Works a change out, and makes it when nobody has to agree, or somebody does. */
async function change({ loom, caller }: Context, request: ChangeRequest, agreed: boolean | string): Promise<Result> {
  const { market } = await loom();
  const prepared = await market.prepare(request, caller);
  if (typeof agreed === 'string' && !prepared.hash.startsWith(agreed)) {
    throw new LoomError(
      'market.other_proposal',
      `What would change now is ${shortHash(prepared.hash)}, and what was agreed to is ${agreed}.`,
      'Say it again without --yes to see what would change now.',
    );
  }
  if (prepared.idle) return { kind: 'change', prepared, receipt: null };
  if (prepared.needsYes && agreed === false) return { kind: 'change', prepared, receipt: null };
  return { kind: 'change', prepared, receipt: await market.apply(request, prepared.hash, caller) };
}

/** `name` or `name@range`. */
function readReference(text: string, context: z.RefinementCtx) {
  const at = text.indexOf('@', 1);
  const name = packageNameSchema.safeParse(at === -1 ? text : text.slice(0, at));
  const range = at === -1 ? null : rangeSchema.safeParse(text.slice(at + 1));
  if (name.success && (range === null || range.success)) return { name: name.data, range: range?.data ?? null };
  context.addIssue({
    code: 'custom',
    message: `"${text}" names no package: write acme/forensics, or acme/forensics@^1.2`,
  });
  return z.NEVER;
}
