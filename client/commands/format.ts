import { z } from 'zod';
import { LoomError } from '../../domain/errors.ts';
import { formatProgram } from '../../dsl/format/index.ts';
import { type Context, define } from './command.ts';
import { filesOf } from './program.ts';
import type { FormatReport } from './result.ts';

/** Stands for what is piped in; the result goes to where the pipe ends. */
const standardInput = '-';

export const formatCommand = define({
  name: 'format',
  aliases: ['fmt'],
  summary: 'Lay programs out the way all programs are; comments and meaning stay.',
  examples: ['format ./nightly.loop', 'format ./nightly.loop ./weekly.loop --check', 'format -'],
  args: z.object({
    files: z.array(z.string()).meta({
      label: 'FILE',
      description: 'Programs to format, written where they were read; - takes what is piped in and prints it',
      completes: 'file',
    }),
    check: z.boolean().default(false).meta({
      description: 'Write nothing: tell which programs would change, and end with 1 when any would',
    }),
  }),
  positional: ['files'],
  needs: 'nothing',
  places: ['command line', 'terminal room', 'chat'],
  role: 'member',
  async run(context, { files, check }) {
    const reports: FormatReport[] = [];
    for (const file of files) reports.push(await formatFile(context, file, check));
    return { kind: 'formatted', reports };
  },
});

async function formatFile(context: Context, name: string, check: boolean): Promise<FormatReport> {
  const files = filesOf(context);
  const nothing = { problems: [], text: null, refused: null };
  try {
    const { file, source } = await files.readProgram(name);
    const { text, problems } = formatProgram(source);
    if (text === null) return { ...nothing, file, outcome: 'unreadable', problems };
    if (name === standardInput && !check) return { ...nothing, file, outcome: 'printed', text };
    if (text === source) return { ...nothing, file, outcome: 'unchanged' };
    if (check) return { ...nothing, file, outcome: 'would change' };
    await files.writeFile(file, text);
    return { ...nothing, file, outcome: 'written' };
  } catch (thrown) {
    const { code, message, hint } = LoomError.from(thrown);
    if (code !== 'command.bad_file' && code !== 'market.bad_bundle') throw thrown;
    // What is wrong with one file must not keep the others from being formatted.
    return { ...nothing, file: name, outcome: 'unreadable', refused: { code, message, hint } };
  }
}
