import { z } from 'zod';
import { LoomError } from '../../../domain/errors.ts';
import type { Loom } from '../../loom.ts';
import type { PackageCard } from '../../market-shelf.ts';
import { define } from '../command.ts';
import { filesOf } from '../program.ts';

export const marketShowCommand = define({
  name: 'market show',
  aliases: [],
  summary: 'Show a package: what it does and touches, how its runs went, its versions, its text.',
  examples: ['market show security-incident-pro'],
  args: z.object({
    package: z.string().meta({ label: 'PACKAGE', description: 'Its name', completes: 'package' }),
  }),
  positional: ['package'],
  needs: 'database',
  places: ['command line', 'terminal room', 'chat'],
  role: 'member',
  reads: true,
  async run({ loom }, { package: name }) {
    const { market, registry } = await loom();
    try {
      return { kind: 'package', ...(await market.show(name)), card: await offeredCard(market, name) };
    } catch (error) {
      const { origin } = registry;
      if (origin === null || LoomError.from(error).code !== 'market.not_found') throw error;
      return { kind: 'package', ...(await (await loom('everything')).registry.show(name)), from: origin };
    }
  },
});

/** Null for a package whose releases were all yanked. */
async function offeredCard(market: Loom['market'], name: string): Promise<PackageCard | null> {
  try {
    return await market.card(name);
  } catch (error) {
    if (LoomError.from(error).code === 'market.not_found') return null;
    throw error;
  }
}

export const marketPublishCommand = define({
  name: 'market publish',
  aliases: [],
  summary: 'Publish the package in a folder; a version, once published, never changes.',
  examples: ['market publish ./examples/packages/forensic-tools'],
  args: z.object({
    folder: z.string().meta({
      label: 'FOLDER',
      description: 'Holds program.loop, metadata.json and README.md; in a room they are pasted instead',
      completes: 'file',
    }),
    publisher: z.string().optional().meta({
      label: 'NAME',
      description: 'To whom a new name without a publisher in it will belong; you, when left out',
    }),
  }),
  positional: ['folder'],
  needs: 'everything',
  places: ['command line', 'terminal room', 'chat'],
  role: 'admin',
  async run(context, { folder, publisher }) {
    const bundle = await filesOf(context).readPackage(folder);
    const { created, ...version } = await (await context.loom()).market.publish(
      bundle,
      publisher === undefined ? {} : { publisher },
    );
    return { kind: 'published', version, created };
  },
});
