import { sql } from 'drizzle-orm';
import {
  bigserial,
  boolean,
  customType,
  index,
  integer,
  jsonb,
  pgSequence,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';
import type { Electorate, Question } from '../domain/chat.ts';
import type { Json } from '../domain/json.ts';
import type { Metadata } from '../domain/market/bundle.ts';
import type { InboxKind, RoomEvent } from '../domain/room/event.ts';
import type { Outgoing } from '../domain/room/outgoing.ts';
import type { RunStatus, StepStatus } from '../domain/run.ts';
import { publisherKeys } from './market-tables.ts';

export const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' });

const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });

/** Compiled programs by their content hash. Rows are never changed or deleted (a trigger sees to it). */
export const plans = pgTable('plans', {
  hash: text('hash').primaryKey(),
  format: integer('format').notNull(),
  loop: text('loop').notNull(),
  /** Canonical JSON, kept as text: the hash is over exactly these bytes. */
  plan: text('plan').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
});

/** Published versions. (package, version) is never reused; rows are never changed or deleted. */
export const packageVersions = pgTable(
  'package_versions',
  {
    package: text('package').notNull(),
    version: text('version').notNull(),
    sha256: text('sha256').notNull(),
    planHash: text('plan_hash').references(() => plans.hash),
    source: text('source').notNull(),
    documentation: text('documentation').notNull(),
    examples: jsonb('examples').$type<Json>().notNull(),
    metadata: jsonb('metadata').$type<Metadata>().notNull(),
    /** dsl/contract.ts Contract: read through the caller's schema, this room knows no language. */
    contract: jsonb('contract').$type<Json>().notNull(),
    /** Everything it runs with: `package@version` to sha256. */
    lock: jsonb('lock').$type<Record<string, string>>().notNull(),
    /** Package name to range, of the program and of its metadata; null for versions from before it was kept. */
    requires: jsonb('requires').$type<Record<string, string>>(),
    /**
     * Canonical JSON (domain/market/artifact.ts): `sha256` and `signature` are over exactly these bytes. Null, like the rest
     * below, in releases from before packages were signed, until their publisher signs them.
     */
    artifact: text('artifact'),
    signature: text('signature'),
    keyId: text('key_id').references(() => publisherKeys.keyId),
    /** dsl/estimate/capabilities.ts Capabilities of its loop and its tools. */
    capabilities: jsonb('capabilities').$type<Json>(),
    publishedAt: moment('published_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.package, table.version] }), index('versions_by_sha256').on(table.sha256)],
);

/** Runs as the card shows them; Temporal holds the truth, this is its projection. */
export const runs = pgTable(
  'runs',
  {
    workflowId: text('workflow_id').primaryKey(),
    status: text('status').$type<RunStatus>().notNull(),
    startedAt: moment('started_at').notNull(),
    endedAt: moment('ended_at'),
    /** What was run; null for a program that is not published. */
    package: text('package'),
    version: text('version'),
    room: text('room'),
    requester: text('requester'),
    /** The run it is a step of, or null. */
    parent: text('parent'),
    /** Other packages its plan takes tools or loops from. */
    uses: text('uses').array().notNull().default([]),
    /** Once it has ended: tries after the first of its steps, and the code of what it failed with. */
    retries: integer('retries').notNull().default(0),
    failure: text('failure'),
  },
  (table) => [
    index('runs_by_start').on(table.startedAt),
    index('runs_by_package').on(table.package, table.startedAt.desc().nullsFirst()),
    index('runs_by_room').on(table.room, table.package),
    index('runs_by_requester').on(table.requester, table.package),
  ],
);

/** Steps of runs: who started, which try, how it ended. Projected by the worker, drawn by the card. */
export const runSteps = pgTable(
  'run_steps',
  {
    workflowId: text('workflow_id').notNull(),
    path: text('path').notNull(),
    status: text('status').$type<StepStatus>().notNull(),
    attempts: integer('attempts').notNull(),
    startedAt: moment('started_at'),
    endedAt: moment('ended_at'),
    error: text('error'),
    /** Of a FOR the number of its items. */
    size: integer('size'),
  },
  (table) => [primaryKey({ columns: [table.workflowId, table.path] })],
);

/** Numbers of questions, for people to type. */
export const questionNumbers = pgSequence('question_numbers');

/** What runs said and asked in rooms, once for each step of a run. What became of a question, `run_steps` tells. */
export const roomMessages = pgTable(
  'room_messages',
  {
    /** The workflow whose step it is, as in `run_steps`. */
    workflowId: text('workflow_id').notNull(),
    path: text('path').notNull(),
    /** The run a person started, in which all this happens. */
    run: text('run').notNull(),
    /** The workflow that takes the answer. */
    saidBy: text('said_by').notNull(),
    /** `opinion`: what an agent answered in a collaboration. */
    kind: text('kind').$type<'say' | 'ask' | 'opinion'>().notNull(),
    /** The agent whose opinion it is. */
    speaker: text('speaker'),
    room: text('room').notNull(),
    text: text('text').notNull(),
    /** Of a question, never given twice; null for what is only said. */
    number: integer('number').unique(),
    choices: jsonb('choices').$type<readonly string[]>(),
    from: jsonb('from').$type<Question['from']>(),
    need: integer('need'),
    electorate: jsonb('electorate').$type<Electorate>(),
    deadline: moment('deadline'),
    /** Hash of the plan that asks. */
    plan: text('plan'),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.workflowId, table.path] }),
    index('messages_by_run').on(table.run, table.createdAt),
    index('messages_by_time').on(table.createdAt),
  ],
);

