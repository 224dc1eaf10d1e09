import { and, eq } from 'drizzle-orm';
import type { Database } from '../connection.ts';
import { botUploads } from '../tables.ts';

/** Where the same file was put before; null when it was not. */
export async function findUpload(db: Database, account: string, sha256: string): Promise<string | null> {
  const here = and(eq(botUploads.account, account), eq(botUploads.sha256, sha256));
  const [row] = await db.select({ mxc: botUploads.mxc }).from(botUploads).where(here);
  return row?.mxc ?? null;
}

/** @returns where the file is: of two uploads at once the first counts */
export async function saveUpload(db: Database, account: string, sha256: string, mxc: string): Promise<string> {
  await db.insert(botUploads).values({ account, sha256, mxc }).onConflictDoNothing();
  return (await findUpload(db, account, sha256)) ?? mxc;
}
