import { type SQL, sql } from 'drizzle-orm';
import { limits } from '../../domain/limits.ts';
import type { Candidate, ListedPackage, Search } from '../../domain/market/search.ts';
import type { Database } from '../connection.ts';
import { readStandings } from './standings.ts';

/** Of what is found, the best by merit are looked at: of those with the words in their names, in their headings, anywhere. */
const lookedAt = { exact: 1, named: 200, headed: 400, documented: 200 } as const;
/** With so many found by their headings nobody looks into documentations. */
const enough = 20;
/** What A, B, C and D are worth; the first place is that of D. */
const rank = sql.raw(`ts_rank('{0.1, 0.2, 0.4, 1.0}'`);

type Filters = Pick<Search, 'category' | 'tags' | 'minRating' | 'verifiedOnly'>;

export interface Found {
  readonly candidates: readonly Candidate[];
  /** There are more than were looked at. */
  readonly isMore: boolean;
}

function fits({ category, tags, minRating, verifiedOnly }: Filters): SQL {
  const wanted = [
    ...(category === undefined ? [] : [sql`category = ${category.toLowerCase()}`]),
    ...(tags.length === 0 ? [] : [sql`tags @> ${sql.param(tags.map((tag) => tag.toLowerCase()))}::text[]`]),
    ...(minRating === undefined ? [] : [sql`rating >= ${minRating}`]),
    ...(verifiedOnly ? [sql`verified`] : []),
  ];
  return wanted.length === 0 ? sql`true` : sql.join(wanted, sql` AND `);
}

const shown = sql`package, merit, category, tags, deprecated IS NOT NULL AS deprecated`;
const best = sql`ORDER BY merit DESC, package`;
const asked = (query: string): SQL => sql`to_tsquery('english', ${query})`;
type Row = Omit<Candidate, 'isDeprecated'> & { readonly deprecated: boolean; readonly arm: keyof typeof lookedAt };

/**
 * The packages that may be shown for a search, in no particular order.
 * @param query of `queryOf`; empty for everything that passes the filters
 * @param name the package that is called so fits best of all
 */
export async function findCandidates(db: Database, query: string, name: string, filters: Filters): Promise<Found> {
  if (query === '') {
    const all = sql`SELECT ${shown}, 0.0::double precision AS relevance FROM package_search WHERE ${fits(filters)} ${best}`;
    const { rows } = await db.execute<Row>(sql`${all} LIMIT ${limits.candidatesMax}`);
    return { candidates: rows.map(candidate), isMore: rows.length === limits.candidatesMax };
  }
  const headed = await findHeaded(db, query, name, filters);
  if (headed.candidates.length >= enough) return headed;
  const documented = await findDocumented(db, query, filters);
  const known = new Set(headed.candidates.map((each) => each.package));
  const added = documented.candidates.filter((each) => !known.has(each.package));
  return { candidates: [...headed.candidates, ...added], isMore: headed.isMore || documented.isMore };
}

async function findHeaded(db: Database, query: string, name: string, filters: Filters): Promise<Found> {
  const arm = (of: Row['arm'], relevance: SQL, where: SQL): SQL => sql`
    (SELECT ${shown}, ${relevance} AS relevance, ${of} AS arm
    FROM package_search WHERE ${where} AND ${fits(filters)} ${best} LIMIT ${lookedAt[of]})`;
  const ranked = sql`${rank}, heading, ${asked(query)})`;
  const { rows } = await db.execute<Row>(sql`
    ${arm('named', ranked, sql`names @@ ${asked(query)}`)} UNION ALL
    ${arm('headed', ranked, sql`heading @@ ${asked(query)}`)} UNION ALL
    ${arm('exact', sql`1`, sql`package = ${name}`)}`);
  const highest = new Map<string, Candidate>();
  for (const row of rows) {
    if (row.relevance >= (highest.get(row.package)?.relevance ?? 0)) highest.set(row.package, candidate(row));
  }
  const isFull = (each: Row['arm']): boolean => rows.filter(({ arm }) => arm === each).length === lookedAt[each];
  return { candidates: [...highest.values()], isMore: isFull('named') || isFull('headed') };
}

async function findDocumented(db: Database, query: string, filters: Filters): Promise<Found> {
  const { rows } = await db.execute<Row>(sql`
    SELECT ${shown}, ${rank}, document, ${asked(query)}) AS relevance
    FROM package_search WHERE document @@ ${asked(query)} AND ${fits(filters)} ${best} LIMIT ${lookedAt.documented}`);
  return { candidates: rows.map(candidate), isMore: rows.length === lookedAt.documented };
}

function candidate({ package: name, relevance, merit, category, tags, deprecated }: Row): Candidate {
  return { package: name, relevance, merit, category, tags, isDeprecated: deprecated };
}

/** What is known of words that were typed. */
export interface KnownWord {
  readonly word: string;
  /** Some package has it, or it is one of those nobody searches for, like "the". */
  readonly isKnown: boolean;
  /** Some package has a word that begins so. */
  readonly isBeginning: boolean;
  /** Words that look like it. */
  readonly alike: readonly string[];
}

/** @param swapped for each word what it may become when two letters change places */
export async function lookUpWords(
  db: Database,
  words: readonly { readonly word: string; readonly swapped: readonly string[] }[],
): Promise<KnownWord[]> {
  const { rows } = await db.execute<{ found: KnownWord }>(sql`
    SELECT json_build_object(
      'word', word,
      'isKnown', numnode(to_tsquery('english', word)) = 0
        OR EXISTS (SELECT FROM package_search WHERE document @@ to_tsquery('english', word)),
      'isBeginning', length(word) >= 2 AND EXISTS (SELECT FROM package_search WHERE heading @@ to_tsquery('english', word || ':*')),
      'alike', array(
        (SELECT alike.word FROM search_words AS alike WHERE alike.word % typed.word ORDER BY similarity(alike.word, typed.word) DESC LIMIT 30)
        UNION ALL
        SELECT alike.word FROM search_words AS alike WHERE alike.word = ANY(array(SELECT json_array_elements_text(swapped)))
      )
    ) AS found
    FROM json_to_recordset(${JSON.stringify(words)}::json) AS typed(word text, swapped json)`);
  return rows.map(({ found }) => found);
}

/** Packages as lists show them, in the order of their names given; what is not offered any more is left out. */
export async function readListed(db: Database, names: readonly string[]): Promise<ListedPackage[]> {
  if (names.length === 0) return [];
  const [{ rows }, standings] = await Promise.all([
    db.execute<{ listed: Omit<ListedPackage, 'standing' | 'publishedAt'>; published_at: string }>(sql`
      SELECT published_at, json_build_object(
        'package', package, 'version', version, 'publisher', publisher, 'verified', verified, 'title', title,
        'description', description, 'category', category, 'tags', tags, 'deprecated', deprecated, 'versions', versions
      ) AS listed
      FROM package_search WHERE package = ANY(${sql.param([...names])}::text[])`),
    readStandings(db, names),
  ]);
  const listed = new Map(rows.map((row) => [row.listed.package, row]));
  return names.flatMap((name) => {
    const row = listed.get(name);
    const standing = standings.get(name);
    if (row === undefined || standing === undefined) return [];
    return [{ ...row.listed, publishedAt: new Date(row.published_at).toISOString(), standing }];
  });
}
