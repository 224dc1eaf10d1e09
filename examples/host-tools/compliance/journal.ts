import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LoomError } from '../../../domain/errors.ts';
import { isMissingFile } from '../missing-file.ts';
import { type Chain, type ComplianceRecord, nextRecord, readChain } from './chain.ts';

/** What to keep a record of. */
export type Said = Pick<ComplianceRecord, 'key' | 'subject' | 'event' | 'details'>;

const attemptsMax = 200;

/** Where the records of a state folder are. */
export function journalFile(home: string): string {
  return join(home, 'compliance', 'records.jsonl');
}

/**
 * Appends a record, once for each key: a second call finds the first record. Safe for several processes at once, and
 * for death at any moment.
 * @throws LoomError `tool.records_broken` when the records were tampered with; `tool.change_unsettled` when others
 * were faster very many times
 */
export async function keepRecord(file: string, said: Said): Promise<ComplianceRecord> {
  const at = new Date().toISOString();
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const chain = soundChain(file, await readRecords(file));
    const known = chain.byKey.get(said.key);
    if (known !== undefined) return known;
    // Behind a line that a crash cut short ours is lost with it: the next look shows that, and writes it again.
    await append(file, `${JSON.stringify(nextRecord(chain, { at, ...said }))}\n`);
  }
  throw new LoomError(
    'tool.change_unsettled',
    `${attemptsMax} other records were faster in ${file}.`,
    'Wait until they are written and run the step again.',
  );
}

export async function readRecords(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    if (isMissingFile(error)) return '';
    throw error;
  });
}

function soundChain(file: string, text: string): Chain {
  const chain = readChain(text);
  if (chain.brokenAt === null) return chain;
  throw new LoomError(
    'tool.records_broken',
    `Line ${chain.brokenAt} of ${file} does not follow from the line before: the records were changed.`,
    'Keep the file as evidence, find out who changed it, and move it away to begin a new one.',
  );
}

/** One write at the end of the file, wherever that is by then; on disk when it returns. */
async function append(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, 'a', 0o600);
  try {
    const bytes = Buffer.from(text, 'utf8');
    const { bytesWritten } = await handle.write(bytes);
    if (bytesWritten < bytes.length) throw new Error(`Only ${bytesWritten} of ${bytes.length} bytes fit into ${file}.`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
