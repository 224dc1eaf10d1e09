import { foreignKey, integer, jsonb, pgTable, primaryKey, text, timestamp, unique } from 'drizzle-orm/pg-core';
import type { Installed } from '../domain/market/generation.ts';
import type { WorkspaceSettings } from '../domain/market/settings.ts';

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' });

/** What a workspace had installed, set by set. Rows are never changed or deleted (a trigger sees to it). */
export const generations = pgTable(
  'generations',
  {
    workspace: text('workspace').notNull(),
    /** From 1, never given twice. */
    number: integer('number').notNull(),
    /** The one it was made from; null for the first. */
    parent: integer('parent'),
    /** Hash of the proposal somebody agreed to. */
    proposal: text('proposal').notNull(),
    entries: jsonb('entries').$type<readonly Installed[]>().notNull(),
    by: text('by').notNull(),
    /** What was asked for, in words: `install acme/edr`. */
    reason: text('reason').notNull(),
    at: moment('at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.number] }),
    unique('generations_by_proposal').on(table.workspace, table.proposal),
  ],
);

/** Where a workspace stands. Moving the pointer is all that installing, updating and rolling back do to it. */
export const workspaces = pgTable(
  'workspaces',
  {
    workspace: text('workspace').primaryKey(),
    /** Null before anything was installed. */
    generation: integer('generation'),
    settings: jsonb('settings').$type<Partial<WorkspaceSettings>>().notNull().default({}),
    /** `package@version` that updates by themselves leave out, since they were returned from. */
    avoided: jsonb('avoided').$type<readonly string[]>().notNull().default([]),
    movedBy: text('moved_by'),
    movedAt: moment('moved_at').notNull().defaultNow(),
  },
  (table) => [
    // It never points at a set that is not whole.
    foreignKey({
      columns: [table.workspace, table.generation],
      foreignColumns: [generations.workspace, generations.number],
      name: 'workspaces_point_at_a_generation',
    }),
  ],
);
