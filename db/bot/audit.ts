import { desc, sql } from 'drizzle-orm';
import { type AuditEntry, type AuditRow, auditBeginning, auditHash } from '../../domain/audit.ts';
import { auditLog } from '../chat-tables.ts';
import type { Database } from '../connection.ts';

/** Any constant does, as long as nothing else in the database locks by it. */
const auditLock = 7_305_012;

/** Writes an entry at the end of the chain. Those who write at once queue, so that no two rows have one before them. */
export async function appendAudit(db: Database, entry: AuditEntry): Promise<AuditRow> {
  return db.transaction(async (transaction) => {
    await transaction.execute(sql`SELECT pg_advisory_xact_lock(${auditLock})`);
    const [last] = await transaction
      .select({ seq: auditLog.seq, hash: auditLog.hash })
      .from(auditLog)
      .orderBy(desc(auditLog.seq))
      .limit(1);
    const { rows } = await transaction.execute<{ ms: string }>(
      sql`SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS ms`,
    );
    const row = {
      ...entry,
      seq: (last?.seq ?? 0) + 1,
      at: new Date(Number(rows[0]?.ms)),
      previous: last?.hash ?? auditBeginning,
    };
    const written = { ...row, hash: auditHash(row) };
    await transaction.insert(auditLog).values(written);
    return written;
  });
}
