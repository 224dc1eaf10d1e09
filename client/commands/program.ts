import { z } from 'zod';
import { LoomError } from '../../domain/errors.ts';
import { dependenciesOf } from '../../dsl/compile.ts';
import type { Loom, SourceFile } from '../loom.ts';
import type { Context, Files } from './command.ts';
import { isPath, readInputWords } from './words.ts';

/** A program and what it is given. */
export const programArguments = z.object({
  program: z.string().meta({
    label: 'PROGRAM',
    description: 'A package, with a version range if it matters, or the path of a .loop file',
    completes: 'program',
  }),
  inputs: z.array(z.string()).default([]).transform(readInputWords).meta({
    label: 'name=value',
    description: 'Its inputs, read by the types the loop declares',
    completes: 'input',
  }),
});

/** Stands for a program that is piped in, or pasted into a room. */
export const pipedIn = '-';

/** A package stays the name it is, a path becomes the program in that file. */
export async function readProgramWord(context: Context, word: string): Promise<string | SourceFile> {
  return word === pipedIn || isPath(word) ? filesOf(context).readProgram(word) : word;
}

/** @throws LoomError `command.bad_file` where nobody's files can be read */
export function filesOf({ files }: Pick<Context, 'files'>): Files {
  if (files !== null) return files;
  throw new LoomError('command.bad_file', 'Files cannot be read from here.', 'Name a published package instead.');
}

/** The marketplace a program needs: for one that depends on no package nothing is started, but what runs can give hints. */
export async function marketFor(context: Context, { source, metadata }: SourceFile): Promise<Loom> {
  const alone = Object.keys(dependenciesOf(source, metadata).declared).length === 0;
  if (!alone) return context.loom('database');
  return (await context.found()) ?? context.loom('nothing');
}
