import { and, eq, sql } from 'drizzle-orm';
import type { Json } from '../domain/json.ts';
import { modelCalls } from './agent-tables.ts';
import type { Database } from './connection.ts';

export type NewModelCall = Pick<
  typeof modelCalls.$inferInsert,
  'workspace' | 'key' | 'request' | 'agent' | 'purpose' | 'model'
>;

type Entered =
  | { readonly kind: 'go' }
  | {
      readonly kind: 'done';
      readonly response: Json;
      readonly tokensIn: number;
      readonly tokensOut: number;
      readonly cost: number;
    }
  | { readonly kind: 'too_often'; readonly waitMs: number }
  | { readonly kind: 'spent'; readonly spent: number };

const minuteMs = 60_000;

/** Enters a call that is to be made, unless it was made already, or the workspace calls too often or has spent its budget. */
export async function enterModelCall(
  db: Database,
  call: NewModelCall,
  { rate, budget }: { readonly rate: number; readonly budget: number | null },
): Promise<Entered> {
  return db.transaction(async (transaction) => {
    // Calls of a workspace are counted one after another, or many at once would all find room.
    await transaction.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`model/${call.workspace}`}, 0))`);
    const [known] = await transaction.select().from(modelCalls).where(eq(modelCalls.key, call.key));
    if (known?.request === call.request && known.response !== null) {
      const { response, tokensIn, tokensOut, cost } = known;
      return { kind: 'done', response, tokensIn, tokensOut, cost };
    }
    const { rows } = await transaction.execute<{ calls: number; oldest: number | null; spent: number }>(sql`
      SELECT count(*) FILTER (WHERE began_at > now() - interval '1 minute')::int AS calls,
        (extract(epoch FROM now() - min(began_at) FILTER (WHERE began_at > now() - interval '1 minute')) * 1000)::float AS oldest,
        coalesce(sum(cost), 0)::float AS spent
      FROM model_calls WHERE workspace = ${call.workspace} AND began_at > now() - interval '1 day'`);
    const [{ calls = 0, oldest = null, spent = 0 } = {}] = rows;
    if (budget !== null && spent >= budget) return { kind: 'spent', spent };
    if (calls >= rate) return { kind: 'too_often', waitMs: Math.max(1, Math.ceil(minuteMs - (oldest ?? 0))) };
    const again = { ...call, response: null, endedAt: null, beganAt: sql`now()`, tries: sql`${modelCalls.tries} + 1` };
    await transaction.insert(modelCalls).values(call).onConflictDoUpdate({ target: modelCalls.key, set: again });
    return { kind: 'go' };
  });
}

/** Enters what came of a call. What it cost before, when it was made with another request, is not forgotten. */
export async function settleModelCall(
  db: Database,
  { key, request }: Pick<NewModelCall, 'key' | 'request'>,
  response: Json,
  { tokensIn, tokensOut, cost }: { readonly tokensIn: number; readonly tokensOut: number; readonly cost: number },
): Promise<void> {
  await db
    .update(modelCalls)
    .set({
      response,
      tokensIn: sql`${modelCalls.tokensIn} + ${tokensIn}`,
      tokensOut: sql`${modelCalls.tokensOut} + ${tokensOut}`,
      cost: sql`${modelCalls.cost} + ${cost}`,
      endedAt: sql`now()`,
    })
    .where(and(eq(modelCalls.key, key), eq(modelCalls.request, request)));
}
