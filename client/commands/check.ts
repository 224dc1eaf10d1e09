import { z } from 'zod';
import { LoomError } from '../../domain/errors.ts';
import { type Context, define } from './command.ts';
import { filesOf, marketFor } from './program.ts';
import type { FileReport } from './result.ts';

export const checkCommand = define({
  name: 'check',
  aliases: [],
  summary: 'Show every problem of a program at once, with the place and the fix.',
  examples: ['check ./nightly.loop', 'check ./nightly.loop ./weekly.loop --offline'],
  args: z.object({
    files: z.array(z.string()).meta({ label: 'FILE', description: 'Programs to check', completes: 'file' }),
    offline: z.boolean().default(false).meta({
      description: 'Do not ask the marketplace: take on trust the names dependencies would bring, and list them',
    }),
  }),
  positional: ['files'],
  needs: 'database',
  places: ['command line', 'terminal room', 'chat'],
  role: 'member',
  reads: true,
  async run(context, { files, offline }) {
    const reports: FileReport[] = [];
    for (const file of files) reports.push(await checkFile(context, file, offline));
    return { kind: 'checked', reports };
  },
});

async function checkFile(context: Context, file: string, offline: boolean): Promise<FileReport> {
  try {
    const program = await filesOf(context).readProgram(file);
    const loom = offline ? await context.loom('nothing') : await marketFor(context, program);
    return { ...(await loom.loops.check(program, { offline })), refused: null };
  } catch (thrown) {
    const { code, message, hint } = LoomError.from(thrown);
    if (!aboutTheFile.has(code)) throw thrown;
    // What is wrong with one file must not keep the others from being checked.
    return { file, ok: false, problems: [], assumed: [], refused: { code, message, hint } };
  }
}

const aboutTheFile: ReadonlySet<string> = new Set([
  'command.bad_file',
  'market.bad_bundle',
  'market.dependency_missing',
]);
