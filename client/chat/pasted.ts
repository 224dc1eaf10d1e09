import { LoomError } from '../../domain/errors.ts';
import { type Bundle, bundleSchema, metadataSchema } from '../../domain/market/bundle.ts';
import type { Files } from '../commands/command.ts';
import { pipedIn } from '../commands/program.ts';
import type { Block } from './blocks.ts';

/** A file a command made, to be sent into the room. */
export interface Attachment {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** The files of somebody in a room: what was pasted to read, what is sent there to write; never those of this machine. */
export interface PastedFiles extends Files {
  readonly written: readonly Attachment[];
}

export function pastedFiles(blocks: readonly Block[]): PastedFiles {
  const written: Attachment[] = [];
  const source = blocks.flatMap((block) => (block.kind === 'loop' ? [block.text] : []))[0];
  return {
    written,
    async readProgram(path) {
      if (path === pipedIn && source !== undefined) return { file: 'the pasted program', source };
      throw new LoomError(
        'command.bad_file',
        path === pipedIn ? 'No program is pasted.' : 'Files cannot be read from here.',
        'Paste the program below the command, between lines of three backticks, or name a published package.',
      );
    },
    async writeFile(path, content) {
      // A name, whatever path was asked for: it is written nowhere but into the room.
      written.push({ name: path.split(/[/\\]/).at(-1) || 'file', content });
    },
    readPackage: async () => packageIn(blocks, source),
    readBundle: () => Promise.reject(noFiles('market import')),
    readRows: () => Promise.reject(noFiles('quality evaluate')),
  };
}

function noFiles(command: string): LoomError {
  const hint = `Say it at a terminal: hololoom ${command} FILE`;
  return new LoomError('command.bad_file', 'Files cannot be read from here.', hint);
}

/** A package is pasted as three blocks: its program, its metadata as JSON, and how to use it as text. */
function packageIn(blocks: readonly Block[], source: string | undefined): Bundle {
  const values = blocks.flatMap((block) => (block.kind === 'values' ? [block.values] : []))[0];
  if (source === undefined) throw bad('No program is pasted.');
  if (values === undefined)
    throw bad('No metadata is pasted: a JSON object with workflow_id, name, version and so on.');
  const metadata = metadataSchema.safeParse(values);
  if (!metadata.success) throw bad(`The metadata does not fit: ${wrongIn(metadata.error)}.`);
  const text = blocks.flatMap((block) => (block.kind === 'text' ? [block.text] : []))[0];
  const { name, description } = metadata.data;
  const documentation = text ?? `# ${name}\n\n${description}\n`;
  const bundle = bundleSchema.safeParse({ source, metadata: metadata.data, documentation, examples: [] });
  if (!bundle.success) throw bad(`The package does not fit: ${wrongIn(bundle.error)}.`);
  return bundle.data;
}

function wrongIn(error: { readonly issues: readonly { readonly path: PropertyKey[]; readonly message: string }[] }) {
  return error.issues.map(({ path, message }) => `${path.map(String).join('.') || 'it'}: ${message}`).join('; ');
}

function bad(message: string): LoomError {
  const hint = 'Paste the program, its metadata as JSON and, if you like, its documentation, each between backticks.';
  return new LoomError('market.bad_bundle', message, hint);
}
