import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LoomError } from '../../domain/errors.ts';
import type { Bundle } from '../../domain/market/bundle.ts';
import type { Files } from '../commands/command.ts';
import type { Loom } from '../loom.ts';

/**
 * Publishes the packages of a folder, those first that others depend on, each signed by the key of its publisher, which is
 * made here where there is none. What was published before costs one read for all.
 * @returns one sentence for each package that could not be published; the others are
 */
export async function publishFolder(loom: Loom, files: Files, folder: string): Promise<readonly string[]> {
  const failures: string[] = [];
  const bundles: Bundle[] = [];
  for (const name of await packageFolders(folder)) {
    try {
      bundles.push(await files.readPackage(join(folder, name)));
    } catch (error) {
      failures.push(LoomError.from(error).message);
    }
  }
  const ordered = inOrder(bundles);
  const results = await loom.market.publishAll(ordered, { publisher: 'hololoom', makeKeys: true });
  for (const [at, { error }] of results.entries()) {
    if (error !== null)
      failures.push(`${ordered[at]?.metadata.workflow_id} was not published: ${error.message} ${error.hint}`);
  }
  return failures;
}

async function packageFolders(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() ? entry.name : [])).sort();
  } catch {
    return [];
  }
}

/** Sorted so that each stands behind what it depends on; of a circle, which nobody can publish, the rest comes as it was. */
export function inOrder(bundles: readonly Bundle[]): readonly Bundle[] {
  const waiting = new Set(bundles);
  const sorted: Bundle[] = [];
  while (waiting.size > 0) {
    const names = new Set([...waiting].map(({ metadata }) => metadata.workflow_id));
    const isFree = ({ metadata }: Bundle): boolean =>
      Object.keys(metadata.dependencies).every((name) => !names.has(name));
    const free = [...waiting].filter(isFree);
    const next = free.length > 0 ? free : [...waiting];
    for (const bundle of next) waiting.delete(bundle);
    sorted.push(...next);
  }
  return sorted;
}
