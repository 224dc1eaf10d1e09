import { bigint, boolean, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { JsonObject } from '../domain/json.ts';
import { moment } from './tables.ts';

/** Runs that have a card in a room; the message itself is known by what it was said as, `card:<workflow id>`. */
export const chatCards = pgTable(
  'chat_cards',
  {
    /** Workflow id of the run. */
    run: text('run').primaryKey(),
    room: text('room').notNull(),
    /** The event that asked for the run: the root of the thread in which its card stands. */
    root: text('root').notNull(),
    /** `@ann:example.org` */
    requester: text('requester').notNull(),
    /** How often it was drawn; machines see it beside the text. */
    seq: integer('seq').notNull().default(0),
    /** Hash of what was drawn last. */
    drawn: text('drawn'),
    /** The digest in which it is shown while it goes on, when there are many; known by what it was said as. */
    digest: text('digest'),
    /** False once it shows how the run ended. */
    live: boolean('live').notNull().default(true),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [
    index('cards_by_room').on(table.room, table.live),
    index('cards_by_root').on(table.root),
    index('live_cards').on(table.live),
    index('cards_by_digest').on(table.digest),
  ],
);

/** Questions that were put to a room; the message is known by what it was said as, `prompt:<number>`. */
export const chatPrompts = pgTable(
  'chat_prompts',
  {
    number: integer('number').primaryKey(),
    run: text('run').notNull(),
    /** The room where it stands, by its id. */
    room: text('room').notNull(),
    root: text('root'),
    /** False once it shows what came of it. */
    open: boolean('open').notNull().default(true),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [index('prompts_by_run').on(table.run), index('open_prompts').on(table.open)],
);

/** Answers people gave in rooms, by the event that gave them: a reaction or a command. */
export const chatVotes = pgTable(
  'chat_votes',
  {
    event: text('event').primaryKey(),
    number: integer('number').notNull(),
    /** `@ann:example.org` */
    user: text('user').notNull(),
    choice: text('choice').notNull(),
    /** It was the one that decided. */
    decided: boolean('decided').notNull(),
    /** Null while it counts. */
    withdrawnAt: moment('withdrawn_at'),
    at: moment('at').notNull().defaultNow(),
  },
  (table) => [index('votes_by_question').on(table.number, table.at)],
);

/** Whatever was allowed or refused in rooms. Rows are never changed or deleted, and each holds the hash of the one before. */
export const auditLog = pgTable('audit_log', {
  /** From 1, without gaps. */
  seq: bigint('seq', { mode: 'number' }).primaryKey(),
  at: moment('at').notNull(),
  /** `@ann:example.org` */
  actor: text('actor').notNull(),
  room: text('room').notNull(),
  /** The event that asked for it. */
  event: text('event').notNull(),
  verb: text('verb').notNull(),
  allowed: boolean('allowed').notNull(),
  /** Code of the error, of what was refused. */
  code: text('code'),
  run: text('run'),
  /** Hash of the plan it is about. */
  plan: text('plan'),
  /** What else there is to know, such as the choice. */
  details: jsonb('details').$type<JsonObject>().notNull(),
  /** Of the row before; of the first one 64 zeros. */
  previous: text('previous').notNull(),
  /** SHA-256 of the canonical JSON of all of the above. */
  hash: text('hash').notNull(),
});
