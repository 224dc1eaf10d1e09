import { desc, eq } from 'drizzle-orm';
import type { LogHead } from '../../domain/market/log.ts';
import type { RegistryToken } from '../../domain/market/registry.ts';
import type { Database } from '../connection.ts';
import { registryHeads, registryTokens } from '../registry-tables.ts';
import { packageVersions } from '../tables.ts';

type Row = typeof registryTokens.$inferSelect;
const view = ({ id, publisher, by, createdAt, expiresAt, revokedAt }: Row): RegistryToken => ({
  id,
  publisher,
  by,
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
  revokedAt: revokedAt?.toISOString() ?? null,
});

/** All tokens there ever were, the newest first, at most `limit`. */
export async function readTokens(db: Database, limit: number): Promise<readonly RegistryToken[]> {
  const rows = await db.select().from(registryTokens).orderBy(desc(registryTokens.createdAt)).limit(limit);
  return rows.map(view);
}

export async function readToken(db: Database, id: string): Promise<RegistryToken | undefined> {
  const [row] = await db.select().from(registryTokens).where(eq(registryTokens.id, id));
  return row === undefined ? undefined : view(row);
}

/** The token with this hash, whether it still counts or not. */
export async function readTokenByHash(db: Database, hash: string): Promise<RegistryToken | undefined> {
  const [row] = await db.select().from(registryTokens).where(eq(registryTokens.hash, hash));
  return row === undefined ? undefined : view(row);
}

/** How far the log of another registry was followed. */
export async function readRegistryHead(db: Database, origin: string): Promise<LogHead | undefined> {
  const [row] = await db
    .select({ seq: registryHeads.seq, hash: registryHeads.hash })
    .from(registryHeads)
    .where(eq(registryHeads.origin, origin));
  return row;
}

/** The bytes of the release with this sha256. */
export async function readArtifact(db: Database, sha256: string): Promise<string | undefined> {
  const rows = await db
    .select({ artifact: packageVersions.artifact })
    .from(packageVersions)
    .where(eq(packageVersions.sha256, sha256))
    .limit(1);
  return rows[0]?.artifact ?? undefined;
}
