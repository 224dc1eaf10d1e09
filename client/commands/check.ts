import { z } from 'zod';
import { LoomError } from '../../domain/errors.ts';
import { dependenciesOf } from '../../dsl/compile.ts';
import type { CheckReport, SourceFile } from '../loom.ts';
import { type Context, define } from './command.ts';
import { filesOf } from './program.ts';

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
  places: ['command line', 'terminal room'],
  role: 'member',
  async run(context, { files, offline }) {
    const reports: CheckReport[] = [];
    for (const file of files) reports.push(await checkFile(context, file, offline));
    return { kind: 'checked', reports };
  },
});

async function checkFile(context: Context, file: string, offline: boolean): Promise<CheckReport> {
  try {
    const program = await filesOf(context).readProgram(file);
    const loom = await context.loom(offline || isAlone(program) ? 'nothing' : 'database');
    return await loom.loops.check(program, { offline });
  } catch (thrown) {
    const error = LoomError.from(thrown);
    // What is wrong with one file must not keep the others from being checked.
    if (aboutTheFile.has(error.code)) return { file, ok: false, problems: [problemOf(error)], assumed: [] };
    throw thrown;
  }
}

const aboutTheFile: ReadonlySet<string> = new Set([
  'command.bad_file',
  'market.bad_bundle',
  'market.dependency_missing',
]);

function isAlone({ source, metadata }: SourceFile): boolean {
  return Object.keys(dependenciesOf(source, metadata).declared).length === 0;
}

const problemOf = ({ code, message, hint }: LoomError) =>
  ({ severity: 'error', code, line: 1, column: 1, length: 1, message, hint, excerpt: '' }) as const;
