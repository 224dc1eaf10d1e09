import { z } from 'zod';
import { define } from '../command.ts';
import { filesOf } from '../program.ts';

const here = { aliases: [], places: ['command line', 'terminal room'], role: 'admin' } as const;

export const marketExportCommand = define({
  ...here,
  name: 'market export',
  summary: 'Write a version and all it needs to one signed file, for a market that cannot reach this one.',
  examples: ['market export security-incident-pro@2.1.0 ./incident.bundle.json'],
  args: z.object({
    release: z.string().meta({ label: 'PACKAGE@VERSION', description: 'Which version', completes: 'package' }),
    file: z.string().meta({ label: 'FILE', description: 'Where to', completes: 'file' }),
  }),
  positional: ['release', 'file'],
  needs: 'database',
  async run(context, { release, file }) {
    const files = filesOf(context);
    const { text, ...bundle } = await (await context.loom()).market.exportBundle(release);
    await files.writeFile(file, text);
    return { kind: 'exported', ...bundle, file, bytes: Buffer.byteLength(text) };
  },
});

export const marketImportCommand = define({
  ...here,
  name: 'market import',
  summary:
    'Take in a file of "market export": all of it, once every hash, signature and program is checked, or nothing.',
  examples: ['market import ./incident.bundle.json'],
  args: z.object({
    file: z.string().meta({ label: 'FILE', description: 'What "market export" wrote', completes: 'file' }),
    older: z.boolean().default(false).meta({ description: 'Also when a newer version is here already' }),
  }),
  positional: ['file'],
  needs: 'everything',
  async run(context, { file, older }) {
    const text = await filesOf(context).readBundle(file);
    return { kind: 'imported', ...(await (await context.loom()).market.importBundle(text, { older }, context.caller)) };
  },
});

export const marketAuditCommand = define({
  ...here,
  name: 'market audit',
  summary: 'Check the whole market: the log, every key, and the hash and signature of every version.',
  examples: ['market audit'],
  args: z.object({}),
  positional: [],
  needs: 'database',
  places: ['command line', 'terminal room', 'chat'],
  role: 'moderator',
  reads: true,
  async run({ loom }) {
    return { kind: 'audited', report: await (await loom()).market.audit() };
  },
});
