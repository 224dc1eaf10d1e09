import { eq, sql } from 'drizzle-orm';
import type { Database } from './connection.ts';
import { payloads } from './tables.ts';

/** Stores bytes under their hash. Bytes that are there already are only noted to have been stored again. */
export async function savePayload(db: Database, sha256: string, bytes: Uint8Array): Promise<void> {
  const again = { lastStoredAt: sql`now()` };
  const known = await db
    .update(payloads)
    .set(again)
    .where(eq(payloads.sha256, sha256))
    .returning({ sha256: payloads.sha256 });
  if (known.length > 0) return;
  await db.insert(payloads).values({ sha256, bytes }).onConflictDoUpdate({ target: payloads.sha256, set: again });
}
