import { bigint, index, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' });

/** Names of packages, and to whom they belong. Neither is ever given to somebody else. */
export const packages = pgTable(
  'packages',
  {
    package: text('package').primaryKey(),
    /** Null for a name that was published before there were publishers: it belongs to the next who publishes under it. */
    publisher: text('publisher'),
    /** The name as it looks (domain/market/name.ts). */
    skeleton: text('skeleton').notNull(),
    /** In how many workspaces it was installed, ever. */
    installs: integer('installs').notNull().default(0),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [
    index('packages_by_skeleton').on(table.skeleton),
    index('packages_by_publisher').on(table.publisher),
    index('packages_by_installs').on(table.installs.desc().nullsFirst(), table.package),
  ],
);

/** Whoever publishes. The first key that signs for a name has it. */
export const publishers = pgTable('publishers', {
  publisher: text('publisher').primaryKey(),
  verifiedAt: moment('verified_at'),
  verifiedBy: text('verified_by'),
  createdAt: moment('created_at').notNull().defaultNow(),
});

/** Ed25519 keys of publishers. One of each publisher is in use, the others are retired; what they signed stays good. */
export const publisherKeys = pgTable(
  'publisher_keys',
  {
    /** SHA-256 of the raw public key. */
    keyId: text('key_id').primaryKey(),
    publisher: text('publisher')
      .notNull()
      .references(() => publishers.publisher),
    /** Raw, in hexadecimal digits. */
    publicKey: text('public_key').notNull(),
    /** The key in whose place it came; null for the first one. */
    replaces: text('replaces').unique(),
    /** By which the key it replaces says so (domain/market/signature.ts). */
    proof: text('proof'),
    createdAt: moment('created_at').notNull().defaultNow(),
    retiredAt: moment('retired_at'),
  },
  (table) => [index('keys_by_publisher').on(table.publisher)],
);

/** What was said of a release after it was published. The newest word of a kind counts; `restored` takes both back. */
export const releaseMarks = pgTable(
  'release_marks',
  {
    number: bigint('number', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    package: text('package').notNull(),
    version: text('version').notNull(),
    kind: text('kind').$type<'yanked' | 'deprecated' | 'restored'>().notNull(),
    reason: text('reason').notNull(),
    by: text('by').notNull(),
    at: moment('at').notNull().defaultNow(),
  },
  (table) => [index('marks_by_release').on(table.package, table.version, table.number)],
);

/**
 * All that happened to the market, each entry bound to the one before it: `hash` is the SHA-256 of `previous` and `entry`.
 * A trigger refuses an entry that does not continue the chain.
 */
export const marketLog = pgTable(
  'market_log',
  {
    seq: bigint('seq', { mode: 'number' }).primaryKey(),
    /** Hash of the entry before it; 64 zeros for the first. */
    previous: text('previous').notNull(),
    /** Canonical JSON (domain/market/log.ts). */
    entry: text('entry').notNull(),
    hash: text('hash').notNull(),
    /** The sha256 in its entry: the release it is about. */
    release: text('release'),
  },
  (table) => [index('log_by_release').on(table.release)],
);
