import { z } from 'zod';
import { define } from './command.ts';
import { filesOf } from './program.ts';

export const marketCommand = define({
  name: 'market',
  aliases: ['packages'],
  summary: 'List the published packages.',
  examples: ['market'],
  args: z.object({}),
  positional: [],
  needs: 'database',
  places: ['command line', 'terminal room', 'chat'],
  role: 'member',
  reads: true,
  async run({ loom }) {
    return { kind: 'packages', packages: await (await loom()).market.list() };
  },
});

export const marketShowCommand = define({
  name: 'market show',
  aliases: [],
  summary: 'Show a package: its versions, what it depends on, its text.',
  examples: ['market show security-incident-pro'],
  args: z.object({
    package: z.string().meta({ label: 'PACKAGE', description: 'Its name ("market" lists them)', completes: 'package' }),
  }),
  positional: ['package'],
  needs: 'database',
  places: ['command line', 'terminal room', 'chat'],
  role: 'member',
  reads: true,
  async run({ loom }, { package: name }) {
    return { kind: 'package', ...(await (await loom()).market.show(name)) };
  },
});

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
  }),
  positional: ['folder'],
  needs: 'everything',
  places: ['command line', 'terminal room', 'chat'],
  role: 'admin',
  async run(context, { folder }) {
    const bundle = await filesOf(context).readPackage(folder);
    const { created, ...version } = await (await context.loom()).market.publish(bundle);
    return { kind: 'published', version, created };
  },
});
