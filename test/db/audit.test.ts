import { sql } from 'drizzle-orm';
import { appendAudit } from '../../db/bot/audit.ts';
import { connectDatabase, type DatabaseConnection } from '../../db/connection.ts';
import { readAudit, verifyAudit } from '../../db/read/audit.ts';
import { type AuditEntry, auditBeginning, auditUntouched, followAudit } from '../../domain/audit.ts';
import { freshDatabase } from '../support/services.ts';

let database: DatabaseConnection;
beforeEach(async () => {
  database = connectDatabase(await freshDatabase());
});
afterEach(() => database.close());

const entry = (change: Partial<AuditEntry> = {}): AuditEntry => ({
  actor: '@ann:loom.test',
  room: '!room',
  event: '$event',
  verb: 'run',
  allowed: true,
  code: null,
  run: 'loop/r-1',
  plan: 'a'.repeat(64),
  details: { choice: 'yes', deep: [1, { x: null }] },
  ...change,
});
/** Does what no code of ours can: the owner of the table turns its guard off. */
async function unguarded(statement: ReturnType<typeof sql>): Promise<void> {
  await database.db.transaction(async (transaction) => {
    await transaction.execute(sql`ALTER TABLE audit_log DISABLE TRIGGER USER`);
    await transaction.execute(statement);
    await transaction.execute(sql`ALTER TABLE audit_log ENABLE TRIGGER USER`);
  });
}

describe('the audit log', () => {
  it('holds what was allowed and refused, in one chain', async () => {
    expect(await verifyAudit(database.db)).toEqual(auditUntouched);
    const first = await appendAudit(database.db, entry());
    const second = await appendAudit(database.db, entry({ allowed: false, code: 'permission.denied' }));
    expect([first.seq, first.previous, second.seq, second.previous]).toEqual([1, auditBeginning, 2, first.hash]);
    expect(await readAudit(database.db, 10)).toEqual([second, first]);
    expect(await verifyAudit(database.db)).toEqual({ rows: 2, head: second.hash, brokenAt: null });
  });

  it('keeps one chain however many write at once', async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, index) => appendAudit(database.db, entry({ event: `$${index}` }))),
    );
    expect(await verifyAudit(database.db)).toMatchObject({ rows: 40, brokenAt: null });
  });

  it.each([
    ['change', sql`UPDATE audit_log SET allowed = true`],
    ['delete', sql`DELETE FROM audit_log`],
    ['empty', sql`TRUNCATE audit_log`],
  ])('lets nobody %s it', async (_, statement) => {
    await appendAudit(database.db, entry());
    await expect(database.db.execute(statement)).rejects.toMatchObject({
      cause: expect.objectContaining({ message: expect.stringContaining('append-only') }),
    });
  });

  it('shows one altered row of ten thousand, whatever was altered', async () => {
    for (let from = 0; from < 10_000; from += 2_500) {
      // One after the other, as they come.
      for (let index = 0; index < 2_500; index += 1)
        await appendAudit(database.db, entry({ event: `$${from + index}` }));
    }
    const whole = await verifyAudit(database.db);
    expect(whole).toMatchObject({ rows: 10_000, brokenAt: null });
    const alterations = [
      sql`UPDATE audit_log SET actor = '@eve:loom.test' WHERE seq = 4711`,
      sql`UPDATE audit_log SET details = '{"choice": "no"}' WHERE seq = 3000`,
      sql`UPDATE audit_log SET at = at + interval '1 ms' WHERE seq = 2000`,
      sql`DELETE FROM audit_log WHERE seq = 1000`,
      sql`UPDATE audit_log SET hash = repeat('0', 64) WHERE seq = 1`,
    ];
    const found: (number | null)[] = [];
    for (const alteration of alterations) {
      await unguarded(alteration);
      found.push((await verifyAudit(database.db)).brokenAt);
    }
    expect(found).toEqual([4711, 3000, 2000, 1000, 1]);
    // Whoever keeps the head elsewhere sees that rows at the end are gone.
    expect(whole.head).toHaveLength(64);
  }, 120_000);

  it('follows rows in parts as it does at once', async () => {
    for (let index = 0; index < 5; index += 1) await appendAudit(database.db, entry({ event: `$${index}` }));
    const rows = (await readAudit(database.db, 10)).reverse();
    const parts = followAudit(followAudit(auditUntouched, rows.slice(0, 2)), rows.slice(2));
    expect(parts).toEqual(followAudit(auditUntouched, rows));
    expect(followAudit(auditUntouched, rows.slice(1)).brokenAt).toBe(1);
  });
});
