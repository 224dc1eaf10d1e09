import { readFile, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { z } from 'zod';
import { LoomError } from '../../domain/errors.ts';
import { limits } from '../../domain/limits.ts';
import { type Bundle, bundleSchema, type Metadata, metadataSchema } from '../../domain/market/bundle.ts';
import type { Files } from '../commands/command.ts';

const program = 'program.loop';
const metadataName = 'metadata.json';

/**
 * The files of whoever sits at the terminal.
 * @param folder what paths start from
 * @param piped what is piped in, when anything is
 */
export function openFiles(folder: string, piped: AsyncIterable<Uint8Array> | null = null): Files {
  return {
    async readProgram(path) {
      if (path === '-') return { file: 'standard input', source: await readPiped(piped) };
      const file = (await isFolder(resolve(folder, path))) ? join(path, program) : path;
      const source = await readText(resolve(folder, file), file);
      const metadata = await readMetadata(resolve(folder, file, '..'), join(file, '..', metadataName));
      return { file, source, ...(metadata === null ? {} : { metadata }) };
    },
    async readRows(path) {
      return readText(resolve(folder, path), path, limits.rowsBytesMax, 'Give a part of it.');
    },
    async writeFile(path, content, secret = false) {
      const how = secret ? { mode: 0o600, flag: 'wx' } : {};
      await writeFile(resolve(folder, path), content, how).catch((error: unknown) => {
        const [what, hint] = reasonsNotToWrite[systemCodeOf(error) ?? ''] ?? ['cannot be written', 'Check the path.'];
        throw badFile(path, what, hint, error);
      });
    },
    async readBundle(path) {
      const hint = 'Give the file that "market export" wrote.';
      const refuse = (code: 'market.bundle_too_large' | 'market.bundle_not_json', what: string): LoomError =>
        new LoomError(code, `${path} ${what}.`, hint);
      const at = resolve(folder, path);
      const found = await stat(at).catch(() => null);
      // A file that claims to be a bundle and is larger than any is not read.
      if (found !== null && found.size > limits.bundleBytesMax)
        throw refuse(
          'market.bundle_too_large',
          `has ${found.size} bytes, and no bundle more than ${limits.bundleBytesMax}`,
        );
      const text = await readText(at, path);
      if (!text.startsWith('{')) throw refuse('market.bundle_not_json', 'is not a bundle');
      return text;
    },
    async readPackage(path) {
      const at = resolve(folder, path);
      const metadata = await readMetadata(at, join(path, metadataName));
      if (metadata === null) throw badBundle(`${join(path, metadataName)} does not exist.`);
      const [source, documentation, examples] = await Promise.all([
        readText(join(at, program), join(path, program)),
        readText(join(at, 'README.md'), join(path, 'README.md')),
        readExamples(at, join(path, 'expected.json')),
      ]);
      return parsed(bundleSchema, { source, metadata, documentation, examples }, path);
    },
  };
}

/** What the package says of itself, or null where it says nothing. */
async function readMetadata(folder: string, shown: string): Promise<Metadata | null> {
  const text = await readTextIfThere(join(folder, metadataName), shown);
  return text === null ? null : parsed(metadataSchema, readJson(text, shown), shown);
}

/** One example, or a list of them. */
async function readExamples(folder: string, shown: string): Promise<Bundle['examples']> {
  const text = await readTextIfThere(join(folder, 'expected.json'), shown);
  if (text === null) return [];
  const value = readJson(text, shown);
  return parsed(bundleSchema.shape.examples, Array.isArray(value) ? value : [value], shown);
}

function readJson(text: string, shown: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badBundle(`${shown} is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown, shown: string): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const wrong = result.error.issues.map(
    ({ path, message }) => `${path.map(String).join('.') || 'it'} ${lower(message)}`,
  );
  throw badBundle(`${shown} does not fit: ${wrong.join('; ')}.`);
}

const lower = (message: string): string =>
  message.replace(/^Invalid input: /, '').replace(/^./, (first) => first.toLowerCase());

function badBundle(message: string): LoomError {
  return new LoomError('market.bad_bundle', message, 'Correct it; examples/packages holds packages to compare with.');
}

async function readTextIfThere(path: string, shown: string): Promise<string | null> {
  try {
    return await readText(path, shown);
  } catch (error) {
    if (error instanceof LoomError && systemCodeOf(error.cause) === 'ENOENT') return null;
    throw error;
  }
}

/** @throws LoomError `command.bad_file` */
async function readPiped(piped: AsyncIterable<Uint8Array> | null): Promise<string> {
  if (piped === null) throw badFile('Standard input', 'holds no program', 'Pipe one in: format - < nightly.loop');
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of piped) {
    bytes += part.length;
    if (bytes > limits.bundleBytesMax) break;
    parts.push(part);
  }
  return decoded(Buffer.concat(parts), bytes, 'Standard input');
}

const programOnly = 'Give a file that holds a program.';

function decoded(
  content: Uint8Array,
  bytes: number,
  shown: string,
  bytesMax: number = limits.bundleBytesMax,
  hint = programOnly,
): string {
  if (bytes > bytesMax) throw badFile(shown, `is larger than ${bytesMax / 1024} KiB`, hint);
  try {
    // A byte order mark is kept: places are counted in the text as it was written.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch (error) {
    throw badFile(shown, 'is not UTF-8 text', 'Save it as UTF-8.', error);
  }
}

/** @throws LoomError `command.bad_file` */
async function readText(
  path: string,
  shown: string,
  bytesMax: number = limits.bundleBytesMax,
  hint = programOnly,
): Promise<string> {
  try {
    const { size } = await stat(path);
    return decoded(size > bytesMax ? new Uint8Array() : await readFile(path), size, shown, bytesMax, hint);
  } catch (error) {
    if (error instanceof LoomError) throw error;
    const [what, hint] = reasons[systemCodeOf(error) ?? ''] ?? ['cannot be read', 'Check the path.'];
    throw badFile(shown, what, hint, error);
  }
}

const reasons: Readonly<Record<string, readonly [what: string, hint: string]>> = {
  ENOENT: ['does not exist', 'Check the path; it starts from the folder you are in.'],
  EACCES: ['may not be read by you', 'Change its permissions, or start as somebody who may.'],
  EISDIR: ['is a folder', 'Give the path of a file.'],
};
const reasonsNotToWrite: typeof reasons = {
  ENOENT: ['has no folder to be written to', 'Make the folder first.'],
  EACCES: ['may not be written by you', 'Change its permissions, or start as somebody who may.'],
  EROFS: ['is on a disk that only reads', 'Give another path.'],
  EISDIR: ['is a folder', 'Give the path of a file.'],
  EEXIST: ['is there already, and holds secrets', 'Give another path, or move it away first.'],
};

function badFile(shown: string, what: string, hint: string, cause?: unknown): LoomError {
  return new LoomError('command.bad_file', `${shown} ${what}.`, hint, { cause });
}

function systemCodeOf(error: unknown): string | null {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  return typeof code === 'string' ? code : null;
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
