import { eq, sql } from 'drizzle-orm';
import { interactions } from '../agent-tables.ts';
import type { Database } from '../connection.ts';

export type InteractionRow = typeof interactions.$inferSelect;

const rowsMax = 500;

export async function readInteraction(db: Database, id: string): Promise<InteractionRow | null> {
  const [row] = await db.select().from(interactions).where(eq(interactions.id, id));
  return row ?? null;
}

/** Questions whose answers people took, newest first: what routing learns from. */
export async function readAcceptedRoutes(
  db: Database,
  workspace: string,
): Promise<readonly { readonly agent: string; readonly question: string }[]> {
  const { rows } = await db.execute<{ agent: string; question: string }>(sql`
    SELECT agent, question FROM interactions
    WHERE workspace = ${workspace} AND settled_at IS NOT NULL AND quality >= 0.7 AND confidence >= 0.5
    ORDER BY asked_at DESC LIMIT ${rowsMax}`);
  return rows;
}

/** How sure the router was, and whether it was right. */
export async function readRouteOutcomes(
  db: Database,
  workspace: string,
): Promise<readonly { readonly stated: number; readonly right: boolean }[]> {
  const { rows } = await db.execute<{ stated: number; right: boolean }>(sql`
    SELECT (record->'route'->'candidates'->0->>'probability')::float AS stated, quality >= 0.7 AS right
    FROM interactions
    WHERE workspace = ${workspace} AND settled_at IS NOT NULL AND confidence >= 0.5
      AND record->'route'->'candidates'->0->>'agent' = agent
    ORDER BY asked_at DESC LIMIT ${rowsMax}`);
  return rows;
}

/** What answers to questions of a field are worth: their mean, drawn to 0.6 as if five had been worth that. */
export async function readUsualQuality(db: Database, workspace: string, field: string): Promise<number> {
  const { rows } = await db.execute<{ usual: number }>(sql`
    SELECT ((coalesce(sum(quality), 0) + 5 * 0.6) / (count(*) + 5))::float AS usual FROM (
      SELECT quality FROM interactions
      WHERE workspace = ${workspace} AND field = ${field} AND settled_at IS NOT NULL
      ORDER BY asked_at DESC LIMIT ${rowsMax}
    ) AS latest`);
  return rows[0]?.usual ?? 0.6;
}

/** Questions of the last week that got this very answer. */
export async function readQuestionsWithAnswer(
  db: Database,
  { workspace, answer, except }: { readonly workspace: string; readonly answer: string; readonly except: string },
): Promise<readonly string[]> {
  const { rows } = await db.execute<{ question: string }>(sql`
    SELECT question FROM interactions
    WHERE workspace = ${workspace} AND id <> ${except} AND asked_at > now() - interval '7 days' AND answer = ${answer}
    ORDER BY asked_at DESC LIMIT 100`);
  return rows.map(({ question }) => question);
}

/** What a judge said of answers, how long they were, and what people said, where they did: newest first. */
export async function readJudged(
  db: Database,
  workspace: string,
  judge: string,
): Promise<readonly { readonly characters: number; readonly judged: number; readonly people: number | null }[]> {
  const { rows } = await db.execute<{ characters: number; judged: number; people: number | null }>(sql`
    SELECT length(answer) AS characters,
      (SELECT avg(score::float) FROM jsonb_array_elements_text(record->'judged') AS score) AS judged,
      (SELECT avg((part->>'says')::float) FROM jsonb_array_elements(parts) AS part
        WHERE part->>'of' IN ('asker', 'people', 'solved', 'asked_again')) AS people
    FROM interactions
    WHERE workspace = ${workspace} AND record->>'judge' = ${judge} AND jsonb_array_length(record->'judged') > 0
    ORDER BY asked_at DESC LIMIT ${rowsMax}`);
  return rows;
}

/** Settled answers that people took, to questions that share words with this one, the most alike first. */
export async function readGoodAnswers(
  db: Database,
  { workspace, question, limit }: { readonly workspace: string; readonly question: string; readonly limit: number },
): Promise<readonly { readonly question: string; readonly answer: string }[]> {
  const { rows } = await db.execute<{ question: string; answer: string }>(sql`
    SELECT question, answer FROM (
      SELECT question, answer, quality, to_tsvector('english', question) AS words FROM interactions
      WHERE workspace = ${workspace} AND settled_at IS NOT NULL AND quality >= 0.8 AND confidence >= 0.5
        AND to_tsvector('english', question) @@
          (SELECT coalesce(nullif(replace(plainto_tsquery('english', ${question})::text, '&', '|'), ''), '''''')::tsquery)
      ORDER BY asked_at DESC LIMIT ${rowsMax}
    ) AS fitting
    ORDER BY ts_rank(words, replace(plainto_tsquery('english', ${question})::text, '&', '|')::tsquery) DESC, quality DESC
    LIMIT ${limit}`);
  return rows;
}

/** Collaborations of a field that people judged, newest first: what agents and policies are weighed by. */
export async function readCollaborations(
  db: Database,
  workspace: string,
  field: string,
): Promise<readonly Pick<InteractionRow, 'answer' | 'quality' | 'record'>[]> {
  const { rows } = await db.execute<
    Pick<InteractionRow, 'answer' | 'quality' | 'record'> & Record<string, unknown>
  >(sql`
    SELECT answer, quality, record FROM interactions
    WHERE workspace = ${workspace} AND field = ${field} AND agent = 'collaboration' AND confidence >= 0.5
      AND parts @? '$[*] ? (@.of == "asker" || @.of == "people" || @.of == "solved")'
    ORDER BY asked_at DESC LIMIT ${rowsMax}`);
  return rows;
}
