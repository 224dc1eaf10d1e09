import { sql } from 'drizzle-orm';
import type { PackageStanding, VersionFacts } from '../../domain/market/ranking.ts';
import type { Database } from '../connection.ts';
import { medians } from './run-times.ts';

/** What is known of packages, by their names; of one that nothing is known of all is zero. */
export async function readStandings(db: Database, names: readonly string[]): Promise<Map<string, PackageStanding>> {
  if (names.length === 0) return new Map();
  const { rows } = await db.execute<{ name: string; standing: PackageStanding; last_run_at: string | null }>(sql`
    SELECT wanted.name, last_run_at, json_build_object(
      'completed', coalesce(completed, 0), 'failed', coalesce(failed, 0), 'stopped', coalesce(stopped, 0),
      'retries', coalesce(retries, 0), 'medianMs', median_ms, 'stars', coalesce(stars, 0),
      'ratings', coalesce(ratings, 0), 'downloads', coalesce(packages.installs, 0)
    ) AS standing
    FROM unnest(${sql.param([...names])}::text[]) AS wanted(name)
    LEFT JOIN package_standings AS standings ON standings.package = wanted.name
    LEFT JOIN packages ON packages.package = wanted.name`);
  return new Map(rows.map(({ name, standing, last_run_at }) => [name, { ...standing, lastRunAt: dated(last_run_at) }]));
}

/** Facts about the versions of a package that ran, the one that ran last first. */
export async function readVersionFacts(db: Database, name: string, limit: number): Promise<VersionFacts[]> {
  const times = sql`(SELECT version, class, runs FROM package_run_times WHERE package = ${name})`;
  const { rows } = await db.execute<{ facts: Omit<VersionFacts, 'lastRunAt'>; last_run_at: string }>(sql`
    SELECT last_run_at, json_build_object(
      'version', facts.version, 'completed', completed, 'failed', failed, 'stopped', stopped, 'retries', retries,
      'medianMs', median_ms
    ) AS facts
    FROM package_facts AS facts
    LEFT JOIN ${medians(times, sql`version`)} AS medians ON medians.version = facts.version
    WHERE package = ${name}
    ORDER BY last_run_at DESC, facts.version
    LIMIT ${limit}`);
  return rows.map(({ facts, last_run_at }) => ({ ...facts, lastRunAt: dated(last_run_at) }));
}

/** Raw queries give times as PostgreSQL writes them. */
function dated(time: string): string;
function dated(time: string | null): string | null;
function dated(time: string | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
