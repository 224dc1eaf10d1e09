import { and, eq, isNull, sql } from 'drizzle-orm';
import type { QualityScore } from '../domain/quality-score/score.ts';
import { interactions } from './agent-tables.ts';
import type { Database } from './connection.ts';

export type NewInteraction = Omit<
  typeof interactions.$inferInsert,
  'reactions' | 'askedAgain' | 'solved' | 'askedAt' | 'settledAt'
>;
export type InteractionRow = typeof interactions.$inferSelect;

/** Keeps an interaction, once. @returns it as it is kept */
export async function saveInteraction(db: Database, row: NewInteraction): Promise<InteractionRow> {
  await db.insert(interactions).values(row).onConflictDoNothing();
  const [kept] = await db.select().from(interactions).where(eq(interactions.id, row.id));
  if (kept === undefined) throw new TypeError(`The interaction ${row.id} was not kept.`);
  return kept;
}

/**
 * Changes what people said of an interaction, one at a time, and scores it anew.
 * @param change what is so now; null leaves it as it is
 * @returns null where there is no such interaction, or it is settled
 */
export async function changeInteraction(
  db: Database,
  id: string,
  change: (
    row: InteractionRow,
  ) => Partial<Pick<InteractionRow, 'record' | 'reactions' | 'askedAgain' | 'solved' | 'settledAt'>>,
  score: (row: InteractionRow) => QualityScore,
): Promise<InteractionRow | null> {
  return db.transaction(async (transaction) => {
    const open = and(eq(interactions.id, id), isNull(interactions.settledAt));
    const [row] = await transaction.select().from(interactions).where(open).for('update');
    if (row === undefined) return null;
    const changed = { ...row, ...change(row) };
    const scored = { ...changed, ...score(changed) };
    const { record, reactions, askedAgain, solved, settledAt, quality, confidence, parts } = scored;
    await transaction
      .update(interactions)
      .set({ record, reactions, askedAgain, solved, settledAt, quality, confidence, parts })
      .where(eq(interactions.id, id));
    return scored;
  });
}

/** Interactions of an asker lately, newest first. */
export async function readRecentQuestions(
  db: Database,
  {
    workspace,
    asker,
    ms,
    except,
  }: { readonly workspace: string; readonly asker: string; readonly ms: number; readonly except: string },
): Promise<readonly { readonly id: string; readonly question: string }[]> {
  const { rows } = await db.execute<{ id: string; question: string }>(sql`
    SELECT id, question FROM interactions
    WHERE workspace = ${workspace} AND asker = ${asker} AND id <> ${except} AND settled_at IS NULL
      AND asked_at > now() - make_interval(secs => ${ms / 1_000})
    ORDER BY asked_at DESC LIMIT 20`);
  return rows;
}
