import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LoomError } from '../../domain/errors.ts';
import { limits } from '../../domain/limits.ts';
import { type Playbook, playbookOf } from '../../domain/playbook/playbook.ts';
import { type Runbook, runbookOf } from '../../domain/playbook/runbook.ts';

/** Reads all runbooks (`*.md`) of a folder. @throws LoomError `agent.runbooks_unreadable` */
export async function openLibrary(folder: string): Promise<Playbook> {
  const runbooks: Runbook[] = [];
  try {
    const files = (await readdir(folder)).filter((name) => name.endsWith('.md')).sort();
    for (const file of files.slice(0, limits.runbooksMax)) {
      runbooks.push(runbookOf(file, await readFile(join(folder, file), 'utf8')));
    }
  } catch (error) {
    throw new LoomError(
      'agent.runbooks_unreadable',
      `The runbooks in ${folder} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      'Set HOLOLOOM_RUNBOOKS to a folder of Markdown files that the worker may read.',
    );
  }
  return playbookOf(runbooks);
}
