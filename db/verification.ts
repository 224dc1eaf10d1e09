import { eq } from 'drizzle-orm';
import type { Database } from './connection.ts';
import { changeMarket } from './market-log.ts';
import { packages, publishers } from './market-tables.ts';
import { indexPackages } from './search-index.ts';

/** Marks a publisher as known to an admin, once; the log of the market tells who said so. */
export async function markVerified(
  db: Database,
  publisher: string,
  by: string,
): Promise<'verified' | 'was verified' | 'unknown'> {
  return changeMarket(db, async (transaction, log) => {
    const [known] = await transaction.select().from(publishers).where(eq(publishers.publisher, publisher));
    if (known === undefined) return 'unknown';
    if (known.verifiedAt !== null) return 'was verified';
    const at = new Date();
    await transaction
      .update(publishers)
      .set({ verifiedAt: at, verifiedBy: by })
      .where(eq(publishers.publisher, publisher));
    await log({ kind: 'verified', at: at.toISOString(), publisher, by });
    const own = await transaction
      .select({ package: packages.package })
      .from(packages)
      .where(eq(packages.publisher, publisher));
    await indexPackages(
      transaction,
      own.map((row) => row.package),
    );
    return 'verified';
  });
}