/** Large values of runs, by their content hash: what histories hold a claim on instead. Runs share them. */
export const payloads = pgTable(
  'payloads',
  {
    sha256: text('sha256').primaryKey(),
    bytes: bytea('bytes').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    /** Runs that began later may have stored it again: what is older than all runs that are kept may be deleted. */
    lastStoredAt: moment('last_stored_at').notNull().defaultNow(),
  },
  (table) => [index('payloads_by_last_stored').on(table.lastStoredAt)],
);

/** Accounts the bot speaks for, and how far each has read. */
export const botAccounts = pgTable('bot_accounts', {
  account: text('account').primaryKey(),
  /** Where the next sync begins; null before the first. */
  since: text('since'),
  /** Raised by each process that begins to speak for the account: one that lost the lock unawares can write no more. */
  generation: integer('generation').notNull().default(0),
});

/** What a homeserver sent to an appservice, so that what it sends again counts once. */
export const botTransactions = pgTable(
  'bot_transactions',
  {
    account: text('account').notNull(),
    /** As the homeserver names it. */
    id: text('id').notNull(),
    /** Hash of the ids of its events: a homeserver that is set up anew counts from the beginning. */
    events: text('events').notNull(),
    receivedAt: moment('received_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.account, table.id, table.events] })],
);

/** Keys by which a session of an account reads and writes encrypted rooms: the whole store, as it was last. */
export const botKeys = pgTable(
  'bot_keys',
  {
    account: text('account').notNull(),
    device: text('device').notNull(),
    store: bytea('store').notNull(),
    savedAt: moment('saved_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.account, table.device] })],
);

/** Rooms an account is in, or was. */
export const botRooms = pgTable(
  'bot_rooms',
  {
    account: text('account').notNull(),
    room: text('room').notNull(),
    invitedBy: text('invited_by'),
    joined: boolean('joined').notNull(),
  },
  (table) => [primaryKey({ columns: [table.account, table.room] })],
);

/** What happened in rooms, stored together with the position up to which it was read, then handled. */
export const botInbox = pgTable(
  'bot_inbox',
  {
    account: text('account').notNull(),
    eventId: text('event_id').notNull(),
    /** The order of the server, within a room. */
    position: bigserial('position', { mode: 'number' }).notNull(),
    room: text('room').notNull(),
    kind: text('kind').$type<InboxKind>().notNull(),
    /** The event that is edited, reacted to or redacted. */
    target: text('target'),
    event: jsonb('event').$type<RoomEvent>().notNull(),
    receivedAt: moment('received_at').notNull().defaultNow(),
    attempts: integer('attempts').notNull().default(0),
    nextTryAt: moment('next_try_at').notNull().defaultNow(),
    handledAt: moment('handled_at'),
    /** Why it was given up. */
    problem: text('problem'),
  },
  (table) => [
    primaryKey({ columns: [table.account, table.eventId] }),
    index('inbox_waiting').on(table.account, table.room, table.position).where(sql`${table.handledAt} IS NULL`),
    index('inbox_by_target').on(table.account, table.target),
  ],
);

/** What the bot says, by names of its own. A row holds the newest wording; what it was before is not kept. */
export const botOutbox = pgTable(
  'bot_outbox',
  {
    account: text('account').notNull(),
    id: text('id').notNull(),
    position: bigserial('position', { mode: 'number' }).notNull(),
    room: text('room').notNull(),
    /** From 0, the most urgent. */
    priority: smallint('priority').notNull(),
    outgoing: jsonb('outgoing').$type<Outgoing>().notNull(),
    /** Raised with each change of what is to be said. */
    version: integer('version').notNull().default(1),
    /** The version that was last on its way; the server may have it or not. */
    attempted: integer('attempted').notNull().default(0),
    /** The version the server has. */
    sent: integer('sent').notNull().default(0),
    eventId: text('event_id'),
    queuedAt: moment('queued_at').notNull().defaultNow(),
    sentAt: moment('sent_at'),
    /** Why the server does not take this version. */
    problem: text('problem'),
  },
  (table) => [
    primaryKey({ columns: [table.account, table.id] }),
    index('outbox_waiting')
      .on(table.account, table.priority, table.position)
      .where(sql`${table.version} > ${table.sent} AND ${table.problem} IS NULL`),
    index('outbox_by_event').on(table.account, table.eventId),
  ],
);

/** Files the bot put on the homeserver, so that the same bytes are put there once. */
export const botUploads = pgTable(
  'bot_uploads',
  {
    account: text('account').notNull(),
    /** Of the bytes with their name and type. */
    sha256: text('sha256').notNull(),
    mxc: text('mxc').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.account, table.sha256] })],
);
