import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { Database } from '../connection.ts';
import { payloads } from '../tables.ts';

/** The bytes with this hash, or undefined; a row whose bytes are others is as good as none. */
export async function readPayload(db: Database, sha256: string): Promise<Uint8Array | undefined> {
  const rows = await db.select({ bytes: payloads.bytes }).from(payloads).where(eq(payloads.sha256, sha256));
  const bytes = rows[0]?.bytes;
  return bytes !== undefined && createHash('sha256').update(bytes).digest('hex') === sha256 ? bytes : undefined;
}
