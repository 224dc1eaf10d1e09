import { and, eq, isNull, lt, sql } from 'drizzle-orm';
import type { LogHead } from '../domain/market/log.ts';
import type { KeptToken } from '../domain/market/registry.ts';
import type { Database } from './connection.ts';
import { registryHeads, registryTokens } from './registry-tables.ts';

/** Keeps a token. Twice is once. */
export async function saveToken(db: Database, { expiresAt, ...token }: KeptToken): Promise<void> {
  await db
    .insert(registryTokens)
    .values({ ...token, expiresAt: new Date(expiresAt) })
    .onConflictDoNothing();
}

/** From now on the token lets nobody in; when it first did not stays written. */
export async function endToken(db: Database, id: string): Promise<void> {
  await db
    .update(registryTokens)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(registryTokens.id, id), isNull(registryTokens.revokedAt)));
}

/** Remembers how far the log of another registry was followed; it never goes back. */
export async function saveRegistryHead(db: Database, origin: string, { seq, hash }: LogHead): Promise<void> {
  await db
    .insert(registryHeads)
    .values({ origin, seq, hash })
    .onConflictDoUpdate({
      target: registryHeads.origin,
      set: { seq, hash, seenAt: sql`now()` },
      setWhere: lt(registryHeads.seq, seq),
    });
}
