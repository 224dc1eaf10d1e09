import { inArray, type SQL, sql } from 'drizzle-orm';
import { limits } from '../domain/limits.ts';
import { newestFirst } from '../domain/market/versions.ts';
import type { Database } from './connection.ts';
import { holdStandings } from './facts.ts';
import { placePackages } from './placing.ts';
import { packageSearch } from './standing-tables.ts';

/** Words stand alone: `incident-response`, `sec/incident_response` and "incident response" are the same two. */
const spaced = (text: SQL): SQL => sql`regexp_replace(${text}, '[!-/:-@\\[-\`{-~]+', ' ', 'g')`;
const lexemes = (text: SQL, weight: 'A' | 'B' | 'C'): SQL =>
  sql`setweight(to_tsvector('english', ${spaced(text)}), ${sql.raw(`'${weight}'`)})`;

/** Packages brought up to date by one transaction. */
const batch = 500;

/**
 * Brings what search knows of packages up to date: after a release, a mark on one, or a word about their publisher. A
 * package without a release to offer is not found.
 */
export async function indexPackages(transaction: Database, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  await holdStandings(transaction, names);
  const offered = new Map<string, OfferedVersion[]>();
  for (const each of await offeredVersions(transaction, names)) {
    offered.set(each.package, [...(offered.get(each.package) ?? []), each]);
  }
  const newest = [...offered.values()].flatMap((versions) => {
    const [first] = newestFirst(versions);
    return first === undefined ? [] : [{ ...first, versions: versions.length }];
  });
  const gone = names.filter((name) => !offered.has(name));
  if (gone.length > 0) await transaction.delete(packageSearch).where(inArray(packageSearch.package, gone));
  if (newest.length > 0) await writeRows(transaction, newest);
  await placePackages(transaction, names);
}

/** Brings in what search does not know: after an upgrade, or when its tables were lost. */
export async function indexForgotten(db: Database): Promise<void> {
  let names: string[] = [];
  do {
    names = await forgotten(db, names.at(-1) ?? '');
    await db.transaction((transaction) => indexPackages(transaction, names));
  } while (names.length === batch);
}

/** @param after the last one that was looked at: what has no release to offer is forgotten for ever */
async function forgotten(db: Database, after: string): Promise<string[]> {
  const { rows } = await db.execute<{ package: string }>(sql`
    SELECT DISTINCT package FROM package_versions AS versions
    WHERE package > ${after} AND NOT EXISTS (SELECT FROM package_search AS known WHERE known.package = versions.package)
    ORDER BY package LIMIT ${batch}`);
  return rows.map((row) => row.package);
}

interface OfferedVersion {
  readonly package: string;
  readonly version: string;
  readonly deprecated: string | null;
}

/** Versions that were not yanked, with why one is deprecated. */
async function offeredVersions(db: Database, names: readonly string[]): Promise<OfferedVersion[]> {
  const newestMark = (kind: 'yanked' | 'deprecated'): SQL => sql`
    LEFT JOIN LATERAL (
      SELECT kind, reason FROM release_marks AS marks
      WHERE marks.package = versions.package AND marks.version = versions.version AND marks.kind IN (${kind}, 'restored')
      ORDER BY number DESC LIMIT 1
    ) AS ${sql.identifier(kind)} ON true`;
  const { rows } = await db.execute<{ [Key in keyof OfferedVersion]: OfferedVersion[Key] }>(sql`
    SELECT versions.package, versions.version, CASE WHEN deprecated.kind = 'deprecated' THEN deprecated.reason END AS deprecated
    FROM package_versions AS versions ${newestMark('yanked')} ${newestMark('deprecated')}
    WHERE versions.package = ANY(${sql.param([...names])}::text[]) AND yanked.kind IS DISTINCT FROM 'yanked'`);
  return rows;
}

/** @param newest of each package, with how many versions it has */
async function writeRows(
  db: Database,
  newest: readonly (OfferedVersion & { readonly versions: number })[],
): Promise<void> {
  const title = sql`metadata->>'name'`;
  const described = sql`concat_ws(' ', metadata->>'description', publisher)`;
  const tags = sql`array(SELECT lower(tag) FROM jsonb_array_elements_text(metadata->'tags') AS tag)`;
  const tools = sql`array(SELECT tool->>'name' FROM jsonb_array_elements(coalesce(contract->'tools', '[]')) AS tool)`;
  const labels = sql`concat_ws(' ', metadata->>'category', array_to_string(${tags} || ${tools}, ' '))`;
  await db.execute(sql`
    WITH release AS (
      SELECT releases.*, newest.deprecated, newest.versions, verified_at IS NOT NULL AS verified,
        coalesce(packages.publisher, metadata->>'author') AS publisher,
        (SELECT min(published_at) FROM package_versions AS every_one WHERE every_one.package = releases.package) AS first_published_at
      FROM json_to_recordset(${JSON.stringify(newest)}::json)
        AS newest(package text, version text, deprecated text, versions integer)
      JOIN package_versions AS releases USING (package, version)
      LEFT JOIN packages ON packages.package = releases.package
      LEFT JOIN publishers ON publishers.publisher = packages.publisher
    ),
    named AS (
      SELECT *, ${lexemes(sql`concat_ws(' ', package, ${title}, regexp_replace(package, '[^a-z0-9]', '', 'g'))`, 'A')} AS names
      FROM release
    ),
    worded AS (
      SELECT *, names || ${lexemes(described, 'B')} || ${lexemes(labels, 'C')} AS heading,
        to_tsvector('simple', ${spaced(sql`concat_ws(' ', package, ${title}, ${described}, ${labels})`)}) AS written
      FROM named
    ),
    words AS (
      INSERT INTO search_words (word)
      SELECT DISTINCT word FROM worded, unnest(tsvector_to_array(written)) AS word
      WHERE length(word) BETWEEN 3 AND 40
      -- In one order, so that two who publish at once never wait for each other.
      ORDER BY word
      ON CONFLICT DO NOTHING
    )
    INSERT INTO package_search (package, version, publisher, title, description, category, tags, verified, deprecated, versions,
      published_at, first_published_at, names, heading, document, merit)
    SELECT package, version, publisher, ${title}, metadata->>'description', lower(metadata->>'category'), ${tags}, verified,
      deprecated, versions, published_at, first_published_at, names, heading,
      heading || ${lexemes(sql`left(documentation, ${limits.searchedCharactersMax}::integer)`, 'C')}, 0
    FROM worded
    ON CONFLICT (package) DO UPDATE SET
      version = excluded.version, publisher = excluded.publisher, title = excluded.title, description = excluded.description,
      category = excluded.category, tags = excluded.tags, verified = excluded.verified, deprecated = excluded.deprecated,
      versions = excluded.versions, published_at = excluded.published_at, first_published_at = excluded.first_published_at,
      names = excluded.names, heading = excluded.heading, document = excluded.document`);
}
