import { bigint, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' });

/** Who may publish over HTTP: of each token its hash alone, so that nobody who reads this can use one. */
export const registryTokens = pgTable('registry_tokens', {
  /** What people call it by; also in the token itself. */
  id: text('id').primaryKey(),
  /** SHA-256 of the whole token. */
  hash: text('hash').notNull().unique(),
  /** The only one whose releases it lets in. */
  publisher: text('publisher').notNull(),
  by: text('by').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
  expiresAt: moment('expires_at').notNull(),
  revokedAt: moment('revoked_at'),
});

/** How far the logs of other registries were followed: none of them may go back, or tell another story of what was. */
export const registryHeads = pgTable('registry_heads', {
  /** `https://registry.example`. */
  origin: text('origin').primaryKey(),
  seq: bigint('seq', { mode: 'number' }).notNull(),
  hash: text('hash').notNull(),
  seenAt: moment('seen_at').notNull().defaultNow(),
});
