import { sql } from 'drizzle-orm';
import {
  boolean,
  customType,
  doublePrecision,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' });
const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' });

/** What real runs of a version came to; counted from `runs` as each ends, and again from there if it is lost. */
export const packageFacts = pgTable(
  'package_facts',
  {
    package: text('package').notNull(),
    version: text('version').notNull(),
    completed: integer('completed').notNull(),
    failed: integer('failed').notNull(),
    /** By people: cancelled, refused, or asked and not answered. */
    stopped: integer('stopped').notNull(),
    retries: integer('retries').notNull(),
    lastRunAt: moment('last_run_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.package, table.version] })],
);

/** How long the completed runs of a version took, by the classes of db/read/run-times.ts. */
export const packageRunTimes = pgTable(
  'package_run_times',
  {
    package: text('package').notNull(),
    version: text('version').notNull(),
    class: smallint('class').notNull(),
    runs: integer('runs').notNull(),
  },
  (table) => [primaryKey({ columns: [table.package, table.version, table.class] })],
);

/** Where a package stands: domain/market/ranking.ts Standing, but for its installs. Whoever changes anything of a package locks its row first. */
export const packageStandings = pgTable(
  'package_standings',
  {
    package: text('package').primaryKey(),
    completed: integer('completed').notNull().default(0),
    failed: integer('failed').notNull().default(0),
    stopped: integer('stopped').notNull().default(0),
    retries: integer('retries').notNull().default(0),
    medianMs: doublePrecision('median_ms'),
    lastRunAt: moment('last_run_at'),
    stars: integer('stars').notNull().default(0),
    ratings: integer('ratings').notNull().default(0),
  },
  (table) => [index('standings_by_runs').on(table.completed.desc().nullsFirst(), table.package)],
);

/** What people who ran a package say of it: one word of each about every major version. */
export const reviews = pgTable(
  'reviews',
  {
    user: text('user').notNull(),
    package: text('package').notNull(),
    major: integer('major').notNull(),
    stars: smallint('stars').notNull(),
    text: text('text').notNull(),
    /** The run that entitled them, and what it ran. */
    run: text('run').notNull(),
    version: text('version').notNull(),
    at: moment('at').notNull().defaultNow(),
    /** Who asked twice with one request is told the same: also the stars it stands in the place of. */
    request: text('request').notNull(),
    replaced: smallint('replaced'),
  },
  (table) => [
    primaryKey({ columns: [table.user, table.package, table.major] }),
    index('reviews_by_time').on(table.package, table.at.desc().nullsFirst(), table.user),
  ],
);

/** What search looks through: a row for each package that has a release to offer, by its newest. */
export const packageSearch = pgTable(
  'package_search',
  {
    package: text('package').primaryKey(),
    version: text('version').notNull(),
    publisher: text('publisher').notNull(),
    title: text('title').notNull(),
    description: text('description').notNull(),
    category: text('category').notNull(),
    tags: text('tags').array().notNull(),
    verified: boolean('verified').notNull(),
    /** Why nobody should begin to use it; null when they may. */
    deprecated: text('deprecated'),
    versions: integer('versions').notNull(),
    publishedAt: moment('published_at').notNull(),
    firstPublishedAt: moment('first_published_at').notNull(),
    /** Words of its name and title: on their own, so that PostgreSQL knows how rare they are there. */
    names: tsvector('names').notNull(),
    /** Words of its name (A), description and publisher (B), category, tags and tools (C): small, so it stays in the row. */
    heading: tsvector('heading').notNull(),
    /** The same with those of its documentation (C). */
    document: tsvector('document').notNull(),
    /** domain/market/ranking.ts merit; follows the standing when it moves by more than `meritStep`. */
    merit: doublePrecision('merit').notNull(),
    /** Mean of the stars, or null. */
    rating: doublePrecision('rating'),
  },
  (table) => [
    index('search_by_names').using('gin', table.names),
    index('search_by_heading').using('gin', table.heading),
    index('search_by_document').using('gin', table.document),
    index('search_by_tags').using('gin', table.tags),
    index('search_by_merit').on(table.merit.desc().nullsFirst(), table.package),
    index('search_by_category').on(table.category, table.merit.desc().nullsFirst(), table.package),
    index('search_verified').on(table.merit.desc().nullsFirst(), table.package).where(sql`${table.verified}`),
    index('search_by_rating').on(table.rating),
    index('search_by_first_publication').on(table.firstPublishedAt.desc().nullsFirst(), table.package),
  ],
);

/** Every word of what search looks through, as it is written: what a word with a slip in it may have meant. */
export const searchWords = pgTable('search_words', { word: text('word').primaryKey() });
