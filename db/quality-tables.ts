import { bigint, customType, integer, jsonb, pgTable, primaryKey, text, timestamp, unique } from 'drizzle-orm/pg-core';
import type { Outcome } from '../domain/prediction/predictor.ts';

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' });
const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });

/** The predictor of a workspace: how far its log goes. Whoever adds to the log locks this row first. */
export const qualityModels = pgTable('quality_models', {
  workspace: text('workspace').primaryKey(),
  /** Raised when the log is no longer only added to (something was forgotten) or was read again: states from before are dropped. */
  epoch: integer('epoch').notNull().default(0),
  /** Of the last outcome; never given twice. */
  sequence: bigint('sequence', { mode: 'number' }).notNull().default(0),
});

/** What was learned, in its order: the predictor is what these rows make of it, whoever reads them. */
export const qualityUpdates = pgTable(
  'quality_updates',
  {
    workspace: text('workspace').notNull(),
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
    /** The answer it is about, which counts once. */
    interaction: text('interaction').notNull(),
    outcome: jsonb('outcome').$type<Outcome>().notNull(),
    at: moment('at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.sequence] }),
    unique('quality_update_of_interaction').on(table.workspace, table.interaction),
  ],
);

/** The predictor as it was after an outcome, so that nobody has to begin with the first. */
export const qualitySnapshots = pgTable('quality_snapshots', {
  workspace: text('workspace').primaryKey(),
  epoch: integer('epoch').notNull(),
  sequence: bigint('sequence', { mode: 'number' }).notNull(),
  /** domain/prediction/snapshot.ts */
  bytes: bytea('bytes').notNull(),
});
