import { z } from 'zod';
import { defineHostTool, type HostTool } from '../../../activities/host-tool.ts';
import type { Settings } from '../settings.ts';
import { readChain } from './chain.ts';
import { journalFile, keepRecord, readRecords } from './journal.ts';

/** Records of what was done, for those who must be able to prove it later. */
export function complianceTools({ home }: Settings): readonly HostTool[] {
  const file = journalFile(home);
  return [
    defineHostTool({
      name: 'compliance/record_event',
      effect: 'write',
      input: z.object({
        subject: z.string().min(1).max(200),
        event: z.string().min(1).max(200),
        details: z.json().default(null),
      }),
      output: z.object({ sequence: z.number(), at: z.string(), hash: z.string() }),
      run: async (said, { idempotencyKey }) => {
        const { sequence, at, hash } = await keepRecord(file, { key: idempotencyKey, ...said });
        return { sequence, at, hash };
      },
    }),
    defineHostTool({
      name: 'compliance/verify_records',
      effect: 'read',
      input: z.object({}),
      output: z.object({
        intact: z.boolean(),
        records: z.number(),
        last_hash: z.string().nullable(),
        broken_at: z.number().nullable(),
      }),
      run: async () => {
        const { last, brokenAt } = readChain(await readRecords(file));
        return {
          intact: brokenAt === null,
          records: last?.sequence ?? 0,
          last_hash: last?.hash ?? null,
          broken_at: brokenAt,
        };
      },
    }),
  ];
}
