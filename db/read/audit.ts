import { asc, desc, gt } from 'drizzle-orm';
import { type AuditRow, type AuditVerdict, auditUntouched, followAudit } from '../../domain/audit.ts';
import { auditLog } from '../chat-tables.ts';
import type { Database } from '../connection.ts';

const rowsAtOnce = 1_000;

/** Follows the whole chain, and tells where it is not what was written. */
export async function verifyAudit(db: Database): Promise<AuditVerdict> {
  let verdict = auditUntouched;
  let from = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const rows = await db
      .select()
      .from(auditLog)
      .where(gt(auditLog.seq, from))
      .orderBy(asc(auditLog.seq))
      .limit(rowsAtOnce);
    verdict = followAudit(verdict, rows);
    from = rows.at(-1)?.seq ?? from;
    if (rows.length < rowsAtOnce || verdict.brokenAt !== null) return verdict;
  }
}

/** The last entries, newest first. */
export async function readAudit(db: Database, limit: number): Promise<AuditRow[]> {
  return db.select().from(auditLog).orderBy(desc(auditLog.seq)).limit(limit);
}
