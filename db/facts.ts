import { type SQL, sql } from 'drizzle-orm';
import type { Database } from './connection.ts';
import { placePackages } from './placing.ts';
import { classOf, medians } from './read/run-times.ts';

/** Of a package with many versions, those that ran last speak for it. */
const versionsSpeaking = sql.raw('10');

/**
 * Runs that are facts about a package. One that is a part of another run counts for its own package; the loops of one
 * source are one run. People who refuse, or do not answer, say nothing about the program that asked them.
 */
const countedRuns = (which: SQL): SQL => sql`
  SELECT package, version, retries, ended_at,
    CASE
      WHEN status = 'completed' THEN 'completed'
      WHEN status IN ('failed', 'timed_out')
        AND coalesce(failure, '') NOT IN ('loop.refused', 'loop.no_answer', 'loop.run_cancelled') THEN 'failed'
      ELSE 'stopped'
    END AS outcome,
    ${classOf(sql`extract(epoch FROM ended_at - started_at) * 1000`)} AS class
  FROM runs
  WHERE package IS NOT NULL AND version IS NOT NULL AND ended_at IS NOT NULL AND ${which}
    AND NOT EXISTS (SELECT FROM runs AS around WHERE around.workflow_id = runs.parent AND around.package = runs.package)`;

/** Adds runs to the facts about their versions. @returns the packages they were runs of */
async function addRuns(db: Database, which: SQL): Promise<string[]> {
  const { rows } = await db.execute<{ package: string }>(sql`
    WITH counted AS (${countedRuns(which)}),
    facts AS (
      INSERT INTO package_facts (package, version, completed, failed, stopped, retries, last_run_at)
      SELECT package, version,
        count(*) FILTER (WHERE outcome = 'completed'),
        count(*) FILTER (WHERE outcome = 'failed'),
        count(*) FILTER (WHERE outcome = 'stopped'),
        coalesce(sum(retries) FILTER (WHERE outcome <> 'stopped'), 0),
        max(ended_at)
      FROM counted GROUP BY package, version
      ON CONFLICT (package, version) DO UPDATE SET
        completed = package_facts.completed + excluded.completed,
        failed = package_facts.failed + excluded.failed,
        stopped = package_facts.stopped + excluded.stopped,
        retries = package_facts.retries + excluded.retries,
        last_run_at = greatest(package_facts.last_run_at, excluded.last_run_at)
      RETURNING package
    ),
    times AS (
      INSERT INTO package_run_times (package, version, class, runs)
      SELECT package, version, class, count(*) FROM counted WHERE outcome = 'completed' GROUP BY package, version, class
      ON CONFLICT (package, version, class) DO UPDATE SET runs = package_run_times.runs + excluded.runs
    )
    SELECT DISTINCT package FROM facts`);
  return rows.map((row) => row.package);
}

/** Works out where packages stand by the facts about their versions; what people say of them stays. */
async function standRuns(db: Database, which: SQL): Promise<void> {
  await db.execute(sql`
    WITH recent AS (
      SELECT * FROM (
        SELECT *, row_number() OVER (PARTITION BY package ORDER BY last_run_at DESC, version) AS place
        FROM package_facts WHERE ${which}
      ) AS placed WHERE place <= ${versionsSpeaking}
    ),
    run_times AS (
      SELECT package, class, sum(runs) AS runs FROM package_run_times JOIN recent USING (package, version) GROUP BY package, class
    )
    INSERT INTO package_standings (package, completed, failed, stopped, retries, median_ms, last_run_at)
    SELECT recent.package, sum(completed), sum(failed), sum(stopped), sum(retries), max(median_ms), max(last_run_at)
    FROM recent LEFT JOIN ${medians(sql`run_times`, sql`package`)} AS medians ON medians.package = recent.package
    GROUP BY recent.package
    ON CONFLICT (package) DO UPDATE SET
      completed = excluded.completed, failed = excluded.failed, stopped = excluded.stopped, retries = excluded.retries,
      median_ms = excluded.median_ms, last_run_at = excluded.last_run_at`);
}

/**
 * Whoever changes what is known of packages takes these first, so that two who do it at once do not work from the same
 * state. Held to the end of the transaction; taken in one order, so that they never wait for each other.
 */
export async function holdStandings(transaction: Database, names: readonly string[]): Promise<void> {
  await transaction.execute(sql`
    INSERT INTO package_standings (package)
    SELECT DISTINCT name FROM unnest(${sql.param([...names])}::text[]) AS name ORDER BY name
    ON CONFLICT (package) DO UPDATE SET package = excluded.package`);
}

/** Counts a run that has just ended. The work is the same however many runs there were before. */
export async function countRun(transaction: Database, workflowId: string, name: string): Promise<void> {
  await holdStandings(transaction, [name]);
  const [counted] = await addRuns(transaction, sql`workflow_id = ${workflowId}`);
  if (counted === undefined) return;
  await standRuns(transaction, sql`package = ${name}`);
  await placePackages(transaction, [name]);
}

/** Counts all runs again: for facts that were lost, or are not trusted any more. */
export async function countRunsAgain(db: Database): Promise<void> {
  await db.transaction(async (transaction) => {
    // Runs that end meanwhile wait here, and are counted once.
    await transaction.execute(sql`LOCK TABLE package_standings, package_facts, package_run_times IN EXCLUSIVE MODE`);
    await transaction.execute(sql`DELETE FROM package_run_times`);
    await transaction.execute(sql`DELETE FROM package_facts`);
    await transaction.execute(sql`
      UPDATE package_standings
      SET completed = 0, failed = 0, stopped = 0, retries = 0, median_ms = NULL, last_run_at = NULL`);
    const names = await addRuns(transaction, sql`true`);
    await standRuns(transaction, sql`true`);
    await placePackages(transaction, names);
  });
}
