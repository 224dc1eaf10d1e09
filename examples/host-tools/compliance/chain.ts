import { z } from 'zod';
import { contentHash } from '../../../domain/canonical.ts';

/** One line of the records: what happened, chained to the record before it. */
const recordSchema = z.object({
  sequence: z.number().int().positive(),
  at: z.iso.datetime(),
  /** One record for each key, whoever retries. */
  key: z.string(),
  subject: z.string(),
  event: z.string(),
  details: z.json(),
  /** Hash of the record before; zeros in the first. */
  previous: z.string(),
  /** SHA-256 over the canonical JSON of all the other fields. */
  hash: z.string(),
});
export type ComplianceRecord = z.output<typeof recordSchema>;

/** What a file of records holds. */
export interface Chain {
  readonly byKey: ReadonlyMap<string, ComplianceRecord>;
  readonly last: ComplianceRecord | null;
  /** Lines that do not count: cut short by a crash, or written at the same time as another and therefore too late. */
  readonly void: number;
  /** The first line (1-based) that no crash and no race explains: somebody changed, added or removed something. */
  readonly brokenAt: number | null;
}

const noHash = '0'.repeat(64);

/**
 * Reads the lines of a file of records. A record counts when it names the hash of the last one that counted. Several
 * processes append without a lock: of those that named the same one, the first line wins, and the others are void and
 * were appended again. A line counts once it has its end. Anything else that does not fit is tampering.
 */
export function readChain(text: string): Chain {
  const byKey = new Map<string, ComplianceRecord>();
  const passed = new Set<string>();
  let last: ComplianceRecord | null = null;
  const lines = text.split('\n');
  let empty = lines.pop() === '' ? 0 : 1;
  let line = 0;
  for (const written of lines) {
    line += 1;
    const record = parseRecord(written);
    if (record === null) {
      empty += 1;
      continue;
    }
    const expected: string = last?.hash ?? noHash;
    if (record.previous === expected && isSound(record, last)) {
      passed.add(expected);
      byKey.set(record.key, record);
      last = record;
    } else if (passed.has(record.previous) && hashOf(record) === record.hash) {
      empty += 1;
    } else {
      return { byKey, last, void: empty, brokenAt: line };
    }
  }
  return { byKey, last, void: empty, brokenAt: null };
}

/** The record that would continue the chain. */
export function nextRecord(
  chain: Chain,
  said: Pick<ComplianceRecord, 'at' | 'key' | 'subject' | 'event' | 'details'>,
): ComplianceRecord {
  const { at, key, subject, event, details } = said;
  const open = {
    sequence: (chain.last?.sequence ?? 0) + 1,
    at,
    key,
    subject,
    event,
    details,
    previous: chain.last?.hash ?? noHash,
  };
  return { ...open, hash: contentHash(open) };
}

function isSound(record: ComplianceRecord, last: ComplianceRecord | null): boolean {
  return record.sequence === (last?.sequence ?? 0) + 1 && hashOf(record) === record.hash;
}

function hashOf({ hash: _, ...open }: ComplianceRecord): string {
  return contentHash(open);
}

function parseRecord(line: string): ComplianceRecord | null {
  try {
    return recordSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
