import { desc, sql } from 'drizzle-orm';
import { type LogEntry, type LogHead, linkAfter, logBegin } from '../domain/market/log.ts';
import type { Database } from './connection.ts';
import { marketLog } from './market-tables.ts';
import { indexPackages } from './search-index.ts';

export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];

/** Any constant does, as long as nothing else in the database locks by it. */
const logLock = 7_305_012;

/**
 * Does something to the market, all or nothing, with nobody else doing anything to it meanwhile: the log is one chain, so
 * there is one writer at a time.
 * @param work gets `log`, which writes down what happens, and the end of the log as it was before; packages it tells of are
 * found as they are then
 */
export async function changeMarket<T>(
  db: Database,
  work: (transaction: Transaction, log: (entry: LogEntry) => Promise<void>, begin: LogHead) => Promise<T>,
): Promise<T> {
  return db.transaction(async (transaction) => {
    await transaction.execute(sql`SELECT pg_advisory_xact_lock(${logLock})`);
    const [last] = await transaction.select().from(marketLog).orderBy(desc(marketLog.seq)).limit(1);
    let head: LogHead = last ?? logBegin;
    const changed = new Set<string>();
    const log = async (entry: LogEntry): Promise<void> => {
      const link = linkAfter(head, entry);
      const release = 'sha256' in entry ? entry.sha256 : null;
      await transaction.insert(marketLog).values({ ...link, release });
      head = link;
      if ('package' in entry) changed.add(entry.package);
    };
    const result = await work(transaction, log, head);
    await indexPackages(transaction, [...changed]);
    return result;
  });
}
