import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { LoomError } from '../../../domain/errors.ts';
import type { Json } from '../../../domain/json.ts';
import { exists, syncFolder, writeDurably } from './durable.ts';

/** Text files by path inside the folder, with `/`. */
export type Files = ReadonlyMap<string, string>;

/** What a change does: the files that differ from now on, and what to answer for it. */
export interface Change<Result> {
  readonly files: Files;
  readonly result: Result;
}

export interface Settled<Result> {
  readonly result: Result;
  /** The version that holds the change; when nothing had to change, the newest, 0 before the first change ever. */
  readonly version: number;
}

const ledgerFile = 'ledger.json';
const ledgerSchema = z.object({
  changes: z.array(z.object({ key: z.string(), version: z.number().int(), result: z.json() })),
});
type Ledger = z.output<typeof ledgerSchema>;

const attemptsMax = 200;
const leftoverAgeMsMin = 60 * 60 * 1000;

/**
 * Changes a set of files together, once for each key, whoever else does the same at the same time and wherever the
 * process dies.
 *
 * Every version is a folder of its own, `0001`, `0002` …, complete and never touched again. A change writes its folder
 * under another name and then renames it to the next number. A folder cannot be renamed onto one that holds something,
 * so of several writers one wins, and the others decide again on what it wrote. A process that dies leaves either the
 * whole change or none of it. The ledger of the keys lies inside the version, so the change and the memory of it
 * cannot part.
 *
 * @param key the change is made once for it; later calls get the first answer
 * @param original the files before the first change
 * @param decide pure; called again when another writer was faster. No files: nothing changes and nothing is remembered
 * @throws LoomError `tool.change_unsettled` when others were faster very many times
 */
export async function changeOnce<Result extends Json>(
  folder: string,
  key: string,
  original: () => Promise<Files>,
  decide: (files: Files) => Change<Result>,
): Promise<Settled<Json>> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await sweep(folder);
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const newest = await newestVersion(folder);
    const { files, ledger } = newest === 0 ? await before(original) : await readVersion(folder, newest);
    const known = ledger.changes.find((change) => change.key === key);
    if (known !== undefined) return { result: known.result, version: known.version };
    const change = decide(files);
    if (change.files.size === 0) return { result: change.result, version: newest };
    const version = newest + 1;
    const changes = [...ledger.changes, { key, version, result: change.result }];
    const next = new Map([...files, ...change.files, [ledgerFile, `${JSON.stringify({ changes }, null, 2)}\n`]]);
    if (await place(folder, version, next)) return { result: change.result, version };
  }
  throw new LoomError(
    'tool.change_unsettled',
    `${attemptsMax} other changes were faster in ${folder}.`,
    'Wait until they are done and run the step again.',
  );
}

/** The folder of a version inside the folder of all. */
export function versionName(version: number): string {
  return String(version).padStart(4, '0');
}

/** @returns 0 when there is no version yet */
export async function newestVersion(folder: string): Promise<number> {
  const numbers = (await readdir(folder)).filter((name) => /^\d{4,9}$/.test(name)).map(Number);
  return Math.max(0, ...numbers);
}

async function before(original: () => Promise<Files>): Promise<{ files: Files; ledger: Ledger }> {
  return { files: await original(), ledger: { changes: [] } };
}

async function readVersion(folder: string, version: number): Promise<{ files: Files; ledger: Ledger }> {
  const root = join(folder, versionName(version));
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = new Map<string, string>();
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(path.slice(root.length + 1).replaceAll('\\', '/'), await readFile(path, 'utf8'));
  }
  const ledger = ledgerSchema.parse(JSON.parse(files.get(ledgerFile) ?? '{"changes":[]}'));
  files.delete(ledgerFile);
  return { files, ledger };
}

/** @returns false when another writer took the number first */
async function place(folder: string, version: number, files: Files): Promise<boolean> {
  const target = join(folder, versionName(version));
  const draft = join(folder, `.draft-${randomUUID()}`);
  try {
    for (const [path, text] of files) await writeDurably(join(draft, path), text);
    await rename(draft, target);
    await syncFolder(folder);
    return true;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (await exists(target)) return false;
    throw error;
  }
}

/** Takes away drafts of processes that died; a draft of a living one is never this old. */
async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith('.draft-')) continue;
    const draft = join(folder, name);
    const age = await stat(draft).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > leftoverAgeMsMin) await rm(draft, { recursive: true, force: true });
  }
}
